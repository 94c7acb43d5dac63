// What sentences are compared by.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace elman::decode {

// The tokens of mteval-v13a, which BLEU is computed on: most punctuation of ASCII is apart; a full stop or comma is if
// it is not between digits, a hyphen if it is behind a digit. Text that is not of ASCII is cut at spaces alone.
std::vector<std::string> tokens_13a(std::string_view sentence);

// Of ROUGE: runs of the letters a to z and of digits, in lower case; everything else is between them.
std::vector<std::string> rouge_tokens(std::string_view sentence);

// Of chrF: the characters (Unicode scalar values) without white space.
std::vector<std::string> characters_of(std::string_view sentence);

}  // namespace elman::decode
