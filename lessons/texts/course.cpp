#include "lessons/texts.h"

namespace elman::lessons {

namespace {

constexpr Text texts[] = {
    {"title", "The course, lesson by lesson", "课程，一课一课来"},
    {"how", "elman lesson NAME runs one; --lang zh tells it in Chinese, --json gives data.",
     "用 elman lesson NAME 运行一课；--lang en 改用英文讲解，--json 输出数据。"},
    {"try", "Try", "动手试试"},
    {"takes", "This lesson computes for about {seconds} seconds.", "这一课大约要计算 {seconds} 秒。"},
};

}  // namespace

const Texts course_texts = texts;

}  // namespace elman::lessons
