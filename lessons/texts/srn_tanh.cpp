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
    {"formula",
     "Only the hidden layer gets it; the output stays linear. So h = tanh(W x + U h') with h' for the state one step "
     "before, and y = V h.",
     "只有隐藏层加上 tanh，输出层仍是线性的。于是 h = tanh(W x + U h')，其中 h' 是上一步的状态；y = V h。"},
    {"carried",
     "This time the state does not begin at 0 but with {h}, where lesson srn has ended: the course's own program, run "
     "from top to bottom, does the same, for it never clears the state in between.",
     "这一次状态不从 0 开始，而是从 srn 一课结束时的 {h} "
     "开始：课程自己的程序从头运行到尾时也是这样，因为它中间没有把状态清"
     "零。"},
    {"step", "Step {t}: the input is {x}, the state was {h}", "第 {t} 步：输入是 {x}，之前的状态是 {h}"},
    {"together", "The steps together", "各步放在一起"},
    {"memory",
     "Steps 1 and 2 read the same input; the output changes from {first} to {second}, for the state has changed.",
     "第 1 步和第 2 步读到的输入相同，而输出从 {first} 变成了 {second}，因为状态变了。"},
    {"faint",
     "But this memory is a faint one: so close to its limits of -1 and 1, tanh hardly tells one large sum from "
     "another.",
     "但这份记忆很微弱：在接近上下限 -1 和 1 的地方，tanh 几乎分辨不出不同的大数。"},
    {"no-memory",
     "Steps 1 and 2 read the same input and give the same output, {second}: this network does not remember what came "
     "before.",
     "第 1 步和第 2 步读到的输入相同，输出也相同，都是 {second}：这个网络不记得之前发生过什么。"},
    {"all-inputs",
     "Every output depends on all inputs so far, not on the last one alone: the state carries the earlier ones along.",
     "每个输出都取决于到目前为止的全部输入，而不只是最后一个：前面的输入由状态一路带了过来。"},
    {"limit", "Two hidden units, each at most 1, summed with weights of 1: no output can pass 2.",
     "两个隐藏单元，每个最多是 1，以权重 1 相加：输出不可能超过 2。"},
    {"forgets",
     "Even a state as large as that is gone after one step: tanh has cut it down to 1 at most. Compare with the "
     "outputs "
     "of a start at 0; from the second step on there is next to no difference.",
     "这么大的状态，一步之后也就没了：tanh 把它削到了至多 1。与从 0 开始的输出比一比：从第二步起就几乎没有差别了。"},
    {"page",
     "The course's page shows 2.0, 1.99866 and 1.99998 here. Its program goes on from the state that the linear "
     "network has left; the first command below does so too.",
     "课程页面在这里显示的是 2.0、1.99866 和 "
     "1.99998。它的程序接着用了线性网络留下的状态；下面的第一条命令也可以这样做。"},
    {"try-carry", "Start from where lesson srn has ended, as the page's program does.",
     "像课程页面的程序那样，从 srn 一课结束的地方开始。"},
    {"try-negative", "Let the state count against itself. Why do the outputs go up and down now?",
     "让状态与自己作对。为什么现在输出忽高忽低？"},
};

}  // namespace

const Texts srn_tanh_texts = texts;

}  // namespace elman::lessons
