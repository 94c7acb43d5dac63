// What is true of a network's view however it is drawn.
#pragma once

#include <cstddef>
#include <string>

#include "lessons/document.h"

namespace elman::cli {

// "t", "t-3".
std::string step_before(std::size_t age);

// Whether the network has read the input of `age` steps ago when it answers at step t, now or at an earlier step.
bool has_read(const lessons::View& view, std::size_t age);

// What the loop carries, at step t: "y(t)", "h(t)".
std::string last_node(const lessons::View& view);

}  // namespace elman::cli
