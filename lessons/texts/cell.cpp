#include "lessons/texts.h"

namespace elman::lessons {

namespace {

constexpr Text texts[] = {
    {"title", "The same as parts of a library: RNNCell and Linear", "换成库里的部件：RNNCell 和 Linear"},
    {"summary", "the same from ready-made parts, RNNCell and Linear, step by step",
     "用现成的部件 RNNCell 和 Linear 一步一步做同样的事"},
    {"what",
     "Nobody writes the products out every time. RNNCell is one step of the hidden layer: it takes an input and a "
     "state and gives the new state. Linear is the output layer. You walk through time yourself, handing each new "
     "state to the next call.",
     "没有人会每次都把乘积写出来。RNNCell 就是隐藏层的一步：给它一个输入和一个状态，它给出新的状态。Linear "
     "是输出层。沿着时间往前走则由你自己来做：把每次得到的新状态交给下一次调用。"},
    {"two-biases",
     "A cell has two matrices, W_ih for the input and W_hh for the state (W and U of the lessons before), and a bias "
     "for each. Here the weights are set to 1 and the biases to 0, so that the numbers are those of lesson srn-tanh.",
     "一个 cell 有两个矩阵：W_ih 用于输入，W_hh 用于状态（就是前两课的 W 和 "
     "U），各带一个偏置。这里把权重设为 1，偏置设为 0，这样得到的数应该和 srn-tanh 一课一样。"},
    {"names",
     "(W_ih x)[0] is element 0 of the product of matrix and vector: w1·x1 + w3·x2 in the names of lesson srn. "
     "Libraries count from 0.",
     "(W_ih x)[0] 是矩阵与向量之积的第 0 个元素，用 srn 一课的名字来写就是 w1·x1 + w3·x2。库里的编号从 0 开始。"},
    {"step", "Step {t}: x is {x}, h is {h}", "第 {t} 步：x 是 {x}，h 是 {h}"},
    {"together", "The steps together", "各步放在一起"},
    {"agrees",
     "Before this line was printed, the program has compared all states and outputs with those of lesson srn-tanh: "
     "they agree in all {digits} digits after the point.",
     "在打印这一行之前，程序已经把所有状态和输出与 srn-tanh 一课的作了比较：这里显示的 {digits} 位小数全部一致。"},
    {"try-echo", "One touch at step 2, then silence. How long does the network remember it?",
     "第 2 步碰一下，之后一片寂静。网络会记得多久？"},
    {"try-rnn", "Let the library walk through time for you.", "让库替你沿着时间往前走。"},
};

}  // namespace

const Texts cell_texts = texts;

}  // namespace elman::lessons
