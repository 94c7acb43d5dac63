#include "lessons/texts.h"

namespace elman::lessons {

namespace {

constexpr Text texts[] = {
    {"title", "Ways to remember: TDNN, NARX, RNN", "记忆的几种方式：TDNN、NARX、RNN"},
    {"summary", "ways to remember: a feed-forward network, TDNN, NARX and RNN on one task",
     "记忆的几种方式：前馈网络、TDNN、NARX、RNN 做同一个任务"},
    {"what",
     "A feed-forward network answers from its input alone: the same input, the same answer. To give a network memory "
     "there are three ways, and a recurrent network is only one of them.",
     "前馈网络只根据当前输入作答：输入相同，输出就相同。要让网络有记忆，有三种方式，循环网络只是其中一种。"},
    {"task",
     "The task is a switch. Now and then a pulse comes, 1 or -1, else the input is 0. The answer at every step is the "
     "last pulse, however long ago it came. Sequences of {time} steps are learned from.",
     "任务是一个开关。偶尔来一个脉冲，1 或 -1，其余时候输入是 "
     "0。每一步的正确输出都是最近一次的脉冲，不管它过去了多久。学习用的序列有 {time} 步。"},
    {"ways",
     "A time-delay network (TDNN) reads the last inputs too, here {window} of them: a delay line. NARX, a nonlinear "
     "autoregressive network with external inputs, reads its own last output. A recurrent network (RNN) reads its own "
     "hidden state.",
     "时延神经网络（TDNN）还读前几步的输入，这里共读 {window} "
     "步，这叫延迟线。NARX（带外部输入的非线性自回归网络）还读自己上一步的输出。循环神经网络（RNN）读自己的隐藏状态。"},
    {"sees", "What each network sees", "每个网络看到什么"},
    {"same-output", "All four make their output from a hidden layer h(t) in the same way:",
     "四个网络都用同样的方式从隐藏层 h(t) 得到输出："},
    {"differ",
     "They differ in what h(t) is made of. W, U and V are matrices of weights, b and c are biases. The picture shows "
     "which inputs have been read: by TDNN through its window, by NARX and RNN one at a time, with a loop from each "
     "step to the next.",
     "不同的是 h(t) 由什么算出。W、U、V 是权重矩阵，b、c 是偏置。图中画出读过哪些输入：TDNN 通过窗口；NARX 和 RNN "
     "每次只读一个输入，回路从每一步通到下一步。"},
    {"views", "What each has read when it answers at step t, {ago} steps after a pulse",
     "第 t 步作答时各自读过什么（脉冲在 {ago} 步之前）"},
    {"seen",
     "The pulse is outside the window of TDNN. NARX and RNN read it {ago} steps ago, and an arrow leads from each step "
     "to the next: what they made of it can still be there.",
     "脉冲在 TDNN 的窗口之外。NARX 和 RNN 在 {ago} "
     "步之前读过它，而且每一步都有箭头通到下一步：由它得到的东西可能还在。"},
    {"compared", "How long ago?", "隔了多久？"},
    {"learned",
     "Each has {hidden} hidden units and learns for {updates} updates (Adam, 0.01). Then each runs by itself on "
     "{count} "
     "other sequences of {time} steps, NARX on its own outputs. The share of right answers, by the number of steps "
     "since the pulse, and the mean squared error of all answers; always answering 0 would give an error of 1:",
     "每个网络有 {hidden} 个隐藏单元，学习 {updates} 次更新（Adam，0.01）。然后各自在另外 {count} 个 {time} "
     "步的序列上运行，NARX "
     "读的是自己的输出。下面按脉冲过去的步数列出正确的比例，以及全部输出的均方误差；总是输出 0 的误差是 1："},
    {"network", "network", "网络"},
    {"parameters", "weights", "参数"},
    {"forward", "feed-forward", "前馈网络"},
    {"error", "error", "误差"},
    {"age-plot", "Share of right answers, by the time since the pulse", "正确的比例与脉冲过去的步数"},
    {"age", "steps since the pulse", "脉冲过去的步数"},
    {"share", "share of right answers", "正确的比例"},
    {"claim:forward", "The feed-forward network knows the pulse only while it is there; afterwards it has to guess.",
     "前馈网络只有在脉冲到来的那一步知道答案，之后只能猜。"},
    {"claim:delay", "TDNN remembers for as long as its window of {window} steps reaches, and not a step longer.",
     "TDNN 的记忆正好是窗口的 {window} 步，一步也不能更长。"},
    {"claim:narx", "NARX holds the answer as long as one likes: what it has said is its memory.",
     "NARX 可以一直保持答案：自己的输出就是它的记忆。"},
    {"claim:narx-fails",
     "NARX loses the answer after a while: it learned from right answers before each step, and by itself its small "
     "mistakes add up.",
     "NARX 过一段时间会丢失答案：学习时每一步之前的答案都是正确的，自己运行时小的误差会积累。"},
    {"claim:rnn", "RNN holds it too, in a state that nobody has told it how to use.",
     "RNN 也能保持，靠的是它自己学会使用的状态。"},
    {"claim:rnn-fails", "RNN loses the answer after a while: it has not learned to hold its state so long.",
     "RNN 过一段时间会丢失答案：它还没有学会把状态保持这么久。"},
    {"enough", "When is a delay line enough?", "延迟线什么时候够用？"},
    {"enough-is",
     "A delay line is enough if no answer needs anything older than the line is long. The same TDNN with longer lines, "
     "on the same sequences:",
     "如果没有一个答案需要比延迟线更早的输入，延迟线就够用。同样的 TDNN 换成更长的延迟线，在同样的序列上："},
    {"line", "TDNN, {window} steps", "TDNN，{window} 步"},
    {"claim:lines",
     "Each is right for as long as its line reaches, and guesses beyond. Each further delay costs {delay} weights, one "
     "for each hidden unit.",
     "每一个在延迟线之内都正确，超出就只能猜。每多一步延迟要多 {delay} 个权重，每个隐藏单元一个。"},
    {"claim:lines-begin",
     "Beyond its line each guesses. The longest line still makes mistakes within it, too: it has the most weights to "
     "learn.",
     "超出延迟线，每一个都只能猜。最长的延迟线在线内也还会出错：它要学的权重最多。"},
    {"claim:loop",
     "The loop of NARX has as many weights as one delay, {delay}, and holds the answer for {far} steps and more. So a "
     "delay line is enough where the longest wait is known and short; where it is not, as here, a loop is needed.",
     "NARX 的回路和一步延迟的权重一样多，都是 {delay} 个，却能把答案保持 {far} "
     "步以上。所以，等待的步数有限而且不多时，延迟线就够用；像这里这样没有上限时，就需要回路。"},
    {"by-hand", "One step by hand", "亲手算一步"},
    {"small",
     "A NARX with {hidden} hidden units can be computed by hand. It has learned in the same way; its weights, each "
     "from the "
     "column to the row:",
     "只有 {hidden} 个隐藏单元的 NARX 可以亲手计算。它用同样的方式学习。它的权重如下，从列到行："},
    {"to", "to", "到"},
    {"bias", "bias", "偏置"},
    {"run",
     "It runs by itself on four steps: the pulse 1, nothing, the pulse -1, nothing. Before the first step its output "
     "counts as 0:",
     "让它自己运行四步：脉冲 1、没有脉冲、脉冲 -1、没有脉冲。第一步之前的输出算作 0："},
    {"products",
     "Step {step} with every product. w are the weights of x, u those of the output before, v those of h1 and h2:",
     "第 {step} 步的每一个乘积。w 是 x 的权重，u 是上一步输出的权重，v 是 h1 和 h2 的权重："},
    {"loop-alone",
     "The input is 0, so its products are 0. What tells the network which pulse it was is y({before}) alone, through "
     "u1 and u2. Without this loop it would answer the same at every step without a pulse.",
     "输入是 0，所以它的乘积都是 0。网络只能通过 u1、u2 从 y({before}) "
     "知道之前是哪个脉冲。没有这个回路，没有脉冲的每一步都会得到同样的输出。"},
    {"claim:held",
     "All four outputs have the sign of the last pulse: each pulse is taken up and held at the step after it.",
     "四步的输出都与最近一次脉冲同号：每个脉冲都被接受，并保持到下一步。"},
    {"example", "One sequence", "一个序列的例子"},
    {"example-plot", "What each says on the sequence with the longest wait", "在等待最久的序列上各自的输出"},
    {"output", "output", "输出"},
    {"target", "target", "目标"},
    {"difference",
     "NARX can only remember what it has said, and what it learns from has to be known at every step. The state of an "
     "RNN is free: it may hold what will be needed later and has never been said.",
     "NARX 只能记住自己输出过的内容，而且学习时每一步的答案都必须已知。RNN "
     "的状态没有这个限制：它可以记住以后才需要、从没输出过的内容。"},
    {"try-less", "Stop early. Which kind of memory is learned first?", "早点停下。哪一种记忆最先学会？"},
    {"try-seed", "Other first weights. What stays the same?", "换一组初始权重。什么不变？"},
};

}  // namespace

const Texts memories_texts = texts;

}  // namespace elman::lessons
