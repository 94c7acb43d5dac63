// When the rows of a series were: numbers, or dates.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace elman::data {

// A number as it is; a date (2024-03-31, 2024/03/31, with or without 14:30 or 14:30:05 after a space or T) in seconds
// since 1970. None for anything else.
std::optional<double> time_of(std::string_view label);

// Throws DataError for a label that is not after the one before it. Returns what is to be said of uneven steps; empty
// if there are none, or if labels are neither numbers nor dates.
std::string check_order(const std::vector<std::string>& labels, const std::vector<std::size_t>& lines,
                        const std::string& path, const std::string& column);

// Labels of as many rows after the last one, if the last rows have numbers or dates at even steps: then these go on.
// Months, ends of months and years count as even. Empty if they are not even, and where a date would have more than
// four digits for its year.
std::vector<std::string> labels_after(const std::vector<std::string>& labels, std::size_t count);

}  // namespace elman::data
