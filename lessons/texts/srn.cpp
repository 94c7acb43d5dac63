#include "lessons/texts.h"

namespace elman::lessons {

namespace {

constexpr Text texts[] = {
    {"title", "A recurrent network, worked by hand", "亲手算一个循环网络"},
    {"summary", "a recurrent network worked by hand, with every product and sum",
     "亲手算一个循环网络，每个乘积、每个和都列出来"},
    {"what",
     "A recurrent network reads a sequence one item at a time and keeps a state: what it still knows of the items "
     "before. The simplest of its kind, Elman's simple recurrent network (SRN, 1990), makes its state in the most "
     "direct way: at every step the hidden units read the input and, beside it, what they themselves were one step "
     "earlier.",
     "循环网络一次读入序列中的一项，并保持一个“状态”：它对前面各项还记得的东西。其中最简单的一种是 Elman "
     "的简单循环网络（SRN，1990 年），它形成状态的办法也最直接：每一步，隐藏单元除了读输入，还读自己上一步的值。"},
    {"step", "Step {t}: the input is {x}, the state was {h}", "第 {t} 步：输入是 {x}，之前的状态是 {h}"},
    {"together", "The steps together", "各步放在一起"},
    {"try-forgetting", "Cut the connections from the state to itself. What is left of the memory?",
     "剪断状态到自身的连接。记忆还剩下什么？"},
    {"try-order", "The same three inputs in another order. Would a sum of the inputs notice?",
     "同样三个输入，换一个顺序。如果只是把输入加起来，看得出区别吗？"},
    {"claim:memory",
     "Steps 1 and 2 read the same input, and yet the output changes from {first} to {second}. Only the state differs: "
     "that is the network's memory.",
     "第 1 步和第 2 步的输入相同，输出却从 {first} 变成了 {second}。不同的只有状态：这就是网络的记忆。"},
    {"claim:no-memory",
     "Steps 1 and 2 read the same input and give the same output, {second}: with no connection from the state to "
     "itself, this network does not remember what came before.",
     "第 1 步和第 2 步的输入相同，输出也相同，都是 {second}：状态到自身没有连接，这个网络不记得之前的输入。"},
    {"claim:nothing-yet",
     "Steps 1 and 2 read the same input and give the same output, {second}, for the state that step 1 leaves is still "
     "(0, 0): there is nothing to remember yet.",
     "第 1 步和第 2 步的输入相同，输出也相同，都是 {second}，因为第 1 步之后的状态仍是 (0, 0)：还没有什么可记的。"},
    {"claim:unseen",
     "Steps 1 and 2 read the same input and give the same output, {second}, in the digits shown: the state that step 1 "
     "leaves makes no visible difference at step 2.",
     "第 1 步和第 2 步的输入相同，在显示的位数内输出也相同，都是 {second}：第 1 步留下的状态在第 2 步看不出影响。"},
    {"influence",
     "How much does each input still count at the end? Change x1(t) or x2(t) by a little, and the first output of step "
     "{last} changes by so many times as much (the gradient, by walking back from step {last}; both sizes added):",
     "每一步的输入到最后还有多大作用？让 x1(t) 或 x2(t) 变化一点点，第 {last} 步的第一个输出会变化这么多倍（从第 "
     "{last} 步往回算出的梯度，两者的大小相加）："},
    {"counts", "counts", "作用"},
    {"claim:fading",
     "The earlier an input, the less it counts: each step back leaves a part of it. Lesson memory follows this over "
     "100 steps.",
     "输入越早，作用越小：每往回一步只剩下一部分。memory 一课会把它跟踪 100 步。"},
    {"claim:counting-more",
     "The earlier an input, the more it counts here: on its way through the states it is multiplied again and again. "
     "Lesson explode follows this further.",
     "在这里，输入越早，作用反而越大：它经过一个个状态时被反复放大。explode 一课会继续讲这件事。"},
    {"claim:last-alone", "Only the last input counts: nothing of the earlier ones is handed on.",
     "只有最后一个输入起作用：前面的输入一点也没有传下来。"},
    {"claim:all-inputs",
     "The last output depends on every input, not on the last one alone: the state carries the earlier ones along.",
     "最后的输出取决于每一个输入，而不只是最后一个：前面的输入由状态一路带了过来。"},
    {"to", "to", "到"},
    {"bias", "bias", "偏置"},
    {"unrolled", "The network unrolled in time: the same weights at every step",
     "按时间展开的网络：每一步用的是同一组权重"},
    {"small",
     "This one fits on a sheet of paper: two inputs x1 and x2, two hidden units h1 and h2, two outputs y1 and y2. The "
     "state before the first step is 0.",
     "这里的网络一张纸就写得下：两个输入 x1、x2，两个隐藏单元 h1、h2，两个输出 y1、y2。第一步之前的状态是 0。"},
    {"names",
     "W holds w1 to w4, from the inputs to the hidden units. U holds U1 to U4, from the hidden units of one step to "
     "those of the next. V holds w5 to w8, from the hidden units to the outputs. h1(2) is the first hidden unit at "
     "step 2. The weights, by what they lead to (rows) and what they come from (columns; for h, the hidden units are "
     "those of the step before):",
     "W 由 w1 到 w4 组成，从输入到隐藏单元；U 由 U1 到 U4 组成，从上一步的隐藏单元到这一步的隐藏单元；V 由 w5 到 w8 "
     "组成，从隐藏单元到输出。h1(2) 表示第 2 步的第一个隐藏单元。下表列出权重，行是它通向哪里，列是它来自哪里（通向 h "
     "的行里，h1、h2 指上一步的隐藏单元）："},
    {"no-function", "There is no activation function: the state is the sum itself.",
     "没有激活函数：状态就是求和的结果本身。"},
    {"function", "The state goes through an activation function, {f}; the outputs do not.",
     "状态要经过激活函数 {f}，输出不经过。"},
    {"claim:growing",
     "Nothing holds the state back: with these weights each step adds up both old values, so it doubles before it even "
     "looks at the input. The next lesson, srn-tanh, puts a limit there.",
     "没有什么约束状态：在这样的权重下，每一步都把两个旧值加在一起，所以还没看输入，状态就先翻了一倍。下一课 srn-tanh "
     "会给它加上限制。"},
    {"try-weights", "Change single weights: w1 to w8, U1 to U4. Which of the numbers change?",
     "修改单个权重：w1 到 w8，U1 到 U4。哪些数会变？"},
};

}  // namespace

const Texts srn_texts = texts;

}  // namespace elman::lessons
