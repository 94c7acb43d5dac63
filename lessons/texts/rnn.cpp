#include "lessons/texts.h"

namespace elman::lessons {

namespace {

constexpr Text texts[] = {
    {"title", "A whole sequence in one call: RNN", "一次调用读完整个序列：RNN"},
    {"summary", "a whole sequence in one call: output and h_n, layers, directions",
     "一次调用读完整个序列：output 与 h_n、层数、方向"},
    {"what",
     "RNN does the walking: it takes all inputs at once, as a block of shape (time, batch, features), here with a "
     "batch "
     "of one sequence, and returns two things, output and h_n. Half of all trouble with recurrent layers is mixing up "
     "those two, or their axes. So here they are, on the numbers of the lessons before.",
     "RNN 替你往前走：它一次接过全部输入，形状是（时间，批，特征），这里一批只有一个序列；它返回两样东西：output 和 "
     "h_n。使用循环层时遇到的麻烦，有一半来自混淆这两者，或混淆它们的各个轴。所以下面就用前几课的数把它们列出来。"},
    {"shapes", "output has shape {output}, h_n has shape {h_n}:", "output 的形状是 {output}，h_n 的形状是 {h_n}："},
    {"one-layer", "One layer", "一层"},
    {"linear",
     "Linear works on any number of rows, so one call turns all of output into the y of every step, the numbers of "
     "lesson cell again:",
     "Linear 可以处理任意多行，所以一次调用就把整个 output 变成每一步的 y，又是 cell 一课的那些数："},
    {"batch-first", "batch_first", "batch_first"},
    {"batch-first-is",
     "With batch_first the input and output are laid out as (batch, time, features): output has shape {output} now. "
     "The "
     "numbers are the same, and h_n keeps its shape {h_n}: batch_first does not touch it.",
     "加上 batch_first 之后，输入和 output 的排列是（批，时间，特征）：output 的形状现在是 {output}。数没有变，h_n "
     "的形状也仍是 {h_n}：batch_first 不影响它。"},
    {"layers", "num_layers = 2", "num_layers = 2"},
    {"layers-are",
     "The second layer reads the states of the first. output shows the upper layer only; h_n has a row for each layer, "
     "from the bottom up: row 0 is where the single layer above ended, row 1 is the last row of output.",
     "第二层读的是第一层的状态。output 只显示最上面一层；h_n 每层一行，从下往上：第 0 行就是上面单层结束时的状态，第 1 "
     "行就是 output 的最后一行。"},
    {"directions", "bidirectional", "bidirectional（双向）"},
    {"directions-are",
     "Here a second set of weights reads from the end to the beginning. Columns 0 and 1 are the forward direction, 2 "
     "and 3 the reverse one. In h_n row 0 is where the forward direction ends, at step {last}; row 1 is where the "
     "reverse one ends, and that is at step 0. So the last row of output is not the end of both.",
     "这里另有一组权重从后往前读。第 0、1 列是正向，第 2、3 列是反向。h_n 的第 0 行是正向结束的地方，在第 {last} "
     "步；第 1 行是反向结束的地方，那是第 0 步。所以 output 的最后一行并不是两个方向共同的终点。"},
    {"try-palindrome", "A sequence that reads the same both ways. Which numbers must appear twice?",
     "一个正着读、倒着读都一样的序列。哪些数一定会出现两次？"},
    {"try-forgetting", "No connection from state to state. What do the two directions still differ in?",
     "状态之间没有连接。这时两个方向还有什么不同？"},
    {"output-is",
     "output holds the hidden state after every step: compared just now with RNNCell of lesson cell, and found the "
     "same to the last bit. h_n holds the state after the last step alone, and so repeats the last row of output. "
     "Neither is y: the output layer is still to come.",
     "output 是每一步之后的隐藏状态：刚才已经与 cell 一课的 RNNCell 比较过，每一位都相同。h_n "
     "只是最后一步之后的状态，所以与 output 的最后一行相同。它们都不是 y：输出层还在后面。"},
    {"all", "All arrangements beside each other", "各种设置放在一起"},
    {"all-are",
     "The shapes are (time, batch, features) for output, or (batch, time, features) with batch_first, and (layers · "
     "directions, batch, hidden) for h_n. bias=False leaves both biases out; the last column counts the weights.",
     "output 的形状是（时间，批，特征），加上 batch_first 则是（批，时间，特征）；h_n "
     "的形状是（层数×方向数，批，隐藏单元）。bias=False 去掉两个偏置；最后一列是参数的个数。"},
    {"arrangement", "arrangement", "设置"},
    {"weights", "weights", "参数"},
    {"options-are",
     "Of the options that the course's page names, nonlinearity is tanh or relu, and dropout drops parts of what one "
     "layer hands to the next, while it learns: with num_layers=1 there is nothing to drop (PyTorch warns of that).",
     "课程页面还提到两个参数：nonlinearity 是 tanh 或 relu；dropout "
     "在训练时随机丢弃一层传给下一层的一部分值：num_layers=1 时没有可丢弃的（PyTorch 会为此给出警告）。"},
};

}  // namespace

const Texts rnn_texts = texts;

}  // namespace elman::lessons
