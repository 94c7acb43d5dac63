#include "lessons/texts.h"

namespace elman::lessons {

namespace {

constexpr Text texts[] = {
    {"title", "From one word to another: encoder and decoder", "从一个词到另一个词：编码器与解码器"},
    {"summary", "an encoder-decoder learns pairs of words: man, women; king, queen",
     "编码器—解码器学会成对的词：man—women、king—queen……"},
    {"parts",
     "The pairs are man and women, black and white, king and queen, girl and boy, up and down, high and low. Short "
     "words are filled up with ? to five letters. E marks the end, S asks the decoder for its first letter.",
     "六对词是 man 和 women、black 和 white、king 和 queen、girl 和 boy、up 和 down、high 和 low。短的词用 ? "
     "补到五个字母。E 表示结束，S 请解码器写出第一个字母。"},
    {"teacher",
     "While it learns, the decoder reads the right answer one letter behind, whatever it said itself. That is called "
     "teacher forcing.",
     "学习的时候，不管解码器自己输出了什么，它读到的总是正确答案中的前一个字母。这叫做 教师强制（teacher forcing）。"},
    {"learning", "Learning", "学习"},
    {"epoch", "epoch", "轮"},
    {"first-batch", "first batch", "第一批"},
    {"second-batch", "second batch", "第二批"},
    {"fed-own", "Now nobody tells it the right letters. At each step it reads the letter that it has just said itself.",
     "现在没有人告诉它正确的字母了。每一步它读的是自己刚刚输出的字母。"},
    {"fed-filler", "Now nobody tells it the right letters. After S it reads nothing but ?, as in the page's program.",
     "现在没有人告诉它正确的字母了。像课程页面的程序那样，S 之后它读到的全是 ?。"},
    {"word", "word", "词"},
    {"never-seen", "(never seen)", "（没见过）"},
    {"feeding", "Feeding the decoder its own letters, or ?", "解码时读自己的字母，还是读 ?"},
    {"two-ways",
     "The page's program does not feed back what the decoder says: it gives S and then ? at every step, and reads off "
     "the answer. Here is what the same network answers both ways.",
     "课程页面的程序不把解码器输出的字母再输入给它：先给 S，以后每一步都给 "
     "?，再读出结果。下面是同一个网络用两种办法的输出。"},
    {"own", "own letters", "自己的字母"},
    {"filler", "always ?", "总是 ?"},
    {"reads", "reads", "读入"},
    {"says", "says", "输出"},
    {"try-seed", "Other first weights. Are the six still right, and what does it make of old?",
     "换一组初始权重。六个还都对吗？它对 old 输出什么？"},
    {"try-gru", "The same with gated cells (GRU); lstm works too. It takes a few seconds.",
     "换成带门的单元（GRU）再试；lstm 也行。要等几秒钟。"},
    {"what",
     "Lesson hello answered letter for letter. But the answer to a word need not be as long as the word, nor begin "
     "before the word has been read. So two networks share the work: the encoder reads, and keeps only its last state, "
     "the context vector; the decoder starts from that state and writes (sequence to sequence, 2014).",
     "hello "
     "一课是一个字母对一个字母地输出。但一个词的译文不必和这个词一样长，也不必在读完之前就开始。所以由两个网络分工：编"
     "码器只管读，最后只留下末尾的状态，叫做上下文向量；解码器从这个状态出发，只管写（序列到序列，2014 年）。"},
    {"own-parts",
     "The {count} pairs are those of your file. Short words are filled up with ? to {longest} letters. E marks the "
     "end, S asks the decoder for its first letter.",
     "这 {count} 对词来自你的文件。短的词用 ? 补到 {longest} 个字母。E 表示结束，S 请解码器写出第一个字母。"},
    {"sizes",
     "Every letter goes in as 29 numbers (26 letters, S, E and ?). Encoder and decoder are of cell type {cell} with "
     "{hidden} hidden units, and a linear layer turns each state of the decoder into 29 scores: {count} weights to "
     "learn, in {epochs} epochs of batches of three pairs (Adam, {rate}).",
     "每个字母用 29 个数输入（26 个字母，加上 S、E 和 ?）。编码器和解码器的单元类型是 {cell}，各有 {hidden} "
     "个隐藏单元；一个线性层把解码器的每个状态变成 29 个分数：一共有 {count} 个参数，学 {epochs} "
     "轮，每批三对（Adam，{rate}）。"},
    {"shapes",
     "In the page's program a batch of inputs has shape (3, {time}, 29): pairs, letters, one-hot; transpose(0, 1) "
     "makes (time, batch, features) of it, {time} x 3 x 29, as RNN wants it. The targets stay numbers, (3, {time}): "
     "the loss wants the number of the right letter, not one-hot. device says where it all lies, processor (cpu) or "
     "graphics card (cuda); Elman computes on the processor.",
     "在课程页面的程序里，一批输入的形状是 (3, {time}, 29)：词对、字母、独热编码；transpose(0, 1) 把它变成 RNN "
     "要的（时间，批，特征），即 {time} x 3 x 29。目标仍是编号，形状 (3, "
     "{time})：损失函数要的是正确字母的编号，而不是独热编码。device "
     "说明数据放在哪里，处理器（cpu）还是显卡（cuda）；Elman 在处理器上计算。"},
    {"cost", "The cost of a batch is the sum over its pairs of the mean loss of a letter.",
     "一批的损失是：对其中每对词，各取每个字母的平均损失，再相加。"},
    {"dropout",
     "If you know the course's page: its program also asks for dropout of 0.5, but dropout works between layers only, "
     "and there is one layer; so it does nothing there, and there is none here.",
     "如果你看过课程页面：那里的程序还设了 0.5 的 dropout，但 dropout "
     "只在层与层之间起作用，而这里只有一层；所以它在那里不起作用，这里也就没有用它。"},
    {"loader",
     "The page's DataLoader deals the pairs onto batches in another order in each epoch (shuffling); here the seed "
     "decides the order, so that you get the same numbers again.",
     "课程页面的 DataLoader 每一轮都把词对重新打乱后分批；这里的顺序由种子决定，所以再运行一次得到的数完全相同。"},
    {"curve", "The cost of all pairs, epoch by epoch", "每一轮全部词对的损失"},
    {"loss", "cost", "损失"},
    {"pairs", "pairs", "词对"},
    {"right", "right", "正确"},
    {"answers", "What it answers", "它的输出"},
    {"wanted", "target", "目标"},
    {"answer", "answer", "输出"},
    {"claim:all-right", "All are right.", "全部正确。"},
    {"claim:some-right", "Not all are right. Has it learned long enough?", "没有全对。学得够久了吗？"},
    {"never",
     "A word that was never learned is answered all the same. All that the decoder gets of it is the context vector; "
     "so which of the learned words has the nearest one (Euclidean distance), and which the farthest?",
     "没学过的词也会得到一个输出。解码器从它那里得到的只有上下文向量；那么学过的词中，哪个的上下文向量离它最近（欧氏距"
     "离），哪个最远？"},
    {"nearest", "nearest", "最近"},
    {"farthest", "farthest", "最远"},
    {"distance", "distance", "距离"},
    {"claim:as-nearest",
     "{word} gets the answer of its nearest neighbour: what the encoder makes of it is near enough.",
     "{word} 得到的是离它最近的词的输出：它的上下文向量离得够近。"},
    {"claim:not-nearest",
     "{word} gets an answer of its own: it lies too far from what was learned, and what comes out is no word that "
     "anyone taught.",
     "{word} 得到的是另外的输出：它离学过的词太远，输出的也就不是学过的词。"},
    {"claim:differ", "They differ for {word}. Letter by letter, on the left with its own letters, on the right with ?:",
     "两种办法在 {word} 上不同。下面逐个字母来看，左边读自己的字母，右边读 ?："},
    {"claim:agree",
     "This time they agree. Letter by letter for {word}, on the left with its own letters, on the right with ?:",
     "这一次两种办法一致。下面以 {word} 为例逐个字母来看，左边读自己的字母，右边读 ?："},
    {"claim:state-alone",
     "For the words that it has learned, the context vector alone tells the whole answer, and what is fed hardly "
     "matters: right both ways.",
     "对学过的词，上下文向量本身就决定了整个输出，输入什么几乎无所谓：两种办法都正确。"},
    {"claim:state-not-enough", "What is fed matters here: the context vector alone does not settle the answer.",
     "在这里，输入什么是有影响的：单靠上下文向量，还不能确定输出。"},
    {"claim:mixing",
     "For a strange word the state lies between several answers. Its own letter then holds the decoder to the answer "
     "that it has begun; ? does not, for during learning ? came only after the end of a short word.",
     "对陌生的词，状态处在几个输出之间。这时读自己的字母，解码器会坚持已经开了头的那个输出；读 ? 却不行，因为学习时 ? "
     "只出现在短词结束之后。"},
    {"translate", "What the page's translate() cannot do", "课程页面的 translate() 做不到的事"},
    {"translate-faults",
     "It fills a word up to the length of the longest one, so a longer word is read as it is, in more steps than were "
     "ever learned. It looks each letter up, so a capital or an accented letter ends it with a KeyError. It cuts the "
     "answer at E, so an answer in which no E was said ends it with a ValueError. And it changes the "
     "list that it was given. Here, a word of up to 20 letters is read, other characters are refused with an "
     "explanation, and an answer without E is shown as far as it goes.",
     "它把词补到最长词的长度，所以更长的词会按原样读入，步数超过学过的步数。它逐个查字母，所以大写字母或带符号的字母会"
     "引发 KeyError。它在 E 处截断，所以输出里没有 E 时会引发 ValueError。它还会改动传给它的列表本身。这里最多可以读 "
     "20 个字母，其他字符会用一句话说明并拒绝，没有 E 的输出则显示到最后一个字母为止。"},
    {"try-kings", "Another word, the page's way of decoding, and learning stopped early.",
     "换一个词，用课程页面的解码办法，而且早早停止学习。"},
};

}  // namespace

const Texts pairs_texts = texts;

}  // namespace elman::lessons
