#include "lessons/texts.h"

namespace elman::lessons {

namespace {

constexpr Text texts[] = {
    // Under an option's name its help; under expected-NAME what its values are.
    {"inputs", "the sequence, two numbers for each step", "输入序列，每步两个数"},
    {"weights", "single weights by their names, as w1=2,U3=-1,w8=0.5", "按名字修改单个权重，例如 w1=2,U3=-1,w8=0.5"},
    {"recurrent-weight", "every weight from the state to itself (U1 to U4)", "状态到自身的所有权重（U1 到 U4）"},
    {"nonlinearity", "what the state goes through: tanh, relu or none",
     "状态经过的激活函数：tanh、relu 或 none（没有）"},
    {"bias", "the bias of every hidden unit", "每个隐藏单元的偏置"},
    {"carry-state", "start from the state that lesson srn ends with", "从 srn 一课结束时的状态开始"},
    {"seed", "of what is random; hello: 0 begins where PyTorch begins",
     "随机数种子；在 hello 一课里，0 表示从 PyTorch 的初始权重开始"},
    {"seeds", "how many random beginnings are tried", "尝试多少组随机初始权重"},
    {"word", "hello: the word that is read; pairs: one more word to answer",
     "hello：要读的词；pairs：另外再回答一个词"},
    {"target", "the answer, a letter for each letter of the word", "目标，与词的字母一一对应"},
    {"epochs", "how long it learns", "训练多少轮"},
    {"updates", "how many updates it learns for", "学习多少次更新"},
    {"learning-rate", "the length of Adam's steps", "Adam 的学习率"},
    {"hidden-size", "hidden units; hello: 0 lets the state itself be the answer",
     "隐藏单元数；在 hello 一课里，0 表示状态本身就是输出"},
    {"pairs", "a file with lines of word TAB answer, in place of the six pairs",
     "用文件里的词对（每行：词 TAB 答案）代替六对词"},
    {"text", "a file with a short text of your own, in place of the poem", "用文件里的一段短文代替诗"},
    {"placeholder", "decode as the page's program does, feeding ?", "像课程页面的程序那样解码：总是输入 ?"},
    {"arch", "the recurrent cell: rnn, lstm or gru", "循环单元：rnn、lstm 或 gru"},

    {"expected-inputs", "1 to 20 steps of two numbers from -100 to 100, as in '1 1, 1 1, 2 2'",
     "应为 1 到 20 步，每步两个 -100 到 100 之间的数，例如 '1 1, 1 1, 2 2'"},
    {"expected-weights", "w1 to w8 and U1 to U4 with numbers from -10 to 10, as in w1=2,U3=-1",
     "应为 w1 到 w8、U1 到 U4，取值 -10 到 10，例如 w1=2,U3=-1"},
    {"expected-recurrent-weight", "a number from -10 to 10", "应为 -10 到 10 之间的数"},
    {"expected-nonlinearity", "tanh, relu or none", "应为 tanh、relu 或 none"},
    {"expected-cell-nonlinearity", "tanh or relu: that is what RNNCell and RNN know",
     "应为 tanh 或 relu：RNNCell 和 RNN 只有这两种"},
    {"expected-bias", "a number from -10 to 10", "应为 -10 到 10 之间的数"},
    {"expected-carry-state", "true or false", "应为 true 或 false"},
    {"expected-seed", "a whole number from 0", "应为不小于 0 的整数"},
    {"expected-seeds", "a whole number from 0 to 10000", "应为 0 到 10000 之间的整数"},
    {"expected-word", "1 to 20 letters from a to z", "应为 1 到 20 个 a 到 z 的字母"},
    {"expected-target", "letters from a to z, as many as the word has", "应为 a 到 z 的字母，个数与词相同"},
    {"expected-epochs", "a whole number from 1 to 100000", "应为 1 到 100000 之间的整数"},
    {"expected-updates", "a whole number from 1 to 100000", "应为 1 到 100000 之间的整数"},
    {"expected-text", "20 to 2000 characters", "应为 20 到 2000 个字符"},
    {"expected-text-characters", "characters that can be seen, spaces and line breaks", "应为看得见的字符、空格和换行"},
    {"expected-learning-rate", "a number from 0.000001 to 10", "应为 0.000001 到 10 之间的数"},
    {"expected-hidden-size", "a whole number from 0 to 1024", "应为 0 到 1024 之间的整数"},
    {"expected-hidden-layer", "a whole number from 1 to 1024", "应为 1 到 1024 之间的整数"},
    {"expected-pairs", "lines of word TAB answer, both of 1 to 20 letters from a to z",
     "应为每行“词 TAB 答案”，两者都是 1 到 20 个 a 到 z 的字母"},
    {"expected-pairs-count", "1 to 100 pairs", "应为 1 到 100 对"},
    {"expected-placeholder", "true or false", "应为 true 或 false"},
    {"expected-arch", "rnn, lstm or gru", "应为 rnn、lstm 或 gru"},
};

}  // namespace

const Texts option_texts = texts;

}  // namespace elman::lessons
