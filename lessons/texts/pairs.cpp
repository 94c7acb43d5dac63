#include "lessons/texts.h"

namespace elman::lessons {

namespace {

constexpr Text texts[] = {
    {"title", "From one word to another: encoder and decoder", "从一个词到另一个词：编码器与解码器"},
    {"summary", "an encoder-decoder learns pairs of words: man, women; king, queen",
     "编码器—解码器学会成对的词：man—women、king—queen……"},
    {"what",
     "Lesson hello answered letter for letter. But the answer to a word need not be as long as the word, nor begin "
     "before the word has been read. So two networks share the work: the encoder reads, and keeps only its last state; "
     "the decoder starts from that state and writes (sequence to sequence, 2014).",
     "hello "
     "一课是一个字母对一个字母地回答。但一个词的回答不必和这个词一样长，也不必在读完之前就开始。所以由两个网络分工：编"
     "码器只管读，"
     "最后只留下末尾的状态；解码器从这个状态出发，只管写（序列到序列，2014 年）。"},
    {"parts",
     "The pairs are man and women, black and white, king and queen, girl and boy, up and down, high and low. Short "
     "words are filled up with ? to five letters. E marks the end, S asks the decoder for its first letter.",
     "六对词是 man 和 women、black 和 white、king 和 queen、girl 和 boy、up 和 down、high 和 low。短的词用 ? "
     "补到五个字母。E 表示结束，S 请解码器写出第一个字母。"},
    {"sizes",
     "Every letter goes in as 29 numbers (26 letters, S, E and ?). Encoder and decoder are of cell type {cell} with "
     "128 "
     "hidden units, and a linear layer turns each state of the decoder into 29 scores: {count} weights to learn, in "
     "{epochs} epochs of two batches with three pairs each (Adam, 0.001).",
     "每个字母用 29 个数输入（26 个字母，加上 S、E 和 ?）。编码器和解码器的单元类型是 "
     "{cell}，各有 128 个隐藏单元；一个线性层把解码器的每个状态变成 29 个分数：一共要学 {count} 个权重，学 {epochs} "
     "轮，每轮两批，每批三对（Adam，0.001）。"},
    {"teacher",
     "While it learns, the decoder reads the right answer one letter behind, whatever it said itself. That is called "
     "teacher forcing.",
     "学习的时候，不管解码器自己说了什么，它读到的总是正确答案中的前一个字母。这叫做 teacher forcing（教师强制）。"},
    {"learning", "Learning", "学习"},
    {"epoch", "epoch", "轮"},
    {"first-batch", "first batch", "第一批"},
    {"second-batch", "second batch", "第二批"},
    {"cost",
     "The cost of a batch is the sum over its three pairs of the mean loss of a letter. If you know the course's page: "
     "its program also asks for dropout of 0.5, but dropout works between layers only, and there is one layer; so it "
     "does nothing there, and there is none here.",
     "一批的代价是：对其中三对词，各取每个字母的平均损失，再相加。如果你看过课程页面：那里的程序还设了 0.5 的 "
     "dropout，但 dropout 只在层与层之间起作用，而这里只有一层；所以它在那里不起作用，这里也就没有用它。"},
    {"answers", "What it answers", "它的回答"},
    {"fed-own", "Now nobody tells it the right letters. At each step it reads the letter that it has just said itself.",
     "现在没有人告诉它正确的字母了。每一步它读的是自己刚刚说出的字母。"},
    {"fed-filler", "Now nobody tells it the right letters. After S it reads nothing but ?, as in the page's program.",
     "现在没有人告诉它正确的字母了。像课程页面的程序那样，S 之后它读到的全是 ?。"},
    {"word", "word", "词"},
    {"answer", "answer", "回答"},
    {"wanted", "wanted", "想要"},
    {"never-seen", "(never seen)", "（没见过）"},
    {"all-right", "All six are right.", "六个全对。"},
    {"some-right", "{right} of six are right. Has it learned long enough?", "六个里对了 {right} 个。学得够久了吗？"},
    {"never",
     "mans was not among the pairs. It begins like man, the encoder's state ends up near that of man, and the decoder "
     "does the rest. old is like none of them: the answer is whatever lies nearest, and another seed gives another "
     "one.",
     "mans 不在这些词里。它的开头和 man 一样，编码器的状态最后停在 man 的状态附近，其余的就交给解码器。old "
     "和哪一个都不像：回答就是离得最近的东西，换一个种子，回答也会变。"},
    {"feeding", "Feeding the decoder its own letters, or ?", "给解码器读自己的字母，还是读 ?"},
    {"two-ways",
     "The page's program does not feed back what the decoder says: it gives S and then ? at every step, and reads off "
     "the answer. Here is what the same network answers both ways.",
     "课程页面的程序不把解码器说出的字母再喂给它：先给 S，以后每一步都给 "
     "?，再读出回答。下面是同一个网络用两种办法的回答。"},
    {"own", "own letters", "自己的字母"},
    {"filler", "always ?", "总是 ?"},
    {"differ", "They differ for {word}. Letter by letter, on the left with its own letters, on the right with ?:",
     "两种办法在 {word} 上不同。下面逐个字母来看，左边读自己的字母，右边读 ?："},
    {"agree",
     "This time they agree. Letter by letter for {word}, on the left with its own letters, on the right with ?:",
     "这一次两种办法一致。下面以 {word} 为例逐个字母来看，左边读自己的字母，右边读 ?："},
    {"reads", "reads", "读入"},
    {"says", "says", "说出"},
    {"why",
     "For a word that it has learned, the state alone tells the whole answer, and what is fed hardly matters. For a "
     "strange word the state lies between several answers. Its own letter then holds the decoder to the answer that it "
     "has begun; ? does not, for while it learned, ? only ever stood behind the end of a short word. So letters of "
     "several answers can mix.",
     "对学过的词，状态本身就决定了整个回答，喂什么几乎无所谓。对陌生的词，状态处在几个回答之间。这时读自己的字母，解码"
     "器会坚持已经开了"
     "头的那个回答；读 ? 却不行，因为学习时 ? 只出现在短词结束之后。于是几个回答的字母就可能混在一起。"},
    {"try-seed", "Other first weights. Are the six still right, and what does it make of old?",
     "换一组初始权重。六个还都对吗？它怎么回答 old？"},
    {"try-gru", "The same with gated cells (GRU); lstm works too. It takes a few seconds.",
     "换成带门的单元（GRU）再试；lstm 也行。要等几秒钟。"},
};

}  // namespace

const Texts pairs_texts = texts;

}  // namespace elman::lessons
