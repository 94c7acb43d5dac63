#include "lessons/texts.h"

namespace elman::lessons {

namespace {

constexpr Text texts[] = {
    {"title", "Writing: a model of characters learns a poem", "写作：字符模型学一首诗"},
    {"summary", "a language model learns a poem before your eyes: temperature, perplexity, one unit's state",
     "语言模型在你眼前学一首诗：温度、困惑度、一个单元的状态"},
    // Jane Taylor, The Star, 1806: the first two verses, and the last.
    // 张若虚《春江花月夜》（唐）：开头十六句，及其后四句。
    {"poem",
     "Twinkle, twinkle, little star,\nHow I wonder what you are!\nUp above the world so high,\nLike a diamond in the "
     "sky.\n\nWhen the blazing sun is gone,\nWhen he nothing shines upon,\nThen you show your little light,\nTwinkle, "
     "twinkle, all the night.\n",
     "春江潮水连海平，海上明月共潮生。\n滟滟随波千万里，何处春江无月明！\n江流宛转绕芳甸，月照花林皆似霰。\n"
     "空里流霜不觉飞，汀上白沙看不见。\n江天一色无纤尘，皎皎空中孤月轮。\n江畔何人初见月？江月何年初照人？\n"
     "人生代代无穷已，江月年年望相似。\n不知江月待何人，但见长江送流水。\n"},
    {"unseen-poem",
     "As your bright and tiny spark\nLights the traveller in the dark,\nThough I know not what you are,\nTwinkle, "
     "twinkle, little star.\n",
     "白云一片去悠悠，青枫浦上不胜愁。\n谁家今夜扁舟子？何处相思明月楼？\n"},
    {"what",
     "A language model reads a text symbol by symbol and gives every symbol a probability of coming next. Here the "
     "symbols are characters.",
     "语言模型一个符号一个符号地读文本，给出每个符号下一个出现的概率。这里的符号就是字符。"},
    {"writing-is",
     "A model that predicts can also write: draw a symbol from its probabilities, read it as the next input, and so "
     "on.",
     "会预测的模型也能写作：按它给的概率抽取一个符号，作为下一个输入读进去，如此继续。"},

    {"text", "The text", "文本"},
    {"text-poem", "The model learns the first two verses of The Star by Jane Taylor, 1806:",
     "模型要学的是唐代张若虚《春江花月夜》的开头十六句："},
    {"text-own", "The model learns {file}:", "模型要学的是 {file}："},
    {"symbols",
     "It has {characters} characters, line breaks included, {kinds} of them different. Together with the {special} "
     "special "
     "symbols of every vocabulary they are the symbols of the model. One of the special ones, </s>, stands before the "
     "first character.",
     "连换行在内共有 {characters} 个字符，{kinds} 种。这些字符，加上每个词汇表都有的 {special} "
     "个特殊符号，就是模型的全部符号。特殊符号之一 </s> 放在第一个字符之前。"},

    {"chunks", "In chunks, with the state carried on", "分段来读，状态传下去"},
    {"chunks-are",
     "The model reads a symbol and should give the next one a high probability. It learns from {length} symbols at a "
     "time, a chunk; each chunk makes one update of the weights. The first chunks, with ␣ for a space and ↵ for a line "
     "break:",
     "模型读一个符号，应当给下一个符号较高的概率。每次学 {length} "
     "个符号，这叫一段；每段更新一次权重。最前面的几段如下，↵ 表示换行，␣ 表示空格："},
    {"chunk", "chunk", "段"},
    {"symbols-of", "symbols", "符号"},
    {"reads", "reads", "读入"},
    {"expects", "next", "下一个"},
    {"begins-with", "state at its beginning", "开始时的状态"},
    {"zeros", "zeros", "全为零"},
    {"carried", "that after chunk {chunk}", "第 {chunk} 段之后的状态"},
    {"chunks-go-on",
     "Each chunk begins with the state that the one before it has left, so that the model can remember what is further "
     "back. Gradients go back to the beginning of their chunk and no further. This is truncated back-propagation "
     "through time. After the last chunk of {chunks}, the first one comes again, and the state is zeros again.",
     "每一段都从上一段留下的状态开始，所以模型可以记住更早的内容。梯度只往回传到本段的开头，不再往前。这就是截断的沿时"
     "间反向传播。共 {chunks} 段，最后一段之后又从第一段开始，状态重新全为零。"},
    {"why-chunks", "Why does the model not learn from the whole text at once?", "为什么不一次学整个文本？"},
    {"why-chunks-answer",
     "To compute gradients, everything that was computed at every step has to be kept: for a book that is too much "
     "memory. And there would be only one update for each reading of the text. The state is only as many numbers as "
     "there are units, so carrying it on costs nothing.",
     "计算梯度要保留每一步算出的所有结果，对一本书来说内存不够。而且那样每读一遍文本才更新一次权重。状态的数只有单元那"
     "么多，把它传下去不费什么。"},

    {"learning", "Before your eyes", "看着它学"},
    {"rnn", "a simple recurrent layer", "简单循环层"},
    {"lstm", "an LSTM layer", "LSTM 层"},
    {"gru", "a GRU layer", "GRU 层"},
    {"network",
     "The network: a vector of 16 numbers for each symbol, {arch} of {hidden} units, and a linear layer that gives "
     "{symbols} "
     "scores, one for each symbol; {parameters} weights. It learns with Adam, {rate}. From time to time it writes "
     "something by itself, always with the same random numbers and at a temperature of {temperature}, which is "
     "explained "
     "below. The loss is that of the whole text.",
     "网络：每个符号用一个 16 个数的向量表示，{arch}有 {hidden} 个单元，线性层给出 {symbols} 个分数，每个符号一个；共 "
     "{parameters} 个权重。用 Adam 学习，学习率 {rate}。每隔一段时间让它自己写一段，每次用同样的随机数，温度都是 "
     "{temperature}（下面会讲）。损失按整个文本计算。"},
    {"writes",
     "After {updates} updates, with a loss of {loss}, it writes:", "更新 {updates} 次之后，损失是 {loss}，它写出："},
    {"losses", "The losses again, also in two other units that are explained below:",
     "再列一遍损失，并换成另外两种单位（下面会讲）："},
    {"updates", "updates", "更新次数"},
    {"loss", "loss", "损失"},
    {"bits", "bits per character", "每字符比特数"},
    {"perplexity", "perplexity", "困惑度"},
    {"guesses-are", "For comparison, two guesses without a network:", "作为比较，两种不用网络的猜法："},
    {"uniform", "each symbol equally probable", "每个符号概率相同"},
    {"shares", "characters as often as in the text", "按字符在文本中的比例"},
    {"claim:nothing-known",
     "Before it learns, the perplexity is about {symbols}, the number of symbols: the model knows nothing yet.",
     "学习之前，困惑度大约是 {symbols}，也就是符号的个数：模型还什么都不知道。"},
    {"claim:more-than-shares",
     "After {before} updates the loss is no better than that of counting characters; after {after} it is better: the "
     "model has begun to use what came before.",
     "更新 {before} 次之后，损失还不低于只数字符的猜法；{after} 次之后更低：模型开始利用前面的内容了。"},
    {"claim:by-heart",
     "After {updates} updates it knows the text by heart: it is hardly ever in doubt about what follows.",
     "更新 {updates} 次之后，它已经背下了文本：下一个是什么，几乎没有疑问。"},
    {"claim:still-learning", "After {updates} updates it does not know the text by heart yet.",
     "更新 {updates} 次之后，它还没有背下文本。"},
    {"loss-plot", "The mean loss of all chunks, for each reading of the text", "每读一遍文本，各段损失的平均值"},
    {"below-shares", "What does a model have to use to get below the loss of counting characters?",
     "要让损失低于只数字符的猜法，模型必须利用什么？"},
    {"below-shares-answer",
     "What came before. If the probabilities are the same at every place, the shares of the text are the best ones "
     "there are. A lower loss needs probabilities that change from place to place.",
     "前面的内容。如果每个位置的概率都一样，文本中的比例已经是最好的选择。要让损失更低，概率必须随位置变化。"},

    {"numbers", "What the numbers say", "这些数说明什么"},
    {"loss-is",
     "The loss is the mean of -ln p, where p is the probability that the model gave to the character that really came.",
     "损失是 -ln p 的平均值，p 是模型给实际出现的字符的概率。"},
    {"half-way",
     "After {updates} updates the loss is below a third of what it was at first: the model knows some things, and is "
     "unsure of others. Here is that model at the beginning of the text:",
     "更新 {updates} 次之后，损失降到最初的三分之一以下：模型有的知道了，有的还没有把握。这个模型在文本开头："},
    {"so-far",
     "The model after {updates} updates, at the beginning of the text:", "更新 {updates} 次之后的模型，在文本开头："},
    {"after", "after", "读到"},
    {"next", "next", "下一个"},
    {"sum", "sum", "和"},
    {"surprise-bits", "bits", "比特"},
    {"perplexity-is",
     "Perplexity: the model is as unsure as if so many characters were equally probable. Bits per character: so many "
     "questions with yes or no, on average, would still have to be answered to know the character. All three say the "
     "same, each in its own unit.",
     "困惑度：模型的不确定程度，相当于在这么多个概率相同的字符中选一个。每字符比特数：平均还要回答这么多个“是或否”的问"
     "题才能知道是哪个字符。三个数说的是同一件事，只是单位不同。"},
    {"surprise-is",
     "The bits of one character, -log2 p, say how much it surprises the model: its surprisal. Over the whole text, the "
     "darker, "
     "the more surprising:",
     "一个字符的比特数 -log2 p 表示它让模型多么意外，这叫自信息（surprisal）。在整个文本上，颜色越深越意外："},
    {"surprise-plot", "Bits of each character, after {updates} updates", "更新 {updates} 次之后，每个字符的比特数"},
    {"letters", "characters", "字符"},
    {"count", "how many", "个数"},
    {"first-letters", "letters that begin a word", "停顿之后的第一个字"},
    {"later-letters", "letters within a word", "其余的字"},
    {"claim:begins",
     "A word's beginning surprises the model more than what is within it. So one can see where words begin, though "
     "nobody has told the model that there are words. Elman found this in 1990 with a simple recurrent network.",
     "停顿之后的第一个字比其余的字更让模型意外。从这里看得出句子从哪里开始，而没有人告诉过模型什么是句子。Elman "
     "在 1990 年用简单循环网络发现，英文单词的开头也是这样。"},
    {"how-many-bits", "A model has a perplexity of 2. How many bits does it take to write down 100 characters with it?",
     "一个模型的困惑度是 2。用它记下 100 个字符需要多少比特？"},
    {"how-many-bits-answer", "log2 of 2 is 1, so 1 bit for each character: 100 bits.",
     "log2 2 等于 1，每个字符 1 比特，共 100 比特。"},

    {"temperature", "Temperature, top-k, top-p", "温度、top-k、top-p"},
    {"has-read",
     "The same model, after {updates} updates, has read this:", "还是更新 {updates} 次之后的模型，它读到了这里："},
    {"place-is",
     "What comes next? At this place its distribution has a perplexity of {perplexity}, of all places of the text the "
     "nearest to {wanted}. In the text “{next}” comes next. From the scores s, softmax with a temperature T makes the "
     "probabilities:",
     "下一个是什么？这里的分布的困惑度是 {perplexity}，在文本的所有位置中最接近 {wanted}。文本里接下来是“{next}”。"
     "带温度 T 的 softmax 把分数 s 变成概率："},
    {"top-is",
     "Top-k with k = {k} leaves out all but the {k} most probable symbols. Top-p with p = {p} keeps the most probable "
     "ones until they have a probability of {p} together. What is kept is divided by its sum, so that it adds up to 1 "
     "again:",
     "top-k 取 k = {k}，只保留概率最大的 {k} 个符号。top-p 取 p = {p}，从概率最大的开始保留，直到概率之和达到 "
     "{p}。保留下来的再除以它们的和，使总和仍为 1："},
    {"symbol", "symbol", "符号"},
    {"score", "score", "分数"},
    {"others", "{count} others", "其余 {count} 个"},
    {"temperature-does",
     "Below 1, the temperature makes what is probable more probable: the model writes more carefully, and repeats "
     "itself more. Above 1 it makes all more alike: the model writes more freely, with more mistakes.",
     "温度低于 1，概率大的变得更大：模型写得更保守，重复更多。温度高于 "
     "1，各个概率更接近：模型写得更自由，错误也更多。"},
    {"temperature-plot", "Probabilities at three temperatures", "三种温度下的概率"},
    {"rank", "symbols, the most probable first", "符号，概率大的在前"},
    {"probability", "probability", "概率"},
    {"kept-is", "How many symbols are kept, here and at the place where the model is surest:",
     "保留的符号个数，分别是在这里和在模型最有把握的位置："},
    {"place", "place", "位置"},
    {"here", "here", "这里"},
    {"surest", "surest place", "最有把握的位置"},
    {"kept-k", "top-k keeps", "top-k 保留"},
    {"kept-p", "top-p keeps", "top-p 保留"},
    {"together", "together", "概率之和"},
    {"claim:top-p-adapts",
     "Top-k keeps the same number everywhere. Top-p keeps fewer where the model is sure: it adapts to the "
     "distribution.",
     "top-k 在哪里都保留同样多。模型有把握时，top-p 保留得更少：它随分布而变。"},
    {"extremes", "What does the model write at temperature 0, and at a very high one?",
     "温度为 0 时模型写什么？温度非常高时呢？"},
    {"extremes-answer",
     "At 0, always the most probable symbol, here “{first}”: nothing is left to chance. The higher the temperature, "
     "the "
     "nearer each of the {kinds} characters comes to a probability of 1/{kinds}, whatever was read.",
     "温度为 0 时总是写概率最大的符号，这里是“{first}”，不再有偶然。温度越高，{kinds} 个字符各自的概率越接近 "
     "1/{kinds}，与读过什么无关。"},

    {"unit", "One unit along the text", "一个单元沿着文本的状态"},
    {"unit-is",
     "The state is {hidden} numbers between -1 and 1. Nobody has said what each of them should be for. Does one of "
     "them "
     "follow something that has a name? For each property of a character in the text, the unit whose state has the "
     "strongest correlation with it, before learning and after {updates} updates. A strength of 0 is no correlation, 1 "
     "is a perfect one:",
     "状态是 {hidden} 个 -1 到 1 之间的数，没有人规定每个数做什么用。其中有没有哪个单元跟随某种说得出名字的东西？下面对"
     "字符的每种性质，列出状态与它相关最强的单元，分别是学习之前和更新 {updates} 次之后。强度 0 表示不相关，1 "
     "表示完全相关："},
    {"property", "property", "性质"},
    {"unit-before", "unit, before", "单元（之前）"},
    {"unit-after", "unit, after", "单元（之后）"},
    {"correlation", "strength", "强度"},
    {"line-place", "place in the line", "在行中的位置"},
    {"vowel", "is a vowel", "是元音字母"},
    {"letter-next", "a letter comes next", "下一个是字，不是标点或换行"},
    {"no-property", "The text has no property that changes.", "这个文本没有任何变化的性质。"},
    {"unit-chosen",
     "The strongest of the last column is unit {unit} with “{property}”. Its state after each character, one colour "
     "for "
     "below 0 and one for above:",
     "最后一列中最强的是单元 {unit}，性质是“{property}”。它读完每个字符之后的状态如下，负数一种颜色，正数另一种："},
    {"unit-plot", "State of unit {unit}, after {updates} updates", "更新 {updates} 次之后，单元 {unit} 的状态"},
    {"claim:unit-learned",
     "The correlation is stronger than that of any unit before learning. With many units, one always fits a little by "
     "chance; it is the difference that was learned.",
     "这个相关比学习之前任何单元的都强。单元多了，总有一个会碰巧有些相关；多出来的部分才是学到的。"},
    {"claim:unit-by-chance",
     "Before learning, some unit had as strong a correlation. With many units, one always fits a little by chance, so "
     "this says nothing about learning.",
     "学习之前，已有单元的相关同样强。单元多了，总有一个会碰巧有些相关，所以这不能说明学到了什么。"},
    {"claim:spread",
     "It is not perfect. What a network knows is mostly spread over all of its units: few of them stand for one thing "
     "that has a name.",
     "相关并不完全。网络知道的内容大多分散在全部单元上，很少有单元只表示一件说得出名字的事。"},
    {"why-state", "Could a unit know the place in the line from the current character alone?",
     "单元能不能只从当前字符知道在行中的位置？"},
    {"why-state-answer",
     "No. The same character comes at different places of lines, and its input is the same at all of them. Only the "
     "state from before can tell them apart.",
     "不能。同一个字符会出现在行中的不同位置，每次的输入都一样。只有之前的状态能把它们区分开。"},

    {"by-heart", "By heart", "背诵"},
    {"carry-is",
     "Is it the state that makes the model sure? It reads the text twice: with the state carried from the beginning to "
     "the end, and with zeros in its place after every {length} symbols.",
     "模型的把握是不是来自状态？让它把文本读两次：一次状态从头传到尾，一次每读 {length} 个符号就把状态设为零。"},
    {"state", "state", "状态"},
    {"kept-on", "carried on", "一直传下去"},
    {"forgotten", "zeros at each chunk", "每段设为零"},
    {"claim:carry-helps",
     "With zeros the loss is higher: what the state had brought from before is missing at the beginning of each chunk.",
     "设为零时损失更高：每段开头少了状态从前面带来的内容。"},
    {"unseen-is", "The last verse of the same poem, of which the model has learned nothing:",
     "同一首诗接下来的四句，模型从没学过："},
    {"unseen-known",
     "The model reads characters that do not occur in what it has learned as <unk>, {unknown} of {characters} here. "
     "They "
     "are left out of the loss:",
     "其中有 {unknown} 个字符（共 {characters} 个）在学过的部分没有出现。模型把它们读成 <unk>，计算损失时不算："},
    {"loss-learned", "loss, learned", "学过的损失"},
    {"loss-unseen", "loss, unseen", "没学过的损失"},
    {"perplexity-unseen", "perplexity, unseen", "没学过的困惑度"},
    {"claim:overfits",
     "From {best} to {updates} updates the loss falls on what is learned and rises on the rest: the model learns the "
     "poem by heart, not its language. It has overfitted. To learn a language takes much more text.",
     "从 {best} 次到 {updates} 次更新，学过部分的损失下降，没学过部分的损失上升：模型背的是这首诗，没有学会它的语言，这"
     "就是过拟合。要学会语言，需要比这多得多的文本。"},
    {"when-to-stop", "How can one know when to stop learning?", "怎样知道什么时候该停止学习？"},
    {"when-to-stop-answer",
     "By a text that is not learned from, a dev set: the weights with the lowest loss on it are kept. elman train "
     "holds "
     "out the last tenth of a text for that.",
     "用一段不参加学习的文本，即开发集：保留在它上面损失最低的权重。elman train 会为此留出文本的最后十分之一。"},

    {"more-text", "More text", "更多文本"},
    {"commands",
     "The program trains such models on any text. A text that every Debian system has is a licence; this takes less "
     "than a minute:",
     "用程序可以在任何文本上训练这样的模型。每个 Debian 系统都有许可证文本；下面的命令不到一分钟就能完成："},
    {"commands-say",
     "The first command prints dev nats, the loss on the last tenth, and below it that of a 5-gram model, which only "
     "counts. Which of them is better on so little text? The second writes; try other temperatures, and --top-k or "
     "--top-p. The third gives bits and perplexity on another text. The fourth colours each character by its surprise.",
     "第一条命令打印 dev nats，即最后十分之一上的损失，下面还有只靠计数的 5-gram "
     "模型的损失。文本这么少，哪个更好？第二条"
     "写作；可以换温度，也可以试 --top-k 或 "
     "--top-p。第三条给出另一个文本上的比特数和困惑度。第四条按意外程度给每个字符上"
     "色。"},
    {"own-text",
     "This lesson, too, can be given on a text of your own, of up to {most} characters: elman lesson generate --text "
     "FILE.",
     "这一课也可以换成自己的文本，最多 {most} 个字符：elman lesson generate --text 文件。"},
    {"try-early", "Stop early. What does it write already, and what not yet?",
     "早点停下。它已经会写什么，还不会写什么？"},
    {"try-small", "Only eight units. Does it still learn the poem by heart?", "只有八个单元。它还能背下这首诗吗？"},
    {"try-arch", "A simple recurrent network in place of the GRU. Is the state worth as much?",
     "把 GRU 换成简单循环网络。状态的作用还一样大吗？"},
    {"try-seed", "Other first weights. Which unit is chosen, and what does it follow?",
     "换一组初始权重。选出的是哪个单元，它跟随什么？"},
};

}  // namespace

const Texts generate_texts = texts;

}  // namespace elman::lessons
