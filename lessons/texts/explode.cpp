#include "lessons/texts.h"

namespace elman::lessons {

namespace {

constexpr Text texts[] = {
    {"title", "Exploding gradients, and clipping", "梯度爆炸与梯度裁剪"},
    {"summary", "exploding gradients and clipping: the other side of lesson memory",
     "梯度爆炸与梯度裁剪：memory 一课的另一面"},
    {"what",
     "In lesson memory the gradient vanished on its way back. It can also do the opposite. Both come from the same "
     "product.",
     "在 memory 一课里，梯度在往回传的路上消失了。它也可能正相反。两者来自同一个乘积。"},
    {"one-unit", "One unit, one weight", "一个单元，一个权重"},
    {"product",
     "Take the smallest recurrent network: h(t) = u h(t-1). A change of h(1) is multiplied by u at each step on its "
     "way to h(4), and so is the gradient on its way back:",
     "看最小的循环网络：h(t) = u h(t-1)。h(1) 的变化在传到 h(4) 的路上每一步都乘以 u，梯度往回传时也一样："},
    {"powers-plot", "The gradient, step by step on its way back", "梯度往回传时每一步的大小"},
    {"steps-back", "steps back", "往回的步数"},
    {"size", "size of the gradient", "梯度的大小"},
    {"back", "{steps} back", "前 {steps} 步"},
    {"claim:powers",
     "A little below 1 it vanishes, a little above 1 it explodes; only at 1 it stays. With many units the largest "
     "eigenvalue of U takes the place of u, and tanh makes the factor smaller.",
     "比 1 小一点就消失，比 1 大一点就爆炸，只有等于 1 时保持不变。单元很多时，U 的最大特征值起 u 的作用，而 tanh "
     "会使倍数变小。"},
    {"clipping", "Clipping", "梯度裁剪"},
    {"clipping-is",
     "An exploding gradient makes one step so long that everything learned is lost. The remedy is simple (Pascanu et "
     "al. 2013): if the norm of the gradient is above a limit, shorten it to the limit. By hand, for a gradient of two "
     "numbers, 3 and 4, and a limit of 1:",
     "爆炸的梯度会使某一步迈得太大，学到的一切都毁了。办法很简单（Pascanu 等 "
     "2013）：如果梯度的范数超过上限，就把它缩短到上限。以两个数 3 和 4 的梯度、上限 1 为例，亲手算一次："},
    {"clipped", "clipped {name}", "裁剪后的 {name}"},
    {"direction", "The norm is the root of 25, 5. The direction stays; only the length changes.",
     "范数是 25 的平方根，即 5。方向不变，只有长度变了。"},
    {"learning", "Learning without it and with it", "没有裁剪与有裁剪的学习"},
    {"network",
     "The adding problem of lesson memory, with 60 steps. The network has {hidden} hidden units with relu, so nothing "
     "limits its state; U begins as the identity (Le et al. 2015), exactly at the edge; plain gradient descent, "
     "learning rate 0.002. Once without clipping, once with gradients clipped to norm 1:",
     "memory 一课的加法问题，这里 60 步。网络有 {hidden} 个隐藏单元，用 relu，状态没有上限；U 从单位矩阵开始（Le 等 "
     "2015），正好在边界上；普通梯度下降，学习率 0.002。一次没有裁剪，一次把梯度裁剪到范数 1："},
    {"without", "no clipping", "没有裁剪"},
    {"with", "clipping", "有裁剪"},
    {"run", "run", "方法"},
    {"updates", "updates", "更新次数"},
    {"largest", "largest gradient", "最大梯度"},
    {"error", "error", "误差"},
    {"finite", "still finite", "数值有限"},
    {"yes", "yes", "是"},
    {"no", "no", "否"},
    {"norms-plot", "Norm of the gradient at each update (before clipping)", "每次更新时梯度的范数（裁剪之前）"},
    {"errors-plot", "Error at each update", "每次更新时的误差"},
    {"update", "update", "更新次数"},
    {"norm", "norm of the gradient", "梯度的范数"},
    {"claim:lost",
     "Without clipping the numbers have overflowed: that network is lost. With clipping all numbers stay finite, and "
     "it can go on.",
     "没有裁剪时数值已经溢出：这个网络毁了。有裁剪时数值一直有限，可以继续。"},
    {"claim:worse",
     "Without clipping a few steps that were far too long have thrown the weights away, and the error ends larger. "
     "With clipping no step is longer than 0.002.",
     "没有裁剪时，有几步迈得太大，权重被甩得很远，最后的误差更大。有裁剪时，没有一步超过 0.002。"},
    {"claim:calm", "This time it has gone well without clipping too.", "这一次，没有裁剪也没出问题。"},
    {"both-ends",
     "Clipping helps against exploding gradients alone. Against vanishing ones it can do nothing: what is lost cannot "
     "be made longer. That takes gates (lesson memory) or attention (lesson attention).",
     "裁剪只能对付梯度爆炸。对梯度消失它无能为力：已经丢失的无法再放大。那需要门（memory 一课）或注意力（attention "
     "一课）。"},
    {"try-seed", "Other first weights. Does it happen again?", "换一组初始权重。还会发生吗？"},
    {"try-memory", "The other side: the gradient that vanishes.", "另一面：梯度消失。"},
};

}  // namespace

const Texts explode_texts = texts;

}  // namespace elman::lessons
