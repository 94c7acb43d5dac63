#include "lessons/texts.h"

namespace elman::lessons {

namespace {

constexpr Text texts[] = {
    {"title", "The same network with a limit: tanh", "同一个网络，加上限制：tanh"},
    {"summary", "the same network with tanh, which keeps the state within bounds",
     "给同一个网络加上 tanh，让状态不越界"},
    {"what",
     "In lesson srn the state grew and grew. A squashing function stops that: tanh leaves small numbers almost as they "
     "are and squeezes large ones in between -1 and 1. It is also what makes the network more than a chain of sums: "
     "without it, any number of steps could be written as one product with one matrix.",
     "在 srn 一课里，状态越来越大。一个“压缩”函数可以制止它：tanh 让小的数几乎不变，把其余的数都压到 -1 和 1 "
     "之间。也正是它使网络不再只是一串求和：没有它，无论多少步都可以合并成与一个矩阵的一次乘法。"},
    {"carried",
     "This time the state does not begin at 0 but with {h}, where lesson srn has ended: the course's own program, run "
     "from top to bottom, does the same, for it never clears the state in between.",
     "这一次状态不从 0 开始，而是从 srn 一课结束时的 {h} "
     "开始：课程自己的程序从头运行到尾时也是这样，因为它中间没有把状态清"
     "零。"},
    {"step", "Step {t}: the input is {x}, the state was {h}", "第 {t} 步：输入是 {x}，之前的状态是 {h}"},
    {"together", "The steps together", "各步放在一起"},
    {"try-carry", "Start from where lesson srn has ended, as the page's program does.",
     "像课程页面的程序那样，从 srn 一课结束的地方开始。"},
    {"try-negative", "Let the state count against itself. Why do the outputs go up and down now?",
     "让状态与自己作对。为什么现在输出忽高忽低？"},
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
    {"formula-tanh",
     "Only the hidden layer gets it; the output stays linear. So h = tanh(W x + U h') with h' for the state one step "
     "before, and y = V h. Such a function is called an activation function.",
     "只有隐藏层加上 tanh，输出层仍是线性的。于是 h = tanh(W x + U h')，其中 h' 是上一步的状态；y = V "
     "h。这样的函数叫做激活函数。"},
    {"formula-relu",
     "Here you have chosen another activation function, relu: what is below 0 becomes 0, the rest stays as it is. So h "
     "= relu(W x + U h'), with h' for the state one step before, and y = V h. Nothing keeps large numbers within "
     "bounds then.",
     "这里你选了另一个激活函数 relu：小于 0 的变成 0，其余不变。于是 h = relu(W x + U h')，其中 h' 是上一步的状态；y = "
     "V h。这样，大的数就没有上限了。"},
    {"formula-none",
     "Here you have left the activation function out, so that it can be compared: h = W x + U h', with h' for the "
     "state one step before, and y = V h, as in lesson srn.",
     "这里你去掉了激活函数，便于比较：h = W x + U h'，其中 h' 是上一步的状态；y = V h，与 srn 一课相同。"},
    {"curve", "The activation function, and where the sums of the hidden units fall on it",
     "激活函数，以及各隐藏单元的和落在曲线上的位置"},
    {"sum", "sum", "和"},
    {"state", "state", "状态"},
    {"claim:faint",
     "But this memory is a faint one: so close to its limits of -1 and 1, tanh hardly tells one large sum from "
     "another.",
     "但这份记忆很微弱：在接近上下限 -1 和 1 的地方，tanh 几乎分辨不出不同的大数。"},
    {"claim:limit", "Two hidden units, each at most 1, summed with weights of 1: no output can pass 2.",
     "两个隐藏单元，每个最多是 1，以权重 1 相加：输出不可能超过 2。"},
    {"starts", "Does the start matter? The first output beside that of a start at 0:",
     "起点有影响吗？把第一个输出与从 0 开始的输出放在一起："},
    {"from-zero", "from 0", "从 0 开始"},
    {"difference", "difference", "相差"},
    {"claim:forgets",
     "The state that it began with is as good as gone after one step: from step 2 on the outputs differ by less than "
     "0.01.",
     "一步之后，开始时的状态就几乎不起作用了：从第 2 步起，输出相差不到 0.01。"},
    {"claim:keeps", "The start can still be seen in the last output.", "到最后一步，输出里还看得出起点的影响。"},
    {"claim:page",
     "The course's page shows 2.0, 1.99866 and 1.99998 here. Its program goes on from the state that the linear "
     "network has left; the first command below does so too.",
     "课程页面在这里显示的是 2.0、1.99866 和 "
     "1.99998。它的程序接着用了线性网络留下的状态；下面的第一条命令也可以这样做。"},
    {"try-relu", "Another activation function. What is lost, what is gained?",
     "换一个激活函数。失去了什么，又得到了什么？"},
};

}  // namespace

const Texts srn_tanh_texts = texts;

}  // namespace elman::lessons
