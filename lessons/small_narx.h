// A NARX small enough to be computed by hand, for lesson memories.
#pragma once

#include "lessons/memory_networks.h"
#include "lessons/page.h"

namespace elman::lessons {

inline constexpr std::int64_t small_narx_hidden_size = 2;

// Shows the weights of a feedback network with that many hidden units, lets it run over a few steps, and shows the
// products of the step after the first pulse.
void show_small_narx(Page& page, const MemoryNetwork& network);

}  // namespace elman::lessons
