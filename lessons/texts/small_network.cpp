#include "lessons/texts.h"

namespace elman::lessons {

namespace {

constexpr Text texts[] = {
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
     "{last} changes by so many times as much (the gradient, computed from step {last} back; its sizes for x1 and x2 "
     "are added up):",
     "每一步的输入到最后还有多大作用？让 x1(t) 或 x2(t) 变化一点点，第 {last} 步的第一个输出会变化这么多倍（从第 "
     "{last} 步往回算出的梯度，x1 和 x2 的梯度取绝对值后相加）："},
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
};

}  // namespace

const Texts small_network_texts = texts;

}  // namespace elman::lessons
