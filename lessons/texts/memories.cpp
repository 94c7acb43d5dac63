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
    {"ways",
     "A time-delay network (TDNN) reads the last inputs too, here {window} of them. NARX, a nonlinear autoregressive "
     "network with external inputs, reads its own last output. A recurrent network (RNN) reads its own hidden state:",
     "时延神经网络（TDNN）还读前几步的输入，这里共读 {window} "
     "步。NARX（带外部输入的非线性自回归网络）还读自己上一步的输出。循环神经网络（RNN）读自己的隐藏状态："},
    {"task",
     "The task is a switch. Now and then a pulse comes, 1 or -1, else the input is 0. The answer at every step is the "
     "last pulse, however long ago it came. Sequences of {time} steps are learned from.",
     "任务是一个开关。偶尔来一个脉冲，1 或 -1，其余时候输入是 "
     "0。每一步的正确输出都是最近一次的脉冲，不管它过去了多久。学习用的序列有 {time} 步。"},
    {"compared", "How long ago?", "隔了多久？"},
    {"learned",
     "Each has 8 hidden units and learns for {updates} updates (Adam, 0.01). Then each runs by itself on 200 other "
     "sequences of {time} steps, NARX on its own outputs. The share of right answers, by the number of steps since the "
     "pulse:",
     "每个网络有 8 个隐藏单元，学习 {updates} 次更新（Adam，0.01）。然后各自在另外 200 个 {time} 步的序列上运行，NARX "
     "读的是自己的输出。下面按脉冲过去的步数列出正确的比例："},
    {"network", "network", "网络"},
    {"parameters", "weights", "参数"},
    {"forward", "feed-forward", "前馈网络"},
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
