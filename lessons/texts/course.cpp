#include "lessons/texts.h"

namespace elman::lessons {

namespace {

constexpr Text texts[] = {
    {"title", "The course, lesson by lesson", "课程，一课一课来"},
    {"try", "Try", "动手试试"},
    {"question", "Question {number}: {text}", "问题 {number}：{text}"},
    {"answers", "Answers", "答案"},
    {"answer", "{number}. {text}", "{number}. {text}"},
    {"takes", "This lesson computes for about {seconds} seconds.", "这一课大约要计算 {seconds} 秒。"},
    {"how",
     "elman lesson NAME runs one; --lang zh tells it in Chinese, --json gives data, --html FILE writes a page, --plot "
     "DIR its figures; elman lesson --terms is a glossary.",
     "用 elman lesson NAME 运行一课；--lang en 改用英文，--json 输出数据，--html FILE 写成网页，--plot DIR "
     "写出图；elman lesson --terms 列出术语。"},
    {"place", "{number} of {count}, next: {next}", "第 {number} 课，共 {count} 课；下一课：{next}"},
    {"last", "{number} of {count}, the last", "第 {number} 课，共 {count} 课；这是最后一课"},
    {"refused", "{what} is \"{found}\", expected {expected}", "{what} 的值是 \"{found}\"，{expected}"},
    {"unknown-lesson", "there is no lesson \"{name}\"; elman lesson lists them",
     "没有名为 \"{name}\" 的一课；用 elman lesson 列出全部课程"},
    {"unknown-lesson-near", "there is no lesson \"{name}\"; did you mean {nearest}? elman lesson lists them",
     "没有名为 \"{name}\" 的一课；是不是 {nearest}？用 elman lesson 列出全部课程"},
    {"no-such-flag", "lesson {lesson} has no --{flag}; it has {known}", "{lesson} 一课没有 --{flag}；它有 {known}"},
    {"no-steps", "lesson {lesson} has no steps to show one by one", "{lesson} 一课没有可以单独显示的步骤"},
    {"expected-step", "a step from 1 to {count}", "应为 1 到 {count} 之间的一步"},
    {"expected-language", "en or zh", "应为 en 或 zh"},
    {"enter", "Enter goes on", "按回车继续"},
    {"terms", "Terms", "术语"},
    {"page-lines", "The page, line by line", "课程页面，逐行对照"},
    {"verb-help", "Teach recurrent networks, one lesson at a time, with every number",
     "讲解循环神经网络，一次一课，每个数都列出来"},
    {"help-NAME", "the lesson; without it they are listed", "课名；不写则列出全部课程"},
    {"help-lang", "en or zh; else LC_ALL, LC_MESSAGES, LANG decide",
     "en 或 zh；不写则由 LC_ALL、LC_MESSAGES、LANG 决定"},
    {"help-json", "the lesson as data", "以数据形式输出"},
    {"help-html", "write the lesson as a page to this file, or, without NAME, the whole course into this folder",
     "把这一课写成网页文件；不写课名则把整个课程写入这个文件夹"},
    {"help-plot", "write the figures as SVG into this folder", "把图以 SVG 格式写入这个文件夹"},
    {"help-step", "show one step alone", "只显示一步"},
    {"help-slow", "wait for Enter after each part", "每一部分之后等待回车"},
    {"help-no-pager", "write everything at once, also on a terminal", "在终端上也一次全部输出"},
    {"help-terms", "a glossary of the terms of the field", "术语表"},
    {"expected-whole-step", "the number of a step, from 1", "应为步的编号，从 1 开始"},
    {"no-such-argument", "found {found}, which is no argument; elman lesson --help lists them",
     "没有参数 {found}；用 elman lesson --help 列出全部参数"},
    {"file-error", "{reason}", "文件无法使用（{reason}）"},
    {"data-error", "{reason}", "数据有误（{reason}）"},
    {"needs-name", "name a lesson: elman lesson lists them", "请写出课名：用 elman lesson 列出全部课程"},
    {"ui-skip", "Skip to the lesson", "跳到正文"},
    {"ui-navigation", "The course", "课程导航"},
    {"ui-theme", "Light or dark", "浅色或深色"},
    {"ui-step", "Step", "步"},
    {"ui-all-steps", "all steps", "全部步骤"},
    {"page-section", "section", "页面"},
    {"page-line", "line", "内容"},
    {"page-lesson", "lesson", "课"},
    {"page-where", "there", "位置"},
    {"ui-language", "English", "中文"},
    {"ui-next", "Next: {next}", "下一课：{next}"},
    {"ui-place", "Lesson {number} of {count}", "第 {number} 课，共 {count} 课"},
    {"ui-one-step", "step {t}", "第 {t} 步"},
    {"on-the-page", "On the course's page", "对应的课程页面内容"},
};

}  // namespace

const Texts course_texts = texts;

}  // namespace elman::lessons
