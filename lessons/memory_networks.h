// Four networks with four kinds of memory, and a task that needs one, for lesson memories.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "elman/elman.h"

namespace elman::lessons {

// A switch: now and then a pulse of 1 or -1 comes, else 0. The answer at every step is the last pulse.
struct SwitchBatch {
  std::int64_t time = 0;
  std::int64_t count = 0;
  std::vector<double> pulse;   // (time, count)
  std::vector<double> answer;  // the same
  std::vector<int> age;        // steps since the pulse that the answer is
};
SwitchBatch draw_switches(Random& random, std::int64_t time, std::int64_t count);

inline constexpr std::int64_t memory_hidden_size = 8;

// Learns to answer; its outputs lie between -1 and 1.
class MemoryNetwork : public nn::Module {
 public:
  // Outputs at all steps, (time * count, 1), as it learns: a network that reads its own output reads the right one.
  virtual Variable outputs(Tape& tape, const SwitchBatch& batch) const = 0;
  // The same as it runs by itself.
  virtual std::vector<double> run(const SwitchBatch& batch) const;
};

// forward: reads x(t) alone. delays: x(t) ... x(t - window + 1), a time-delay network (Waibel et al. 1989).
std::unique_ptr<MemoryNetwork> make_delay_network(int window, std::uint64_t seed);
// Reads x(t) and its own output y(t - 1), before the first step 0: NARX (Lin et al. 1996).
std::unique_ptr<MemoryNetwork> make_feedback_network(std::uint64_t seed, std::int64_t hidden_size);
// Reads x(t) and its own hidden state.
std::unique_ptr<MemoryNetwork> make_recurrent_network(std::uint64_t seed);

}  // namespace elman::lessons
