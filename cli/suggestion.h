// What a user may have meant.
#pragma once

#include <string>
#include <vector>

namespace elman::cli {

// The name that is nearest to what was written, if one is close; else null.
const std::string* nearest_name(const std::string& written, const std::vector<std::string>& names);

// "; did you mean hidden-size?" if a name is close to what was written, else nothing.
std::string suggestion(const std::string& written, const std::vector<std::string>& names);

// "; here it is called --learning-rate" for a flag or command of other tools that there is under another name, with
// underscores or without; else nothing.
std::string known_elsewhere(const std::string& written);

}  // namespace elman::cli
