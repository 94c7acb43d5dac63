#include "lessons/texts.h"

namespace elman::lessons {

namespace {

constexpr Text texts[] = {
    {"title", "A recurrent network, worked by hand", "亲手算一个循环网络"},
    {"summary", "a recurrent network worked by hand, with every product and sum",
     "亲手算一个循环网络，每个乘积、每个和都列出来"},
    {"what",
     "A recurrent network reads a sequence one item at a time and keeps a state: what it still knows of the items "
     "before. The simplest of its kind, Elman's simple recurrent network (SRN, 1990), makes its state in the most "
     "direct way: at every step the hidden units read the input and, beside it, what they themselves were one step "
     "earlier.",
     "循环网络一次读入序列中的一项，并保持一个“状态”：它对前面各项还记得的东西。其中最简单的一种是 Elman "
     "的简单循环网络（SRN，1990 年），它形成状态的办法也最直接：每一步，隐藏单元除了读输入，还读自己上一步的值。"},
    {"step", "Step {t}: the input is {x}, the state was {h}", "第 {t} 步：输入是 {x}，之前的状态是 {h}"},
    {"together", "The steps together", "各步放在一起"},
    {"try-forgetting", "Cut the connections from the state to itself. What is left of the memory?",
     "剪断状态到自身的连接。记忆还剩下什么？"},
    {"try-order", "The same three inputs in another order. Would a sum of the inputs notice?",
     "同样三个输入，换一个顺序。如果只是把输入加起来，看得出区别吗？"},
    {"small",
     "This one fits on a sheet of paper: two inputs x1 and x2, two hidden units h1 and h2, two outputs y1 and y2. The "
     "state before the first step is 0.",
     "这里的网络一张纸就写得下：两个输入 x1、x2，两个隐藏单元 h1、h2，两个输出 y1、y2。第一步之前的状态是 0。"},
    {"names",
     "W holds w1 to w4, from the inputs to the hidden units. U holds U1 to U4, from the hidden units of one step to "
     "those of the next. V holds w5 to w8, from the hidden units to the outputs. h1(2) is the first hidden unit at "
     "step 2. Each weight in the table leads from its column to its row; in the rows of h1 and h2, the columns h1 and "
     "h2 "
     "are the hidden units one step before:",
     "W 由 w1 到 w4 组成，从输入到隐藏单元；U 由 U1 到 U4 组成，从上一步的隐藏单元到这一步的隐藏单元；V 由 w5 到 w8 "
     "组成，从隐藏单元到输出。h1(2) 表示第 2 步的第一个隐藏单元。下表中每个权重从它所在的列通到它所在的行；在 h1、h2 "
     "两行里，h1、h2 两列指上一步的隐藏单元："},
    {"no-function", "There is no activation function: the state is the sum itself.",
     "没有激活函数：状态就是求和的结果本身。"},
    {"function", "The state goes through an activation function, {f}; the outputs do not.",
     "状态要经过激活函数 {f}，输出不经过。"},
    {"claim:growing",
     "Nothing holds the state back: with these weights each step adds up both old values, so it doubles before it even "
     "looks at the input. The next lesson, srn-tanh, puts a limit there.",
     "没有什么约束状态：在这样的权重下，每一步都把两个旧值加在一起，所以还没看输入，状态就先翻了一倍。下一课 srn-tanh "
     "会给它加上限制。"},
    {"try-weights", "Change single weights: w1 to w8, U1 to U4. Which of the numbers change?",
     "修改单个权重：w1 到 w8，U1 到 U4。哪些数会变？"},
};

}  // namespace

const Texts srn_texts = texts;

}  // namespace elman::lessons
