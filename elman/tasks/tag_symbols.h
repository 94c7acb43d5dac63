// What of a line is a symbol, and what its tag.
#pragma once

#include <string>

#include "elman/data/text_pairs.h"
#include "elman/text/text_file.h"

namespace elman::tasks {

// The options with both kinds of symbols: of those that the user has left open, the kinds under which most lines have
// as many tags as symbols. Tags are between spaces, unless no line has a space and all lines fit letter by letter.
// Throws as data::RowReader does.
data::PairOptions with_tag_symbols(const text::TextFile& file, data::PairOptions options);

// What is wrong with a pair that has not as many tags as symbols, or features; empty if nothing.
std::string tag_objection(const data::TextPair& pair);

}  // namespace elman::tasks
