#include "elman/tasks/text_words.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <vector>

#include "elman/text/byte_pair_learner.h"

namespace elman::tasks {

namespace {

std::uint64_t characters_of(std::string_view text) {
  return static_cast<std::uint64_t>(std::count_if(
      text.begin(), text.end(), [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }));
}

// Calls visit(word, whether it is of the dev set); the end of a document is an empty word.
data::TextSize for_each_word(std::span<const text::TextFile> files, const text::RunningFormat& format,
                             const DevPlace& dev, const std::function<void(std::string_view, bool)>& visit) {
  data::TextReader reader(files, format);
  std::uint64_t characters = 0;
  bool begins_document = true;
  bool in_dev = false;
  bool found = false;  // a word of the dev set
  const auto note = [&](std::string_view word, std::uint64_t count) {
    in_dev = dev.documents ? in_dev || (characters >= dev.begin && begins_document)
                           : characters >= dev.begin && (characters < dev.end || !found);
    found = found || in_dev;
    visit(word, in_dev);
    characters += count;
    begins_document = word.empty();
  };
  for (data::TextReader::Piece piece; reader.next(piece);) {
    text::for_each_word_of_lines(piece.text, piece.begins_line, [&](std::string_view word, std::string_view in_text) {
      note(word, characters_of(in_text));
    });
    if (piece.ends_document) note({}, 1);
  }
  return reader.size();
}

}  // namespace

TextExtent extent_of(std::span<const text::TextFile> files, const text::RunningFormat& format) {
  data::TextReader reader(files, format);
  TextExtent extent;
  bool begins_document = true;
  for (data::TextReader::Piece piece; reader.next(piece);) {
    if (begins_document) extent.last_document = extent.characters;
    extent.characters += characters_of(piece.text) + (piece.ends_document ? 1 : 0);
    begins_document = piece.ends_document;
  }
  return extent;
}

text::TextCoding learn_words(std::span<const text::TextFile> files, const TextOptions& options, const DevPlace& dev,
                             const text::TextCoding::Encoding& encoding) {
  if (encoding) return {options.format, text::vocabulary_of_words(options.format, *encoding, {}, 1), encoding};
  text::BytePairLearner learner;
  for_each_word(files, options.format, dev, [&](std::string_view word, bool in_dev) {
    if (!in_dev && !word.empty() && word != "\n") learner.add(word);
  });
  const bool whole = options.format.symbols == text::TextUnit::word;
  const auto wanted = static_cast<std::size_t>(options.merges);
  const std::size_t merges = whole ? 0 : wanted == 0 ? text::suitable_merges(learner.words()) : wanted;
  const auto learnt = std::make_shared<text::BytePairEncoding>(learner.learn(merges));
  // What occurs once is spelled, so that a model learns how to.
  const std::size_t min_count = options.min_count == 0 ? 2 : static_cast<std::size_t>(options.min_count);
  const text::Vocabulary::Counts counts(learner.counts().begin(), learner.counts().end());
  return {options.format, text::vocabulary_of_words(options.format, *learnt, counts, min_count), learnt};
}

NumberedWords number_words(std::span<const text::TextFile> files, const text::TextCoding& coding, const DevPlace& dev) {
  NumberedWords numbered;
  numbered.ids = std::make_shared<data::TextIds>();
  std::vector<std::int32_t> of_word;
  numbered.size = for_each_word(files, coding.format(), dev, [&](std::string_view word, bool in_dev) {
    of_word.clear();
    if (word.empty()) {
      of_word.push_back(text::Vocabulary::end);
    } else {
      coding.encode_word(word, of_word);
    }
    if (in_dev && numbered.dev_end == 0) numbered.dev_begin = numbered.ids->size();
    numbered.ids->add(of_word);
    if (in_dev) numbered.dev_end = numbered.ids->size();
  });
  numbered.ids->finish();
  return numbered;
}

}  // namespace elman::tasks
