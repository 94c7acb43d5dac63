// Networks that learn to write words backwards, side by side.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "lessons/page.h"
#include "lessons/reversal.h"

namespace elman::lessons {

inline constexpr int reversal_updates_in_epoch = 50;
inline constexpr int reversal_words_of_a_length = 100;  // that are tried
inline constexpr int longest_tried = longest_reversal + 2;

struct ReversalContestant {
  std::string name;
  std::unique_ptr<Reverser> reverser;
  std::vector<double> losses = {};  // the mean of each epoch
};

// Learns, and draws the losses. The lesson's texts need "updates", "loss" and "loss-plot".
void learn_reversal(Page& page, std::vector<ReversalContestant>& all, int epochs);

// Table "lengths", a row for each length from 1: the share of right words, a column for each network; and the same as
// curves. The lesson's texts need "length", "share" and "length-plot".
void compare_reversal_lengths(Page& page, const std::vector<ReversalContestant>& all, std::uint64_t seed);

}  // namespace elman::lessons
