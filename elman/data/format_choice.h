// Which layout a file of pairs has.
#pragma once

#include "elman/data/columns.h"
#include "elman/text/text_file.h"

namespace elman::data {

// The options with a format: the given one, else what the file's first lines look like; tsv if they look like nothing
// else, or if columns are named. Throws IoError; what is wrong with a line is left to whoever reads it.
ColumnOptions with_format(const text::TextFile& file, ColumnOptions options);

// Whether a field has features of a word: UniMorph's (V;PRS;NOM(3,SG)) or UD's (Number=Sing|Person=3).
bool looks_like_features(std::string_view field);

}  // namespace elman::data
