#include "lessons/texts.h"

namespace elman::lessons {

namespace {

constexpr Text texts[] = {
    {"title", "How far back: why LSTM and GRU exist", "能记多远：为什么会有 LSTM 和 GRU"},
    {"summary", "why LSTM and GRU exist: the gradient on its way back in time",
     "为什么会有 LSTM 和 GRU：梯度要反向传播 100 步"},
    {"what",
     "A state can carry what it saw long ago. But can a network learn to make it do so? It learns from the gradient, "
     "which has to travel back from the error to the step that matters. This lesson follows it on its way.",
     "状态可以一路带着很久以前看到的东西。但网络能学会让它这样做吗？网络从梯度中学习，而梯度要从误差处一路传回关键的那"
     "一步。这一课就跟踪这个过程。"},
    {"task",
     "The task is the adding problem (1997). The network reads 100 random numbers between 0 and 1. Two are marked, one "
     "in "
     "each half. After the last it is to say the sum of those two, and nothing in between tells it what to keep.",
     "任务是“加法问题”（1997 年）。网络读入 100 个 0 到 1 "
     "之间的随机数，其中两个带有标记，前后两半各一个。读完最后一个之后，要说出这两"
     "个数的和；中间没有任何东西告诉它该记住什么。"},
    {"one",
     "A network that has learned nothing does best by always answering 1, the mean. That costs the variance of a sum "
     "of two such "
     "numbers, 1/12 + 1/12 = {variance}, as mean squared error.",
     "什么也没学会时，最好的办法是永远回答 1，即平均值。这样的均方误差就是两个这种数之和的方差：1/12 + 1/12 = "
     "{variance}。"},
    {"learning", "Three networks learn to add", "三个网络学加法"},
    {"setting",
     "Each has one layer of {hidden} hidden units and sees {batch} new sequences at every update (Adam, 0.01; "
     "gradients "
     "of a norm above 1 are clipped to 1). The error is measured on 1000 other sequences; a network stops when it is "
     "below "
     "0.005.",
     "每个网络有一层，{hidden} 个隐藏单元，每次更新看 {batch} 个新的序列（Adam，0.01；范数超过 1 的梯度裁剪到 "
     "1）。误差在另外 1000 个序列上测量；低于 0.005 就停止。"},
    {"updates", "updates", "更新次数"},
    {"network", "network", "网络"},
    {"when", "learning", "学习"},
    {"before", "before", "之前"},
    {"after", "after", "之后"},
    {"steps", "{steps} back", "前 {steps} 步"},
    {"factor", "each step", "每步"},
    {"steps-back", "steps back from the end", "从结尾往回的步数"},
    {"gates", "What the gates change", "门改变了什么"},
    {"why",
     "In an SRN all of the state goes through U and tanh at every step, and so does the gradient on its way back. LSTM "
     "and GRU have a second way: the old state is multiplied by a gate, f or z, and handed on. Where the gate is near "
     "1 "
     "the state keeps what it holds, and the gradient passes with a factor near 1.",
     "在 SRN 里，每一步整个状态都要经过 U 和 tanh，梯度回来时也一样。LSTM 和 GRU "
     "多了一条路：旧状态乘上一个门（f 或 z）再传下去。门接近 1 时，状态保住它的内容，梯度通过时的倍数也接近 1。"},
    {"try-seed", "Other weights and other numbers. Which part of the story stays the same?",
     "换一组权重和数字。故事的哪一部分不变？"},
    {"error-plot", "Error on the other sequences", "在另外那些序列上的误差"},
    {"error", "error", "误差"},
    {"always-one", "always 1", "永远回答 1"},
    {"claim:srn-stays", "The SRN is hardly better than always answering 1: it has learned nothing.",
     "SRN 并不比“永远回答 1”好多少：它什么也没学会。"},
    {"claim:srn-learns", "The SRN has learned it.", "SRN 学会了。"},
    {"claim:srn-begins", "The SRN has got below the error of always answering 1, but it has not learned the task.",
     "SRN 的误差降到了“永远回答 1”以下，但还没有学会。"},
    {"claim:both-learn", "LSTM and GRU have both learned it: their errors are below 0.01.",
     "LSTM 和 GRU 都学会了：误差低于 0.01。"},
    {"claim:one-learns", "{one} has learned it: its error is below 0.01. {other} has not, or not yet.",
     "{one} 学会了：误差低于 0.01。{other} 没有学会，或者还没有。"},
    {"claim:none-learns", "Neither LSTM nor GRU has learned it yet: let them learn longer.",
     "LSTM 和 GRU 都还没有学会：让它们再学久一点。"},
    {"claim:at-once",
     "{network}: for {waiting} updates its error stays near that of always answering 1; then it falls within {updates} "
     "updates.",
     "{network}：前 {waiting} 次更新里，误差一直接近“永远回答 1”的误差；随后在 {updates} 次更新之内降了下来。"},
    {"back", "The gradient on its way back in time", "梯度沿时间的反向传播"},
    {"through-time",
     "The gradient of the error with respect to the state after a step says how much a small change of that state "
     "would have "
     "mattered in the end. It is computed from the last step back to the first (backpropagation through time). Its "
     "norm, 0, 10, 30 and 99 steps before the end, before and after learning; and the factor by which it changes at "
     "each of the last 30 steps, on average:",
     "误差对某一步之后的状态的梯度，说明那个状态的微小变化最后会有多大影响。它从最后一步往回算到第一步（沿时间反向传播"
     "，BPTT）。下面是它在结束前 0、10、30、99 步处的范数，学习之前和之后；以及在最后 30 步中平均每一步变化的倍数："},
    {"claim:shrinks",
     "A factor of {factor} at each step, 100 times over, leaves nothing: {factor} to the power of 99 is {power}. What "
     "happened early has no influence on what is learned. That is the vanishing gradient (Hochreiter 1991; Bengio et "
     "al. "
     "1994).",
     "每一步乘上 {factor}，连乘 100 次就什么也不剩：{factor} 的 99 次方是 "
     "{power}。早先的输入对学习就不起作用了。这就是梯度消失（Hochreiter 1991；Bengio 等 1994）。"},
    {"plot", "Norm of the gradient with respect to the state, after learning", "学习之后，误差对状态的梯度的范数"},
    {"plot-before", "Norm of the gradient with respect to the state, before learning",
     "学习之前，误差对状态的梯度的范数"},
    {"norm", "norm of the gradient", "梯度的范数"},
    {"claim:not-given",
     "Look at the rows before learning: gates do not hold the gradient by themselves, half open as they start.",
     "看看学习之前的那几行：门开始时半开着，本身并不能保住梯度。"},
    {"claim:can-learn-to",
     "Look at the rows before learning: gates do not hold the gradient by themselves, half open as they start. But "
     "they can learn to: after learning the factor is near 1.",
     "看看学习之前的那几行：门开始时半开着，本身并不能保住梯度。但它们可以学会：学习之后，倍数接近 1。"},
    {"forget-gate",
     "(The LSTM's forget gate starts a little further open here, with a bias of 1, as is often advised.)",
     "（这里 LSTM 的遗忘门一开始就开得大一些，偏置为 1，这是常见的建议。）"},
    {"try-less", "Fewer updates. Which networks have learned by then?", "少更新一些。到那时谁已经学会了？"},
};

}  // namespace

const Texts memory_texts = texts;

}  // namespace elman::lessons
