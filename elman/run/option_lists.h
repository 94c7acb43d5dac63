// What a run keeps and tells of its options: lists made of their fields.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "elman/fields.h"

namespace elman::run {

// Lines of a configuration file (TOML), each below its comment. Empty texts are commented out.
std::string configuration_lines(const Fields& fields);

// The texts of those fields that have an effect, by name after the prefix: what a checkpoint compares and what a model
// says of its training.
std::map<std::string, std::string> texts_with_effect(const Fields& fields, std::string_view prefix);

}  // namespace elman::run
