// A SentencePiece model as a part of a model of pairs: read from its file, kept in the model file, and limited to what
// was learnt.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "elman/io/model_file.h"
#include "elman/tasks/pair_coding.h"
#include "elman/text/sentence_pieces.h"

namespace elman::tasks {

struct SentencePieceFile {
  std::shared_ptr<const text::SentencePieces> pieces;
  std::string sha256;
};

// Throws IoError if it cannot be read, DataError, which begins with the path, if it is no SentencePiece model.
SentencePieceFile read_sentence_piece_file(const std::string& path);

// Sections of a side ("source", "target"): options, pieces, rules of the normalizer.
std::vector<io::Section> sections_of(const std::string& side, const text::SentencePieces& pieces);
// Throws ModelError for what does not fit.
std::shared_ptr<const text::SentencePieces> read_sentence_pieces(const io::ModelFile& file, const std::string& side);

// Pieces that are not in the vocabularies are taken apart from now on, so that no text is unknown for want of one.
void limit_pieces(PairCoding& coding);
// A pair that was read before that, as it is read now.
void split_again(data::TextPair& pair, const text::TextFormat& format);

}  // namespace elman::tasks
