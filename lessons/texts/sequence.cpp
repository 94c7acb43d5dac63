#include "lessons/texts.h"

namespace elman::lessons {

namespace {

constexpr Text texts[] = {
    {"title", "What a sequence is: order and length", "什么是序列：顺序与长度"},
    {"summary", "what a sequence is: order matters, and the length may vary", "什么是序列：顺序有意义，长度可以变"},
    {"what",
     "A sequence is a row of items in an order: x(1), x(2), ..., x(T). Two things set it apart from a plain set of "
     "numbers. Its order carries meaning: \"dog bites man\" is not \"man bites dog\". And its length T may differ from "
     "one sequence to the next.",
     "序列是按顺序排列的一串项：x(1)、x(2)、……、x(T)"
     "。它与一组普通的数有两点不同。第一，顺序有意义：“狗咬人”不是“人咬狗”。第二，长度 T 可以各不相同。"},
    {"examples",
     "Sentences are sequences of words, words sequences of letters, speech a sequence of sounds, a share price or a "
     "temperature a sequence of measurements (a time series).",
     "句子是词的序列，词是字母的序列，语音是声音的序列，股价或气温是测量值的序列（时间序列）。"},
    {"order", "Order matters", "顺序有意义"},
    {"network",
     "The network of lesson srn-tanh, with U1 to U4 set to {u}, so that its state is not at its limits. Its items:",
     "用 srn-tanh 一课的网络，把 U1 到 U4 设为 {u}，使状态不至于到达上下限。序列的各项是："},
    {"item", "item", "项"},
    {"two-networks",
     "The same items in several orders. A feed-forward network that is given the sum of the items sees the same each "
     "time. A recurrent network reads them in turn:",
     "同样的项，换几种顺序。前馈网络如果只得到各项的和，每次看到的都一样。循环网络则逐项读入："},
    {"order-name", "order", "顺序"},
    {"sum", "sum", "和"},
    {"of-sum", "y1 of the sum", "和的 y1"},
    {"in-turn", "y1, in turn", "逐项的 y1"},
    {"heat", "The first hidden unit on its way, order by order", "不同顺序下，第一个隐藏单元的变化"},
    {"after-step", "after step", "第几步之后"},
    {"claim:order-matters",
     "The sum does not tell the orders apart. The recurrent network does: {first} and {last} end differently.",
     "求和分不出顺序。循环网络可以：{first} 和 {last} 的结果不同。"},
    {"claim:order-unseen",
     "With these weights and items, {first} and {last} end alike: here the recurrent network does not tell them apart "
     "either.",
     "在这样的权重和输入下，{first} 和 {last} 的结果相同：这里循环网络也分不出顺序。"},
    {"length", "Any length", "任意长度"},
    {"items-read", "length", "长度"},
    {"fixed",
     "A feed-forward network that is to see all items has an input for each of them: it is built for one length, and "
     "each place has weights of its own. A recurrent network uses the same weights at every step. Here it reads the "
     "first item, the first two, and so on; beside it the weights that either network has, biases included:",
     "前馈网络要看到所有的项，就得给每一项一个输入：它是为一种长度造的，每个位置有自己的权重。循环网络在每一步使用同一"
     "组权重。下面让它读前一项、前两项，依此类推；旁边是两种网络的参数个数（包括偏置）："},
    {"output", "y1", "y1"},
    {"recurrent", "recurrent", "循环网络"},
    {"feed-forward", "feed-forward", "前馈网络"},
    {"claim:any-length",
     "The recurrent network has as many weights for any length; those of the feed-forward network grow with it, and it "
     "can read no sequence that is longer.",
     "循环网络的参数个数与长度无关；前馈网络的参数随长度增加，而且读不了更长的序列。"},
    {"kinds", "What goes in and what comes out", "输入与输出的几种关系"},
    {"kinds-are",
     "Input and output may each be a sequence or a single item:", "输入和输出都可以是序列，也可以是单独一项："},
    {"kind", "kind", "类型"},
    {"example", "example", "例子"},
    {"lesson", "lesson", "课"},
    {"many-one", "many to one", "多对一"},
    {"many-one-example", "the subject of a text", "文本的主题"},
    {"many-one-lesson", "memory", "memory"},
    {"one-many", "one to many", "一对多"},
    {"one-many-example", "a picture to its caption", "图片的说明文字"},
    {"one-many-lesson", "-", "-"},
    {"many-many", "many to many, in step", "多对多（同步）"},
    {"many-many-example", "each word to its part of speech", "每个词的词性"},
    {"many-many-lesson", "hello", "hello"},
    {"seq-seq", "many to many, any length", "多对多（不同步）"},
    {"seq-seq-example", "a sentence, translated", "句子的译文"},
    {"seq-seq-lesson", "pairs, seq2seq", "pairs 和 seq2seq"},
    {"try-forgetting", "No connection from state to state. Does the order still matter?",
     "去掉状态之间的连接。顺序还有意义吗？"},
    {"try-longer", "A longer sequence of your own.", "换一个更长的序列。"},
};

}  // namespace

const Texts sequence_texts = texts;

}  // namespace elman::lessons
