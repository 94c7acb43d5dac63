#include "lessons/texts.h"

namespace elman::lessons {

namespace {

constexpr Text texts[] = {
    {"title", "How far back: why LSTM and GRU exist", "能记多远：为什么会有 LSTM 和 GRU"},
    {"summary", "why LSTM and GRU exist: the gradient on its way back in time",
     "为什么会有 LSTM 和 GRU：梯度沿 100 步往回走"},
    {"what",
     "A state can carry what it saw long ago. But can a network learn to make it do so? It learns from the gradient, "
     "which has to travel back from the error to the step that matters. This lesson follows it on its way.",
     "状态可以一路带着很久以前看到的东西。但网络能学会让它这样做吗？网络从梯度中学习，而梯度要从误差处一路回到关键的那"
     "一步。这一课就"
     "跟着它走。"},
    {"task",
     "The task is the adding problem (1997). The network reads 100 random numbers between 0 and 1. Two are marked, one "
     "in "
     "each half. After the last it is to say the sum of those two, and nothing in between tells it what to keep.",
     "任务是“加法问题”（1997 年）。网络读入 100 个 0 到 1 "
     "之间的随机数，其中两个带有标记，前后两半各一个。读完最后一个之后，要说出这两"
     "个数的和；中间没有任何东西告诉它该记住什么。"},
    {"one",
     "Who has learned nothing does best to answer always 1, the mean. That costs the variance of a sum of two such "
     "numbers, 1/12 + 1/12 = {variance}, as mean squared error.",
     "什么也没学会时，最好的办法是永远回答 1，即平均值。这样的均方误差就是两个这种数之和的方差：1/12 + 1/12 = "
     "{variance}。"},
    {"learning", "Three networks learn to add", "三个网络学加法"},
    {"setting",
     "Each has one layer of {hidden} hidden units and sees {batch} new sequences at every update (Adam, 0.01; "
     "gradients "
     "longer than 1 are cut to 1). The error is measured on 1000 other sequences; a network stops when it is below "
     "0.005.",
     "每个网络有一层，{hidden} 个隐藏单元，每次更新看 {batch} 个新的序列（Adam，0.01；长度超过 1 的梯度缩短到 "
     "1）。误差在另外 1000 个序列上测量；低于 0.005 就停止。"},
    {"updates", "updates", "更新次数"},
    {"srn-stays",
     "The SRN ends at {error}. Always answering 1 gives {one} on the same sequences: it has learned nothing.",
     "SRN 最后是 {error}。在同样的序列上，永远回答 1 得 {one}：它什么也没学会。"},
    {"srn-learns", "The SRN has got down to {error}; always answering 1 gives {one} on the same sequences.",
     "SRN 降到了 {error}；在同样的序列上，永远回答 1 得 {one}。"},
    {"gated-learn", "With gates it goes well: for a long time nothing seems to happen, then the error falls at once.",
     "有了门就行得通：很长时间好像毫无动静，然后误差一下子降下来。"},
    {"gated-not-yet", "LSTM and GRU have not got there yet: let them learn longer.",
     "LSTM 和 GRU 还没有学会：让它们再学久一点。"},
    {"back", "The way back", "回去的路"},
    {"through-time",
     "The gradient of the error by the state after each step says how much a small change of that state would have "
     "mattered in the end. Its norm, 0, 10, 30 and 99 steps before the end, before and after learning; and the factor "
     "that it has changed by at each of the 30 last steps, on average:",
     "误差对某一步之后的状态的梯度，说明那个状态的微小变化最后会有多大影响。下面是它在结束前 0、10、30、99 "
     "步处的范数，学习之前和之后；以及在最后 30 步中平均每一步变化的倍数："},
    {"network", "network", "网络"},
    {"when", "learning", "学习"},
    {"before", "before", "之前"},
    {"after", "after", "之后"},
    {"steps", "{steps} back", "前 {steps} 步"},
    {"factor", "each step", "每步"},
    {"shrinks",
     "A factor a little below 1, 100 times over, leaves nothing: 0.6 to the power of 99 is 1e-22. What happened early "
     "has no say in what is learned. That is the vanishing gradient (Hochreiter 1991; Bengio et al. 1994).",
     "一个比 1 小一点的倍数，连乘 100 次就什么也不剩：0.6 的 99 次方是 "
     "1e-22。早先发生的事对学习就没有发言权了。这就是“梯度消失”（Hochreiter 1991；Bengio 等 1994）。"},
    {"plot", "Norm of the gradient by the state, after learning", "学习之后，误差对状态的梯度的范数"},
    {"steps-back", "steps back from the end", "从结尾往回的步数"},
    {"gates", "What the gates change", "门改变了什么"},
    {"why",
     "In an SRN all of the state goes through U and tanh at every step, and so does the gradient on its way back. LSTM "
     "and GRU have a second way: the old state is multiplied by a gate, f or z, and handed on. Where the gate is near "
     "1 "
     "the state keeps what it holds, and the gradient passes with a factor near 1.",
     "在 SRN 里，每一步整个状态都要经过 U 和 tanh，梯度回来时也一样。LSTM 和 GRU "
     "多了一条路：旧状态乘上一个门（f 或 z）再传下去。门接近 1 时，状态保住它的内容，梯度通过时的倍数也接近 1。"},
    {"not-given",
     "Look at the rows before learning: gates do not hold the gradient by themselves, half open as they start. But "
     "they "
     "can learn to. (The LSTM's forget gate starts a little further open here, with a bias of 1, as is often advised.)",
     "看看学习之前的那几行：门开始时半开着，本身并不能保住梯度。但它们可以学会。（这里 LSTM "
     "的遗忘门一开始就开得大一些，偏置为 1，这是常见的建议。）"},
    {"try-plot", "Write the curves to a picture, after fewer updates. Who has learned by then?",
     "少更新一些，把曲线画成图片。到那时谁已经学会了？"},
    {"try-seed", "Other weights and other numbers. Which part of the story stays the same?",
     "换一组权重和数字。故事的哪一部分不变？"},
};

}  // namespace

const Texts memory_texts = texts;

}  // namespace elman::lessons
