#include "lessons/texts.h"

namespace elman::lessons {

namespace {

constexpr Text texts[] = {
    {"title", "A Transformer block, worked by hand", "亲手算一个 Transformer 块"},
    {"summary", "a Transformer block by hand: queries, keys, values, mask, positions; beside a GRU",
     "亲手算一个 Transformer 块：查询、键、值、掩码、位置；再与 GRU 比较"},
    {"what",
     "A recurrent network has to go through a sequence step by step. A Transformer (Vaswani et al. 2017) has no state: "
     "every position looks directly at every other one, by attention, and all positions can be computed at once.",
     "循环网络必须一步一步地走过序列。Transformer（Vaswani 等 "
     "2017）没有状态：每个位置通过注意力直接看其他所有位置，所有位置可以同时计算。"},
    {"block",
     "Here is one block with one head, on the three symbols a, b, a, each of them four numbers. The matrices are "
     "chosen so that you can follow: W_q and W_k leave a row as it is, W_v reverses it.",
     "这里是一个单头的块，处理三个符号 a、b、a，每个用四个数表示。矩阵选得便于跟着算：W_q 和 W_k 让一行保持不变，W_v "
     "把它的四个数倒过来。"},
    {"positions", "Step 1: symbols and positions", "第 1 步：符号与位置"},
    {"positions-are", "The embeddings e of the symbols. Attention alone does not see order: rows 1 and 3 are the same.",
     "各符号的嵌入 e。注意力本身看不到顺序：第 1 行和第 3 行相同。"},
    {"with-positions",
     "So each position adds numbers of its own, sine and cosine of the position, counted from 0, at two speeds; row 1 "
     "gets 0 1 0 1. The sums x are "
     "what the block reads:",
     "所以每个位置加上自己的一组数：位置（从 0 数起）按两种速度取的 sin 和 cos；第 1 行加的是 0 1 0 1。得到的和 x "
     "就是块的输入："},
    {"claim:apart", "Now the two a are told apart.", "现在两个 a 可以区分了。"},
    {"projections", "Step 2: queries, keys, values", "第 2 步：查询、键、值"},
    {"projections-are",
     "Each row is multiplied by three matrices: q = W_q x is what it looks for, k = W_k x what it offers to be found "
     "by, v = W_v x what it gives to whoever looks. Here the keys equal the queries, and the values are reversed rows.",
     "每一行分别乘以三个矩阵：查询 q = W_q x 表示它要找什么，键 k = W_k x 供别的位置匹配，值 v = W_v x "
     "是它给出的内容。这里键与查询相同，值是把一行倒过来。"},
    {"scores", "Step 3: scores of position 3", "第 3 步：位置 3 的分数"},
    {"scores-are",
     "The query of position 3 and the key of each position, multiplied and added up. Then all are divided by 2, the "
     "square root of the four numbers, so that they do not grow with the size.",
     "位置 3 的查询与每个位置的键相乘再相加。然后都除以 2，即 4 的平方根，使分数不随维数增大。"},
    {"mask", "Step 4: causal mask and softmax", "第 4 步：因果掩码与 softmax"},
    {"mask-is",
     "Whoever writes must not look at what is not written yet. The causal mask sets the scores of later positions to "
     "minus infinity before softmax, so that their weights are 0:",
     "写的时候不能看还没写出的内容。因果掩码在 softmax 之前把后面位置的分数设为负无穷，于是它们的权重是 0："},
    {"causal-heat", "The weights: each position looks at itself and at earlier ones",
     "权重：每个位置只看自己和前面的位置"},
    {"looks-at", "looks at", "看"},
    {"position", "position", "位置"},
    {"claim:masked", "Above the diagonal all weights are 0.", "对角线上方的权重都是 0。"},
    {"context", "Step 5: the context of position 3", "第 5 步：位置 3 的上下文"},
    {"context-is", "The values, weighted: a32 is how much position 3 looks at position 2.",
     "按权重对值求和：a32 是位置 3 看位置 2 的权重。"},
    {"add-norm", "Step 6: add and normalise", "第 6 步：相加与归一化"},
    {"add-norm-is",
     "The context is added to the row itself (residual connection), so that nothing is lost and gradients have a "
     "straight way back. Then the row is brought to mean 0 and variance 1 (layer normalisation):",
     "把上下文加到这一行本身（残差连接），这样不会丢失内容，梯度也有一条直路可以传回。然后把这一行变成均值 0、方差 "
     "1（层归一化）："},
    {"sum", "x3 + c3", "x3 + c3"},
    {"normalised", "normalised", "归一化"},
    {"feed-forward", "Step 7: the feed-forward part", "第 7 步：前馈部分"},
    {"feed-forward-is",
     "Each row goes through two linear maps with relu between them, by itself; here the maps leave rows as they are, "
     "so only relu is seen. The result is added and normalised again:",
     "每一行单独经过两个线性变换，中间有 relu；这里的线性变换保持不变，所以只看到 relu。结果再相加、归一化一次："},
    {"made", "relu", "relu"},
    {"output", "output", "输出"},
    {"agrees",
     "Before this line was printed, the program has compared all rows with those of TransformerEncoderLayer with the "
     "same weights: they agree.",
     "在打印这一行之前，程序已经用同样的权重与 TransformerEncoderLayer 的各行作了比较：结果一致。"},
    {"whole", "From a block to a Transformer", "从一个块到 Transformer"},
    {"whole-is",
     "A Transformer stacks such blocks, each with several heads that look for different things. An encoder has no "
     "mask. Each block of a decoder also looks at the encoder's rows, with queries from the decoder and keys and "
     "values from the encoder: that is the attention of lesson attention.",
     "Transformer "
     "由这样的块叠成，每个块有几个头，各找不同的东西。编码器没有掩码。解码器的每个块还要看编码器的各行，查询来自解码器"
     "，键和值来自编码器：这就是 attention 一课的注意力。"},
    {"beside", "Beside a recurrent network", "与循环网络比较"},
    {"task",
     "The task of lesson seq2seq: to write words backwards. A Transformer and a GRU with attention, both 32 wide, "
     "learn it in {updates} updates.",
     "任务与 seq2seq 一课相同：倒写单词。一个 Transformer 和一个带注意力的 GRU，宽度都是 32，用 {updates} "
     "次更新来学习。"},
    {"network", "network", "网络"},
    {"parameters", "weights", "参数"},
    {"loss", "loss", "损失"},
    {"loss-plot", "The mean loss of a letter while learning", "学习过程中每个字母的平均损失"},
    {"updates", "updates", "更新次数"},
    {"measured", "Right words among {count} of each length:", "每种长度各 {count} 个词中正确的比例："},
    {"length", "length", "长度"},
    {"share", "share of right words", "正确词的比例"},
    {"length-plot", "Share of right words, by length", "不同长度的词的正确比例"},
    {"claim:both", "Both have learned the words of every length that they have seen.",
     "两个网络都学会了见过的所有长度。"},
    {"claim:transformer-behind", "The Transformer is behind here: it would need more updates.",
     "这里 Transformer 落后：它还需要更多的更新。"},
    {"claim:gru-behind", "The recurrent network is behind here.", "这里循环网络落后。"},
    {"claim:unseen-positions",
     "Words of more than {longest} letters need positions that were never learned, and the Transformer fails at once. "
     "A recurrent network meets every step with the same weights, and fails more slowly.",
     "超过 {longest} 个字母的词需要从没学过的位置，Transformer "
     "立刻就不行了。循环网络每一步用同样的权重，变差得慢一些。"},
    {"try-less", "Fewer updates. Who starts sooner?", "少更新一些。谁先起步？"},
    {"try-seed", "Other words, other first weights.", "换一组词和初始权重。"},
};

}  // namespace

const Texts transformer_texts = texts;

}  // namespace elman::lessons
