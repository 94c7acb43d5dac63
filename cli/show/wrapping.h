// Lines that fit.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace elman::cli {

// Cuts a passage into lines of at most `columns` of a terminal: at spaces, or between Chinese characters but not before
// their punctuation, nor within one of `words`. Only a word longer than a line is longer.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns,
                                 std::span<const std::string_view> words = {});

// Spaces up to `columns`; after the text, or before it.
std::string padded(std::string_view text, std::size_t columns);
std::string right_aligned(std::string_view text, std::size_t columns);
std::string without_end_spaces(std::string line);

}  // namespace elman::cli
