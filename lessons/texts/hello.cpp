#include "lessons/texts.h"

namespace elman::lessons {

namespace {

constexpr Text texts[] = {
    {"title", "Learning: hello, ohlol", "学习：hello，ohlol"},
    {"summary", "learning: a cell learns to answer hello with ohlol", "学习：让一个 cell 学会用 ohlol 回答 hello"},
    {"what",
     "So far all weights were given. Now the network finds them itself. It reads the letters h, e, l, l, o, one at a "
     "time, and is to answer each with a letter: o, h, l, o, l. Look at the two l: the first is to be answered with l, "
     "the second with o. Whoever sees only the letter cannot know which; one has to remember.",
     "到现在为止，权重都是给定的。这一课网络自己去找权重。它逐个读入字母 "
     "h、e、l、l、o，每读一个就要回答一个字母：o、h、l、o、"
     "l。注意那两个 l：第一个要回答 l，第二个要回答 o。只看字母是分不清的，必须记得前面。"},
    {"scores",
     "A letter goes in as four numbers, a 1 at its own place and 0 at the others (one-hot). The cell has four hidden "
     "units, and its state is taken for the answer as it is: one score for each of the letters e, h, l, o, the highest "
     "one wins.",
     "一个字母用四个数输入：自己的位置上是 1，其余是 0（one-hot）。cell 有四个隐藏单元，它的状态直接当作回答：字母 "
     "e、h、l、o 各得一个分数，最高的获胜。"},
    {"one-step", "How wrong is an answer?", "回答错了多少？"},
    {"softmax",
     "The exponentials of the scores, each divided by their sum, are taken as probabilities (softmax). The loss is -ln "
     "of the probability of the letter that was wanted: 0 when the network is sure of it, large when it thinks it "
     "impossible (cross-entropy). Before anything is learned the network reads {letter}, and {wanted} is wanted:",
     "把各个分数取指数，再除以它们的和，就当作概率（softmax）。损失是“想要的字母”的概率取 "
     "-ln：网络对它很有把握时是 0，认为它不可能时就很大（交叉熵）。在还什么都没学的时候，网络读到 {letter}，想要的是 "
     "{wanted}："},
    {"reads", "reads", "读入"},
    {"wants", "wanted", "想要"},
    {"p", "p", "p"},
    {"loss-of-letter", "-ln p", "-ln p"},
    {"sum-of-losses",
     "The last column adds up to {loss}, the loss of the whole word. Guessing blindly, each of four letters with "
     "probability 1/4, would cost 5 ln 4 = 6.9315.",
     "最后一列加起来是 {loss}，这就是整个词的损失。如果盲猜，四个字母各占 1/4，损失是 5 ln 4 = 6.9315。"},
    {"learning", "Fifteen epochs", "十五轮"},
    {"pytorch-start",
     "An epoch reads the word once, walks back through all five steps to see which way each weight should move, and "
     "moves it (Adam, learning rate 0.1). The weights begin where PyTorch's begin with manual_seed(1); its losses "
     "stand "
     "beside ours.",
     "一轮就是把词读一遍，再沿五步一路往回走，看每个权重该往哪边移动，然后移动它（Adam，学习率 0.1）。权重从 PyTorch "
     "在 "
     "manual_seed(1) 之后的起点开始；PyTorch 的损失列在我们的旁边。"},
    {"own-start",
     "An epoch reads the word once, walks back through all five steps to see which way each weight should move, and "
     "moves it (Adam, learning rate 0.1). The weights begin where your seed puts them.",
     "一轮就是把词读一遍，再沿五步一路往回走，看每个权重该往哪边移动，然后移动它（Adam，学习率 "
     "0.1）。权重从你给的种子所决定的地方开始。"},
    {"epoch", "epoch", "轮"},
    {"predicted", "answer", "回答"},
    {"loss", "loss", "损失"},
    {"difference", "difference", "相差"},
    {"floor",
     "The loss cannot reach 0. A score comes out of tanh and so lies between -1 and 1; at best the wanted letter has 1 "
     "and the other three -1. That makes 5 ln(1 + 3 exp(-2)) = {floor}, and no training gets below.",
     "损失到不了 0。分数出自 tanh，只能在 -1 和 1 之间；最好的情形是想要的字母得 1，其余三个得 -1。那就是 5 ln(1 + 3 "
     "exp(-2)) = {floor}，怎么训练也不会更低。"},
    {"seeds", "Was that luck? {seeds} beginnings", "是运气好吗？{seeds} 个起点"},
    {"seeds-counted",
     "The course leaves this open, so here is the count. Of {seeds} sets of random first weights, {early} answer ohlol "
     "in epoch 15, {late} in epoch 50, and {last} in epoch 500. What they all answer in epoch 50:",
     "课程没有回答这个问题，那就数一数。{seeds} 组随机的初始权重中，在第 15 轮答出 ohlol 的有 {early} 组，第 50 轮有 "
     "{late} 组，第 500 轮有 {last} 组。它们在第 50 轮的回答是："},
    {"word", "answer", "回答"},
    {"count", "beginnings", "起点数"},
    {"why-not-all",
     "Of the {failed} that have not learned it by epoch 50, {only} miss nothing but the answers to the two l. Here is "
     "the state after the second l in some of them:",
     "到第 50 轮还没学会的有 {failed} 组，其中 {only} 组只错在对那两个 l 的回答上。下面是其中几组读完第二个 l "
     "之后的状态："},
    {"seed", "seed", "种子"},
    {"slope", "1 - h[l]^2", "1 - h[l]^2"},
    {"stuck",
     "Both l and o stand at the ceiling of tanh. For o to win, l has to come down; but tanh passes on only 1 - h^2 of "
     "what the loss asks for, and at the ceiling that is next to nothing. Such a unit is called saturated. Early on, "
     "saying l was a good bet (two of the five answers are l), the large learning rate drove it up there, and there is "
     "hardly a way back.",
     "l 和 o 都顶到了 tanh 的上限。要让 o 获胜，l 必须降下来；可是损失提出的要求，tanh 只传回去 1 - h^2 "
     "那么多，在上限处几乎等于零。这样的单元叫做“饱和”。起初说 l 是个不错的选择（五个回答里有两个是 "
     "l），大的学习率把它推了上去，之后就几乎没有回头路了。"},
    {"two-jobs",
     "The deeper reason: the state has two jobs, to remember and to be the answer. Most networks give the answer to an "
     "output layer of its own, as lesson pairs does; then scores may grow as they like and the state is free to "
     "remember.",
     "更深的原因：这里的状态身兼二职，既要记忆，又要充当回答。大多数网络会给回答另设一个输出层，pairs "
     "一课就是这样；那样分数可以随意变大，状态也可以专心记忆。"},
    {"all-learned", "Every one of them has learned the word by epoch 50.", "到第 50 轮，它们全都学会了这个词。"},
    {"tagging", "Tagging in practice", "实际的标注"},
    {"smallest-case",
     "This is the smallest case of tagging: for each symbol that goes in, an answer at the same place, be it the part "
     "of "
     "speech of a word or whether a letter begins a new part of the word. With a line hello TAB ohlol in a file "
     "hello.tsv, this learns it with all that a real tagger has: elman train hello.tsv --task tag --dev hello.tsv "
     "--arch "
     "rnn --no-bidirectional -o hello.elman",
     "这是“标注”任务最小的例子：每输入一个符号，就在同一位置给出一个回答，比如一个词的词性，或者一个字母是否开始了词的"
     "一个新的部分。在文件 hello.tsv 里写一行 hello TAB ohlol（TAB 是制表符），下面的命令就用真正的标注器来学它：elman "
     "train hello.tsv --task tag --dev hello.tsv --arch rnn --no-bidirectional -o hello.elman"},
    {"try-seed", "Watch one that gets stuck: seed 16, alone.", "看一个卡住的例子：单独试种子 16。"},
    {"try-thousand", "Are the shares the same for a thousand beginnings?", "换成一千个起点，比例还一样吗？"},
};

}  // namespace

const Texts hello_texts = texts;

}  // namespace elman::lessons
