// How long not to rely on threads that have been late.
#pragma once

#include <algorithm>
#include <chrono>

namespace elman::system {

// Exponential back-off. After the others have been late they are not relied on for a pause: twice as long as the last
// one unless they have been on time for much longer than that since, in which case it is half as long, within bounds.
// So a core that is shared with another process is hardly waited for, and one that is taken away now and then is used
// in between.
class Backoff {
 public:
  using Duration = std::chrono::microseconds;
  static constexpr Duration shortest{2'000};
  static constexpr Duration longest{1'024'000};
  static constexpr int much_longer = 4;  // times

  // Whether to rely on the others now. late: they have been late since the last call. now() is the time since any fixed
  // moment; it is called only if they have ever been late.
  template <class Now>
  bool may_rely(bool late, const Now& now) {
    if (late) {
      const Duration moment = now();
      const bool on_time = !was_late_ || moment - relied_since_ >= much_longer * pause_;
      pause_ = on_time ? std::max(pause_ / 2, shortest) : std::min(2 * pause_, longest);
      paused_since_ = moment;
      paused_ = was_late_ = true;
      return false;
    }
    if (!paused_) return true;
    const Duration moment = now();
    if (moment - paused_since_ < pause_) return false;
    paused_ = false;
    relied_since_ = moment;
    return true;
  }

 private:
  bool was_late_ = false;
  bool paused_ = false;
  Duration pause_ = shortest;
  Duration paused_since_{};
  Duration relied_since_{};
};

}  // namespace elman::system
