#include "lessons/texts.h"

namespace elman::lessons {

namespace {

constexpr Text texts[] = {
    {"title", "The same as parts of a library: RNNCell and Linear", "换成库里的部件：RNNCell 和 Linear"},
    {"summary", "the same from ready-made parts, RNNCell and Linear, step by step",
     "用现成的部件 RNNCell 和 Linear 逐步完成同样的计算"},
    {"what",
     "Nobody writes the products out every time. RNNCell is one step of the hidden layer: it takes an input and a "
     "state and gives the new state. Linear is the output layer. You walk through time yourself, handing each new "
     "state to the next call.",
     "没有人会每次都把乘积写出来。RNNCell 就是隐藏层的一步：给它一个输入和一个状态，它给出新的状态。Linear "
     "是输出层。沿着时间往前走则由你自己来做：把每次得到的新状态交给下一次调用。"},
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
    {"try-rnn", "Let the library walk through time for you.", "让库替你沿着时间往前走。"},
    {"two-biases",
     "A cell has two matrices, W_ih for the input and W_hh for the state (W and U of the lessons before), and a bias "
     "for each, b_ih and b_hh. Weights and bias are set to those of lesson srn-tanh, so that its numbers must come out "
     "again; b_hh is 0:",
     "一个 RNNCell 有两个矩阵：W_ih 用于输入，W_hh 用于状态（就是前两课的 W 和 U），各带一个偏置 "
     "b_ih、b_hh。这里把权重和偏置设成与 srn-tanh 一课相同，得到的数也就应该相同；b_hh 是 0："},
    {"try-echo", "One impulse at step 2, then zeros. How long does the network remember it?",
     "只在第 2 步输入一个脉冲，其余全是 0。网络能记住它多久？"},
    {"try-bias", "With a bias and another activation function.", "加上偏置，再换一个激活函数。"},
};

}  // namespace

const Texts cell_texts = texts;

}  // namespace elman::lessons
