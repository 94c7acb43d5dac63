// What a user may have meant.
#pragma once

#include <string>
#include <vector>

namespace elman::cli {

// "; did you mean hidden-size?" if a name is close to what was written, else nothing.
std::string suggestion(const std::string& written, const std::vector<std::string>& names);

}  // namespace elman::cli
