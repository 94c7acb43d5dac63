#include "lessons/texts.h"

namespace elman::lessons {

namespace {

constexpr Text texts[] = {
    {"title", "Words as long as they are: no padding", "词有多长就多长：不用填充"},
    {"summary", "words of any length in one batch: padding changes nothing",
     "不同长度的词放在一批里，并证明填充什么也不改变"},
    {"what",
     "In lesson pairs, ? filled up the short words, because a batch had to be a rectangle. That has a price: the "
     "network "
     "computes for letters that are not there, and it has to learn that ? means nothing.",
     "在 pairs 一课里，短词用 ? 补齐，因为一批数据必须是个矩形。这是有代价的：网络要为并不存在的字母做计算，还得学会 ? "
     "什么也不表示。"},
    {"layout",
     "Here a batch carries the length of each word instead. The longest stands first; at each step only the words that "
     "still have a letter are alive, and for the others nothing is computed at all:",
     "在这里，一批数据改为带上每个词的长度。最长的排在最前；每一步只有还有字母的词是“活”的，其余的根本不计算："},
    {"alive", "words alive at each step", "每一步活着的词数"},
    {"rows", "That makes {rows} letters to compute. A rectangle would have {all}.",
     "这样要计算 {rows} 个字母。若是矩形，就要 {all} 个。"},
    {"measured",
     "The loss of each pair, before anything is learned: computed alone; in the batch of six; and padded with z to "
     "twelve "
     "letters, the true length given. The last column shows a padding of z that is read as if it were part of the "
     "word.",
     "在学习之前，每一对的损失：单独计算；放在六对的一批里；以及用 z "
     "补到十二个字母，但给出真实长度。最后一列是把补上的 z "
     "当作词的一部分读进去的结果。"},
    {"word", "word", "词"},
    {"alone", "alone", "单独"},
    {"in-batch", "in the batch", "在一批里"},
    {"padded", "padded", "填充"},
    {"padding-read", "padding read", "把填充读进去"},
    {"same-bits",
     "The first three are the same, and so are the gradients of all {parameters} weights: the program has just "
     "compared "
     "them, bit for bit.",
     "前三列相同，全部 {parameters} 个权重的梯度也相同：程序刚刚逐位比较过。"},
    {"same-within",
     "The first three are the same, and so are the gradients of all {parameters} weights: the program has just "
     "compared "
     "them, to one part in a million. (Sums of many numbers round differently in another order; that is all.)",
     "前三列相同，全部 {parameters} "
     "个权重的梯度也相同：程序刚刚比较过，精确到百万分之一。（许多数相加时，顺序不同，舍入就不同，仅此"
     "而已。）"},
    {"learning", "Learning without ?", "没有 ? 的学习"},
    {"epoch", "epoch", "轮"},
    {"loss", "loss", "损失"},
    {"answer", "answer", "输出"},
    {"never-seen", "(never seen)", "（没见过）"},
    {"try-less", "Stop early. Which mistakes does a half-learned network make?",
     "早点停下。学了一半的网络会犯什么错？"},
    {"try-lstm", "With gated cells (LSTM). Do the other words of the batch still change nothing?",
     "换成带门的单元（LSTM）。同一批里的其他词还是没有影响吗？"},
    {"all-in-one",
     "The six pairs in one batch, {epochs} epochs, {hidden} hidden units, Adam with 0.005. The loss is the mean over "
     "all letters.",
     "六对词放在一批里，学 {epochs} 轮，{hidden} 个隐藏单元，Adam，学习率 0.005。损失是所有字母的平均值。"},
    {"nothing", "Do the other words of a batch change anything?", "同一批里的其他词会有影响吗？"},
    {"wanted", "target", "目标"},
    {"said-e", "end", "结尾"},
    {"decides",
     "Without ? the network decides for itself where an answer ends, by saying E. That is how every longer text works "
     "too; nobody knows beforehand how long a translation will be.",
     "没有了 ?，网络要自己决定输出在哪里结束：输出一个 E。更长的文本也都是这样；谁也无法事先知道译文有多长。"},
    {"claim:ends", "Here every answer has come to its E.", "这里每个输出都以 E 结束了。"},
    {"claim:endless", "The answer to {word} has not come to an E in {limit} letters: it was cut there.",
     "{word} 的输出在 {limit} 个字母之内没有出现 E，到此被截断。"},
    {"claim:padding-matters",
     "The last column differs: a network that reads its padding has a different state at the end. So what a word costs "
     "would depend on the longest word that happens to be in its batch.",
     "最后一列就不同了：把填充读进去的网络，最后的状态也不同。于是一个词的损失就会取决于它那一批里碰巧最长的词。"},
    {"curve", "The loss, epoch by epoch", "每一轮的损失"},
};

}  // namespace

const Texts lengths_texts = texts;

}  // namespace elman::lessons
