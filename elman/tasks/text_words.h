// A running text that is read as words, or as parts of words that are learnt from it.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <span>

#include "elman/data/text_ids.h"
#include "elman/data/text_reader.h"
#include "elman/tasks/text_options.h"
#include "elman/text/running_text.h"
#include "elman/text/text_file.h"

namespace elman::tasks {

// Where the dev set begins: with the first word, or document, that has so many characters before it.
struct DevBegin {
  std::uint64_t characters = std::numeric_limits<std::uint64_t>::max();  // there is none
  bool document = false;
};

// How long texts are in characters, ends of documents included, and where the last document begins.
struct TextExtent {
  std::uint64_t characters = 0;
  std::uint64_t last_document = 0;
};
TextExtent extent_of(std::span<const text::TextFile> files, const text::RunningFormat& format);

// The words, or parts of words, of what comes before the dev set. `encoding`, if there is one, is taken instead of
// learning one.
text::TextCoding learn_words(std::span<const text::TextFile> files, const TextOptions& options, const DevBegin& dev,
                             const text::TextCoding::Encoding& encoding);

// All symbols of the texts, and how many of them come before the dev set.
struct NumberedWords {
  std::shared_ptr<data::TextIds> ids;
  std::uint64_t train = 0;
  data::TextSize size;
};
NumberedWords number_words(std::span<const text::TextFile> files, const text::TextCoding& coding, const DevBegin& dev);

}  // namespace elman::tasks
