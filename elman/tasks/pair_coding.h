// How the text of pairs becomes ids and back, and how a model file keeps that.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "elman/data/text_pairs.h"
#include "elman/data/unknown_symbols.h"
#include "elman/io/model_file.h"
#include "elman/tasks/predictor.h"
#include "elman/tasks/report.h"
#include "elman/text/text_format.h"
#include "elman/text/vocabulary.h"

namespace elman::tasks {

struct PairCoding {
  text::TextFormat format;
  text::Vocabulary source;
  text::Vocabulary target;
};

// Ids of the source's symbols that are features; none if sources have no features.
std::vector<std::int32_t> feature_ids(const PairCoding& coding);

// (source symbols) the target symbol of the same text, or -1; <unk> is one of the two <unk>. Empty if none is shared.
std::vector<std::int32_t> copies(const PairCoding& coding);

// How unknown symbols of its pairs are told apart, so that they can be copied: alike if the two sides have symbols of
// different kinds.
data::UnknownSymbols unknown_told_apart(const text::TextFormat& format);

Predictor::SourceForm source_form_of(const text::TextFormat& format);

std::vector<io::Section> sections_of(const PairCoding& coding);
// Throws ModelError for what does not fit.
text::Vocabulary read_vocabulary(const io::ModelFile& file, const char* section);
std::shared_ptr<const text::BytePairEncoding> read_encoding(const io::ModelFile& file, const char* section);
PairCoding read_pair_coding(const io::ModelFile& file);

// The pairs that a model of that format is scored on. Throws UsageError if they have features and the model has none,
// or the other way round; DataError for a pair that the objection finds fault with.
std::vector<data::TextPair> read_scored_pairs(const EvaluationRequest& request, const text::TextFormat& format,
                                              const Tell& tell, const data::PairObjection& objection = {});

}  // namespace elman::tasks
