// How long somebody who was late is not counted on.
#pragma once

#include <algorithm>

namespace elman::kernels {

// Answers a row of questions whether to count on the others. After they were late it says no `fewest` times, and twice
// as often each further time, up to `most`; once they have been on time for `enough` questions it begins with `fewest`
// again.
class Patience {
 public:
  static constexpr int fewest = 256;
  static constexpr int most = 1 << 16;
  static constexpr int enough = 1 << 12;

  // late: somebody was late since the last question.
  bool counts_on_them(bool late) {
    if (late) {
      left_ = next_;
      next_ = std::min(2 * next_, most);
      on_time_ = 0;
    }
    if (left_ > 0) {
      --left_;
      return false;
    }
    if (on_time_ < enough && ++on_time_ == enough) next_ = fewest;
    return true;
  }

 private:
  int left_ = 0;  // questions still answered with no
  int next_ = fewest;
  int on_time_ = 0;
};

}  // namespace elman::kernels
