// What a user may have meant.
#pragma once

#include <string>
#include <vector>

namespace elman::cli {

// The name that is nearest to what was written, if one is close; else null.
const std::string* nearest_name(const std::string& written, const std::vector<std::string>& names);

// "; did you mean hidden-size?" if a name is close to what was written, else nothing.
std::string suggestion(const std::string& written, const std::vector<std::string>& names);

}  // namespace elman::cli
