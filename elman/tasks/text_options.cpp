#include "elman/tasks/text_options.h"

namespace elman::tasks {

Fields fields(TextOptions& options) {
  Fields all = text::fields(options.format);
  all.push_back(Field("held-out", options.held_out,
                      "share of the text, from its end, that is the dev set if none is given; about 500,000 symbols at "
                      "most")
                    .inside(0, 1));
  return all;
}

}  // namespace elman::tasks
