#include "lessons/texts.h"
namespace elman::lessons {
namespace {
constexpr Text texts[] = {
    {"title", "x", "x"},{"summary", "x", "x"},{"epoch", "x", "x"},{"first-batch", "x", "x"},{"second-batch", "x", "x"},
};
}
const Texts pairs_texts = texts;
}
