// How a long text is read on a terminal: in a pager, or part by part.
#pragma once

#include <string>

namespace elman::cli {

// Writes the text to standard output; through a pager (PAGER, or less) if that is a terminal that it is too long for.
void write_paged(const std::string& text);

// Writes the text up to each form feed, then waits for a line from standard input; at its end it waits no more. The
// prompt goes to standard error.
void write_slowly(const std::string& text, const std::string& prompt);

}  // namespace elman::cli
