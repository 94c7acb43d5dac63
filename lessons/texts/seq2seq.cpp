#include "lessons/texts.h"

namespace elman::lessons {

namespace {

constexpr Text texts[] = {
    {"title", "Encoder, context vector, decoder: where one vector is too little",
     "编码器、上下文向量、解码器：一个向量什么时候不够用"},
    {"summary", "sequence to sequence: accuracy against length, with and without attention",
     "序列到序列：准确率与长度的关系，有注意力和没有注意力"},
    {"what",
     "A sequence-to-sequence model turns one sequence into another of any length: a sentence into its translation, a "
     "spelling into sounds. Lesson pairs has shown the simplest one. Here we measure what it can do, and what it "
     "cannot.",
     "序列到序列（seq2seq）模型把一个序列变成另一个任意长度的序列：把句子变成译文，把拼写变成读音。pairs "
     "一课展示了最简单的一种。这里来测量它能做什么，不能做什么。"},
    {"parts",
     "The encoder reads the source and leaves its last state, the context vector. The decoder starts from it and "
     "writes one item after the other, each time reading the one before; it ends when it writes E.",
     "编码器读入源序列，留下最后的状态，即上下文向量。解码器从它出发，一项一项地写，每次读入前一项；写出 E 就结束。"},
    {"task",
     "The task is to write words backwards. They are random, of {letters} different letters, 1 to {longest} letters "
     "long. Whoever writes "
     "the last letter first has to have the whole word in mind. Both networks have a cell of type {cell} with {hidden} "
     "hidden units on each side; one has attention, which lesson attention explains: its decoder may look back at "
     "every state of the encoder (which reads in both directions).",
     "任务是把一个词倒着写：由 {letters} 种字母随机组成，长度 1 到 {longest}。要先写最后一个字母，就得记住整个词。"
     "两个网络的单元类型都是 {cell}，编码器和解码器各有 {hidden} 个隐藏单元；其中一个带有注意力（见 attention "
     "一课）：它的解码器可以回看编码器的每一个状态（编码器双向读入）。"},
    {"bottleneck",
     "Without attention all that the decoder ever learns of the word has to pass through {hidden} numbers, whether the "
     "word has two letters or ten.",
     "没有注意力时，解码器对这个词所知道的一切都要通过 {hidden} 个数，不管这个词有两个字母还是十个。"},
    {"without", "one vector", "一个向量"},
    {"with", "attention", "注意力"},
    {"learning", "Learning", "学习"},
    {"updates", "updates", "更新次数"},
    {"loss", "loss", "损失"},
    {"loss-plot", "The mean loss of a letter while learning", "学习过程中每个字母的平均损失"},
    {"lengths", "Accuracy against length", "准确率与长度的关系"},
    {"measured", "{count} other words of each length; the share that is written backwards without a mistake:",
     "每种长度另取 {count} 个词；下面是倒写完全正确的比例："},
    {"length", "length", "长度"},
    {"share", "share of right words", "正确词的比例"},
    {"length-plot", "Share of right words, by length", "不同长度的词的正确比例"},
    {"claim:fixed-fails",
     "One vector is enough for short words and too little for long ones: at {length} letters fewer than half are "
     "right. The more has to go into it, the more is lost.",
     "一个向量对短词足够，对长词就不够了：{length} 个字母的词，正确的不到一半。要装进去的越多，丢掉的也越多。"},
    {"claim:fixed-not-yet",
     "The network with one vector has not learned even the short words yet: let it learn longer.",
     "只有一个向量的网络连短词也还没有学会：让它再学久一点。"},
    {"claim:fixed-enough", "Here one vector holds even the longest words: it is large enough for them.",
     "在这里，一个向量连最长的词也装得下：它足够大。"},
    {"claim:attention-helps",
     "With attention the length hardly matters: the decoder need not remember the word, it looks it up.",
     "有了注意力，长度几乎没有影响：解码器不必记住整个词，需要时回看就行。"},
    {"claim:attention-better", "With attention more of the long words are right.", "有了注意力，长词正确的更多。"},
    {"claim:longer-than-learned",
     "Words of more than {length} letters were never learned, and with attention too fewer of them are right: it has "
     "not "
     "learned to look that far.",
     "超过 {length} 个字母的词从没学过，这时有注意力的网络正确的也变少了：它没有学过看那么远。"},
    {"network", "network", "网络"},
    {"word", "word", "词"},
    {"answer", "answer", "输出"},
    {"wanted", "target", "目标"},
    {"feeding", "Teacher forcing and own output", "教师强制与自己的输出"},
    {"two-ways",
     "While it learns, the decoder reads the right letters, whatever it would have written itself (teacher forcing). "
     "Later it reads its own. The network without attention, by the share of next letters that are right after the "
     "right ones, and of whole words that are right after its own:",
     "学习时，不管解码器自己会写什么，它读到的都是正确的字母（教师强制）。之后它读的是自己的输出。下面是没有注意力的网"
     "络："
     "读正确字母时下一个字母的正确率，以及读自己的输出时整个词的正确率："},
    {"forced-letters", "letters, forced", "字母（教师强制）"},
    {"free-words", "words, own output", "词（自己的输出）"},
    {"claim:exposed",
     "More letters than words are right: one wrong letter spoils a word, and after it the decoder reads something that "
     "it never read while it learned.",
     "字母的正确率比词高：错一个字母，整个词就错了；而且此后解码器读到的是学习时从没读过的内容。"},
    {"try-larger", "A larger vector. How far does it get?", "换一个更大的向量。它能到多长？"},
    {"try-less", "A quarter of the learning. Who is ahead?", "只学四分之一。谁领先？"},
};

}  // namespace

const Texts seq2seq_texts = texts;

}  // namespace elman::lessons
