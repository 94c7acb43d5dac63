// How long somebody who was late is not counted on.
#pragma once

#include <algorithm>
#include <chrono>

namespace elman::system {

// Answers a row of questions whether to count on the others. After they were late it says no for a time: twice as long
// as the last one if they had not been on time for much longer than that, up to a bound, else half as long. So a core
// that is shared with somebody else is hardly waited for, and one that is taken away now and then is used in between.
class Patience {
 public:
  using Duration = std::chrono::microseconds;
  static constexpr Duration shortest{2'000};
  static constexpr Duration longest{1'024'000};
  static constexpr int much_longer = 4;  // times

  // late: somebody was late since the last question. now() is the time since some moment; it is asked only after that.
  template <class Now>
  bool counts_on_them(bool late, const Now& now) {
    if (late) {
      const Duration moment = now();
      const bool on_time = !was_late_ || moment - counted_on_since_ >= much_longer * pause_;
      pause_ = on_time ? std::max(pause_ / 2, shortest) : std::min(2 * pause_, longest);
      paused_since_ = moment;
      paused_ = was_late_ = true;
      return false;
    }
    if (!paused_) return true;
    const Duration moment = now();
    if (moment - paused_since_ < pause_) return false;
    paused_ = false;
    counted_on_since_ = moment;
    return true;
  }

 private:
  bool was_late_ = false;
  bool paused_ = false;
  Duration pause_ = shortest;
  Duration paused_since_{};
  Duration counted_on_since_{};
};

}  // namespace elman::system
