#include "cli/course/views.h"

namespace elman::cli {

std::string step_before(std::size_t age) { return age == 0 ? "t" : "t-" + std::to_string(age); }

bool has_read(const lessons::View& view, std::size_t age) {
  return !view.loop.empty() || age < static_cast<std::size_t>(view.window);
}

std::string last_node(const lessons::View& view) { return view.loop + "(t)"; }

}  // namespace elman::cli
