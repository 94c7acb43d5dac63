#include "lessons/texts.h"

namespace elman::lessons {

namespace {

constexpr Text texts[] = {
    {"summary", "learning: a cell learns to answer hello with ohlol",
     "学习：让一个 RNNCell 读入 hello，学会输出 ohlol"},
    {"one-step", "How wrong is an answer?", "输出错了多少？"},
    {"reads", "reads", "读入"},
    {"p", "p", "p"},
    {"loss-of-letter", "-ln p", "-ln p"},
    {"epoch", "epoch", "轮"},
    {"loss", "loss", "损失"},
    {"difference", "difference", "相差"},
    {"seeds", "Was that luck? {seeds} beginnings", "是运气好吗？{seeds} 组初始权重"},
    {"word", "answer", "输出"},
    {"count", "beginnings", "组数"},
    {"why-not-all",
     "Of the {failed} that have not learned it by epoch 50, {only} miss nothing but the answers to the two l. Here is "
     "the state after the second l in some of them:",
     "到第 50 轮还没学会的有 {failed} 组，其中 {only} 组只错在那两个 l 的输出上。下面是其中几组读完第二个 l "
     "之后的状态："},
    {"seed", "seed", "种子"},
    {"slope", "1 - h[l]^2", "1 - h[l]^2"},
    {"tagging", "Tagging in practice", "实际的标注"},
    {"smallest-case",
     "This is the smallest case of tagging: for each symbol that goes in, an answer at the same place, be it the part "
     "of "
     "speech of a word or whether a letter begins a new part of the word. With a line hello TAB ohlol in a file "
     "hello.tsv, this learns it with all that a real tagger has: elman train hello.tsv --task tag --dev hello.tsv "
     "--arch "
     "rnn --no-bidirectional -o hello.elman",
     "这是“标注”任务最小的例子：每输入一个符号，就在同一位置给出一个标签，比如一个词的词性，或者一个字母是否开始了词的"
     "一个新的部分。在文件 hello.tsv 里写一行 hello TAB ohlol（TAB 是制表符），下面的命令就用真正的标注器来学它：elman "
     "train hello.tsv --task tag --dev hello.tsv --arch rnn --no-bidirectional -o hello.elman"},
    {"try-seed", "Watch one that gets stuck: seed 16, alone.", "看一个卡住的例子：单独试种子 16。"},
    {"try-thousand", "Are the shares the same for a thousand beginnings?", "换成一千组初始权重，比例还一样吗？"},
    {"title", "Learning: hello, ohlol", "学习：hello，ohlol"},
    {"what",
     "So far all weights were given. Now the network finds them itself. It reads {source} letter by letter and is to "
     "answer each letter with one: {target}.",
     "到现在为止，权重都是给定的。这一课网络自己去找权重。它逐个读入 {source} 的字母，每读一个就要输出一个字母，目标是 "
     "{target}。"},
    {"two-l",
     "Look at the two l: the first is to be answered with l, the second with o. Whoever sees only the letter cannot "
     "know which; one has to remember.",
     "注意那两个 l：第一个的目标是 l，第二个的目标是 o。只看字母是分不清的，必须记得前面。"},
    {"one-hot",
     "A letter goes in as {columns} numbers, 1 at its own place and 0 at the others (one-hot). The whole word is a "
     "matrix of shape ({rows}, {columns}):",
     "一个字母用 {columns} 个数输入：自己的位置上是 1，其余是 0（独热编码，one-hot）。整个词就是一个形状为 ({rows}, "
     "{columns}) 的矩阵："},
    {"view",
     "PyTorch wants (time, batch, features): view(-1, 1, {columns}) gives the same numbers the shape ({rows}, 1, "
     "{columns}); -1 says \"as many as there are\". The cell takes one row of it at a time.",
     "PyTorch 要的形状是（时间，批，特征）：view(-1, 1, {columns}) 让同样的数变成形状 ({rows}, 1, {columns})，其中 -1 "
     "表示“有多少就是多少”。RNNCell 每次取其中一行。"},
    {"scores",
     "The cell has {letters} hidden units, and its state is taken for the answer as it is: one score for each of the "
     "letters, the highest one wins.",
     "RNNCell 有 {letters} 个隐藏单元，它的状态直接当作输出：每个字母各得一个分数，最高的获胜。"},
    {"scores-of-layer",
     "The cell has {hidden} hidden units; an output layer of its own turns the state into {letters} scores, one for "
     "each letter, and the highest one wins.",
     "RNNCell 有 {hidden} 个隐藏单元；另有一个输出层把状态变成 {letters} 个分数，每个字母一个，最高的获胜。"},
    {"softmax",
     "The exponentials of the scores, each divided by their sum, are taken as probabilities (softmax). The loss is -ln "
     "of the probability of the target: 0 when the network is sure of it, large when it thinks it impossible "
     "(cross-entropy). Before anything is learned the network reads {letter}, and the target is {wanted}:",
     "把各个分数取指数，再除以它们的和，就当作概率（softmax）。损失是目标字母的概率取 -ln：网络对它很有把握时是 "
     "0，认为它不可能时就很大（交叉熵）。在还什么都没学的时候，网络读到 {letter}，目标是 {wanted}："},
    {"wants", "target", "目标"},
    {"predicted", "answer", "输出"},
    {"sum-of-losses",
     "The losses of all letters add up to {loss}, the loss of the whole word. Guessing blindly, each of {letters} "
     "letters with the same probability, would cost {length} ln {letters} = {blind}.",
     "所有字母的损失加起来是 {loss}，这就是整个词的损失。如果盲猜，{letters} 个字母概率相同，损失是 {length} ln "
     "{letters} = {blind}。"},
    {"learning", "{epochs} epochs", "{epochs} 轮"},
    {"epoch-is",
     "An epoch reads the word once, walks back through all steps to see which way each weight should move "
     "(backpropagation through time), and moves it (Adam, learning rate {rate}).",
     "一轮就是把词读一遍，再沿所有步往回走，看每个权重该往哪边移动（沿时间反向传播，BPTT），然后移动它（Adam，学习率 "
     "{rate}）。"},
    {"pytorch-beside", "The weights begin as PyTorch's do after manual_seed(1); its losses stand beside ours.",
     "权重从 PyTorch 在 manual_seed(1) 之后的初始值开始；PyTorch 的损失列在我们的旁边。"},
    {"pytorch-start", "The weights begin as PyTorch's do after manual_seed(1).",
     "权重从 PyTorch 在 manual_seed(1) 之后的初始值开始。"},
    {"own-start", "The weights begin where the seed puts them.", "权重的初始值由种子决定。"},
    {"curve", "The loss of the word, epoch by epoch", "每一轮整个词的损失"},
    {"scores-of", "The scores of the letters while the word is read, in the last epoch",
     "最后一轮：读词的过程中各个字母的分数"},
    {"letter", "letter", "字母"},
    {"claim:learned", "In epoch {epoch} it answers {target}: learned.", "第 {epoch} 轮它输出 {target}：学会了。"},
    {"claim:not-learned", "In epoch {epoch} it still answers {predicted}: not learned yet.",
     "第 {epoch} 轮它输出的还是 {predicted}：还没有学会。"},
    {"claim:floor",
     "The loss cannot reach 0. A score comes out of tanh and so lies between -1 and 1; at best the target has 1 and "
     "the {others} other letters -1. That makes {length} ln(1 + {others} exp(-2)) = {floor}, and no training gets "
     "below.",
     "损失到不了 0。分数出自 tanh，只能在 -1 和 1 之间；最好的情形是目标字母得 1，其余 {others} 个得 -1。那就是 "
     "{length} ln(1 + {others} exp(-2)) = {floor}，怎么训练也不会更低。"},
    {"unbounded",
     "Scores of an output layer may grow as they like, so the loss can come as near to 0 as one has patience for.",
     "输出层给出的分数没有界限，所以只要有耐心，损失可以任意接近 0。"},
    {"seeds-counted",
     "The course leaves this open, so here is the count. Of {seeds} sets of random first weights, {early} answer "
     "{target} in epoch 15, {late} in epoch 50, and {last} in epoch 500. What they all answer in epoch 50:",
     "课程没有回答这个问题，那就数一数。{seeds} 组随机的初始权重中，在第 15 轮输出 {target} 的有 {early} 组，第 50 "
     "轮有 {late} 组，第 500 轮有 {last} 组。它们在第 50 轮的输出是："},
    {"claim:all-learned", "Every one of them has learned the word by epoch 50.", "到第 50 轮，它们全都学会了这个词。"},
    {"claim:stuck",
     "Both l and o stand at the ceiling of tanh. For o to win, l has to come down; but tanh passes on only 1 - h^2 of "
     "what the loss asks for, and at the ceiling that is next to nothing. Such a unit is called saturated. Early on, "
     "saying l was a good bet (two of the five targets are l); that drove it up, and there is hardly a way back.",
     "l 和 o 都顶到了 tanh 的上限。要让 o 获胜，l 必须降下来；可是损失传来的梯度，tanh 只让 1 - h^2 "
     "那么多通过，在上限处几乎等于零。这样的单元叫做“饱和”的单元。起初输出 l 是个不错的选择（五个目标里有两个是 l），l "
     "的分数就被推了上去，之后很难再降下来。"},
    {"two-jobs",
     "The deeper reason: the state has two jobs, to remember and to be the answer. Most networks give the answer to an "
     "output layer of its own, as lesson pairs does; then scores may grow as they like and the state is free to "
     "remember.",
     "更深的原因：这里的状态身兼二职，既要记忆，又要充当输出。大多数网络会另设一个输出层，pairs "
     "一课就是这样；那样分数没有界限，状态也可以专心记忆。"},
    {"try-layer", "Give the answer a layer of its own. How many beginnings learn the word now?",
     "给输出另设一层。现在有多少组初始权重能学会？"},
};

}  // namespace

const Texts hello_texts = texts;

}  // namespace elman::lessons
