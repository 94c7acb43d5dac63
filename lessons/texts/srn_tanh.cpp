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
    {"states", "The state over time", "状态随时间的变化"},
    {"unit", "unit", "单元"},
};

}  // namespace

const Texts srn_tanh_texts = texts;

}  // namespace elman::lessons
