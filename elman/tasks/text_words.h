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

// What the dev set is: the words that have so many characters before them, one at least, or all documents from the
// first that has.
struct DevPlace {
  static constexpr std::uint64_t none = std::numeric_limits<std::uint64_t>::max();

  std::uint64_t begin = none;
  std::uint64_t end = none;
  bool documents = false;
};

// How long texts are in characters, ends of documents included, and where the last document begins.
struct TextExtent {
  std::uint64_t characters = 0;
  std::uint64_t last_document = 0;
};
TextExtent extent_of(std::span<const text::TextFile> files, const text::RunningFormat& format);

// The words, or parts of words, of all but the dev set. `encoding`, if there is one, is taken instead of
// learning one.
text::TextCoding learn_words(std::span<const text::TextFile> files, const TextOptions& options, const DevPlace& dev,
                             const text::TextCoding::Encoding& encoding);

// All symbols of the texts, and which of them are the dev set.
struct NumberedWords {
  std::shared_ptr<data::TextIds> ids;
  std::uint64_t dev_begin = 0;  // both 0 if there is none
  std::uint64_t dev_end = 0;
  data::TextSize size;
};
NumberedWords number_words(std::span<const text::TextFile> files, const text::TextCoding& coding, const DevPlace& dev);

}  // namespace elman::tasks
