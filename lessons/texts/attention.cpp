#include "lessons/texts.h"

namespace elman::lessons {

namespace {

constexpr Text texts[] = {
    {"title", "Attention: looking back at the source", "注意力：回看源序列"},
    {"summary", "attention: one step by hand, then the matrix of a network that has learned",
     "注意力：亲手算一步，再看学会的网络的注意力矩阵"},
    {"what",
     "In lesson seq2seq one vector had to hold the whole source. Attention (Bahdanau et al. 2015) keeps the encoder's "
     "state of every position, and lets the decoder choose at each step which of them to look at. To look is to take a "
     "weighted mean, and the weights are computed.",
     "在 seq2seq 一课里，一个向量要装下整个源序列。注意力（Bahdanau 等 "
     "2015）保留编码器在每个位置的状态，让解码器在每一步选择看哪些位置。“看”就是取加权平均，而权重是算出来的。"},
    {"names",
     "The decoder asks with a query q; here it is its state. Each position s answers with its key, and is read by its "
     "value; here both are the encoder's state there. The numbers below are small, so that you can follow each step.",
     "解码器用查询（query）q 提问，这里就是它的状态。每个位置 s 用自己的键（key）来匹配，用自己的值（value）供人读取；"
     "这里两者都是编码器在该位置的状态。下面的数很小，每一步都可以跟着算。"},
    {"scores", "Step 1: a score for each position", "第 1 步：给每个位置一个分数"},
    {"scores-are",
     "The score says how well query and key fit together: their dot product (Luong et al. 2015). s1[2] is the second "
     "number of position 1.",
     "分数表示查询与键有多匹配：它们的点积（Luong 等 2015）。s1[2] 是位置 1 的第二个数。"},
    {"weights", "Step 2: from scores to weights", "第 2 步：从分数到权重"},
    {"weights-are", "Softmax makes weights of the scores: positive, and together 1.",
     "softmax 把分数变成权重：都是正数，加起来等于 1。"},
    {"context", "Step 3: the context", "第 3 步：上下文"},
    {"context-is",
     "The context is the mean of the values by these weights. It goes to the decoder beside its state, at this step "
     "alone; at the next one there is another query, and so another context.",
     "上下文就是按这些权重对各个值求的平均。它和状态一起交给解码器，只用于这一步；下一步有新的查询，也就有新的上下文"
     "。"},
    {"one-step-done", "One step is one row", "一步就是一行"},
    {"hand-heat", "The weights of this step, one for each position", "这一步的权重，每个位置一个"},
    {"position", "position", "位置"},
    {"query", "query", "查询"},
    {"one-step-is",
     "Each step of the decoder gives such a row, and all steps together a matrix: what was written, against what was "
     "read. Every step of it can be differentiated, so the network learns where to look as it learns everything else.",
     "解码器的每一步都给出这样一行，所有步合起来就是一个矩阵：写出的对读入的。其中每一步都可以求导，所以“看哪里”也和其"
     "他一切"
     "一样是学出来的。"},
    {"learned", "Where a network looks once it has learned", "学会的网络看哪里"},
    {"network",
     "A network with attention, as in lesson seq2seq, has learned to write words backwards, in {updates} updates; its "
     "mean loss is {loss} now. Nobody has told it where to look.",
     "一个带注意力的网络（与 seq2seq 一课相同）用 {updates} 次更新学习倒写单词；现在的平均损失是 "
     "{loss}。没有人告诉过它该看哪里。"},
    {"matrix", "Attention while {word} is written backwards", "倒写 {word} 时的注意力"},
    {"reads", "what was read", "读入"},
    {"writes", "written", "写出"},
    {"looks-at", "looks at", "看"},
    {"mirrored", "mirrored", "对称位置"},
    {"weight", "weight", "权重"},
    {"word", "word", "词"},
    {"answer", "answer", "输出"},
    {"wanted", "target", "目标"},
    {"claim:mirrored",
     "It has found out for itself that letter t of the answer is to be looked for at the t-th place from the end: the "
     "weights lie on the diagonal from bottom left to top right.",
     "它自己发现了：输出的第 t 个字母要到倒数第 t 个位置去找。所以权重落在从左下到右上的对角线上。"},
    {"alignment",
     "A matrix like this is called an alignment: in translation it shows which word belongs to which. elman predict "
     "--alignment prints it for your own models.",
     "这样的矩阵叫做对齐：在翻译里，它显示哪个词对应哪个词。elman predict --alignment 可以为你自己的模型打印它。"},
    {"expected-word", "1 to 10 letters from a to h", "应为 1 到 10 个 a 到 h 的字母"},
    {"try-word", "Another word.", "换一个词。"},
    {"try-less", "Learning stopped early. Where does it look then?", "早早停止学习。这时它看哪里？"},
};

}  // namespace

const Texts attention_texts = texts;

}  // namespace elman::lessons
