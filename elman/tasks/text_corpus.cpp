#include "elman/tasks/text_corpus.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

#include "elman/error.h"
#include "elman/io/hash.h"
#include "elman/tasks/text_words.h"

namespace elman::tasks {

namespace {

using text::Vocabulary;

// Characters: enough to tell epochs apart, and what is held out is not learnt.
constexpr std::uint64_t most_held_out = 20'000;

std::vector<text::TextFile> open_all(const DataFiles& files) {
  std::vector<text::TextFile> opened;
  opened.emplace_back(files.train);
  for (const std::string& path : files.more_train) opened.emplace_back(path);
  return opened;
}

std::string hash_of(std::span<const text::TextFile> files) {
  if (files.size() == 1) return io::sha256(files.front().file());
  io::Sha256 all;
  for (const text::TextFile& file : files) all.update(io::sha256(file.file()));
  return all.finish();
}

// Gives symbols ids in the order in which they appear.
class Numbering {
 public:
  Numbering() { seen_.fill(-1); }

  std::int32_t id(std::string_view symbol) {
    if (symbol.size() > 1) return number(symbol);
    std::int32_t& seen = seen_[static_cast<unsigned char>(symbol[0])];
    if (seen < 0) seen = number(symbol);
    return seen;
  }
  // For each id that was given here, the one that its symbol has in the coding.
  std::vector<std::int32_t> ids(const text::TextCoding& coding) const {
    std::vector<std::int32_t> ids{0, 1, 2, 3};
    for (const std::string& symbol : symbols_) ids.push_back(coding.id(symbol));
    return ids;
  }
  const std::string& symbol(std::int32_t id) const {
    return symbols_[static_cast<std::size_t>(id - Vocabulary::special_count)];
  }

 private:
  std::int32_t number(std::string_view symbol) {
    const auto next = static_cast<std::int32_t>(symbols_.size()) + Vocabulary::special_count;
    auto found = ids_.find(symbol);
    if (found == ids_.end()) {
      found = ids_.emplace(std::string(symbol), next).first;
      symbols_.emplace_back(symbol);
    }
    return found->second;
  }

  std::array<std::int32_t, 256> seen_;  // ids of symbols of one byte
  text::StringMap<std::int32_t> ids_;
  std::vector<std::string> symbols_;
};

bool holds_out(const DataFiles& files, const TextOptions& options) { return files.dev.empty() && options.held_out > 0; }

// Where the dev set is if it is held out of so many symbols. What comes after a text is most like its end, so one long
// text gives a part of its middle; of documents it is the last ones.
DevPlace dev_place(std::uint64_t size, const TextOptions& options, const std::string& path) {
  const auto wanted = static_cast<std::uint64_t>(options.held_out * static_cast<double>(size));
  const std::uint64_t dev = std::clamp<std::uint64_t>(wanted, 1, most_held_out);
  if (size < 2) {
    throw DataError(
        fmt::format("{}: found {} symbols, expected a text that can be learned from; give a longer one", path, size));
  }
  const std::uint64_t train = size - std::min(dev, size - 1);
  if (options.format.document != text::DocumentKind::none) return {train, size, true};
  const std::uint64_t begin = (train + 1) / 2;
  return {begin, begin + size - train};
}

// All of a text but its dev set, and that.
void divide(const std::shared_ptr<data::TextIds>& ids, std::uint64_t dev_begin, std::uint64_t dev_end,
            TextCorpus& corpus) {
  corpus.train = {ids, 0, ids->size(), dev_begin, dev_end - dev_begin};
  corpus.dev = {ids, dev_begin, dev_end};
}

// The beginning of the next document, or that place itself if there is none.
std::uint64_t next_document(const data::TextIds& ids, std::uint64_t place) {
  std::array<std::int32_t, 4096> block;
  for (std::uint64_t at = place - 1; at < ids.size();) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), ids.size() - at));
    const std::span<std::int32_t> read = std::span(block).first(count);
    ids.read(at, read);
    const auto end = std::find(read.begin(), read.end(), Vocabulary::end);
    at += static_cast<std::uint64_t>(end - read.begin());
    if (end != read.end()) return at + 1 < ids.size() ? at + 1 : place;
  }
  return place;
}

std::vector<std::size_t> count_ids(const data::TextPart& part) {
  std::vector<std::size_t> counts;
  std::array<std::int32_t, 4096> block;
  for (std::uint64_t at = 0; at < part.size(); at += block.size()) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), part.size() - at));
    part.read(at, std::span(block).first(count));
    for (std::size_t i = 0; i < count; ++i) {
      const auto id = static_cast<std::size_t>(block[i]);
      if (id >= counts.size()) counts.resize(id + 1);
      ++counts[id];
    }
  }
  return counts;
}

// All symbols of the files, numbered.
std::shared_ptr<data::TextIds> number_text(std::span<const text::TextFile> files, const text::RunningFormat& format,
                                           Numbering& numbering, data::TextSize& size) {
  auto ids = std::make_shared<data::TextIds>();
  data::TextReader reader(files, format);
  for (data::TextReader::Piece piece; reader.next(piece);) {
    text::for_each_symbol(piece.text, format.symbols, [&](std::string_view symbol) { ids->add(numbering.id(symbol)); });
    if (piece.ends_document) ids->add(Vocabulary::end);
  }
  ids->finish();
  size = reader.size();
  return ids;
}

void read_characters(std::span<const text::TextFile> train, const DataFiles& files, const TextOptions& options,
                     TextCorpus& corpus) {
  Numbering numbering;
  const std::shared_ptr<data::TextIds> ids = number_text(train, options.format, numbering, corpus.size);
  DevPlace dev{ids->size(), ids->size()};
  if (holds_out(files, options)) {
    dev = dev_place(ids->size(), options, files.train);
    if (dev.documents) dev.begin = next_document(*ids, dev.begin);
  }
  divide(ids, dev.begin, dev.end, corpus);
  const std::vector<std::size_t> counts = count_ids(corpus.train);
  Vocabulary::Counts by_symbol;
  for (std::size_t id = Vocabulary::special_count; id < counts.size(); ++id) {
    if (counts[id] > 0) by_symbol[numbering.symbol(static_cast<std::int32_t>(id))] = counts[id];
  }
  const bool bytes = options.format.symbols == text::TextUnit::byte;
  const text::VocabularyOptions kept{.min_count = static_cast<std::size_t>(std::max(options.min_count, 1))};
  corpus.coding = {options.format, bytes ? text::byte_vocabulary() : Vocabulary::from_counts(by_symbol, kept)};
  const std::vector<std::size_t> in_dev = count_ids(corpus.dev);
  for (std::size_t id = Vocabulary::special_count; id < in_dev.size(); ++id) {
    const std::string& symbol = numbering.symbol(static_cast<std::int32_t>(id));
    if (in_dev[id] > 0 && corpus.coding.id(symbol) == Vocabulary::unknown) corpus.dev_unknown.add(symbol, in_dev[id]);
  }
  ids->renumber(numbering.ids(corpus.coding));
}

void read_words(std::span<const text::TextFile> train, const DataFiles& files, const TextOptions& options,
                const text::TextCoding::Encoding& encoding, TextCorpus& corpus) {
  DevPlace dev;
  if (holds_out(files, options)) {
    const TextExtent extent = extent_of(train, options.format);
    dev = dev_place(extent.characters, options, files.train);
    dev.documents = dev.documents && extent.last_document >= dev.begin;
  }
  corpus.coding = learn_words(train, options, dev, encoding);
  const NumberedWords numbered = number_words(train, corpus.coding, dev);
  corpus.size = numbered.size;
  divide(numbered.ids, numbered.dev_begin, numbered.dev_end, corpus);
}

// How many characters a part of a text has; the end of a document, which stands for a line break or so, is one.
std::uint64_t characters_of(const data::TextPart& part, const text::TextCoding& coding) {
  text::RunningWriter writer(coding);
  if (std::int32_t before = 0; part.begin > 0) {
    part.ids->read(part.begin - 1, {&before, 1});
    writer.add(before);
  }
  std::uint64_t characters = 0;
  std::array<std::int32_t, 4096> block;
  for (std::uint64_t at = 0; at < part.size(); at += block.size()) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), part.size() - at));
    part.read(at, std::span(block).first(count));
    for (const std::int32_t id : std::span(block).first(count)) {
      characters += id < Vocabulary::special_count ? 1 : 0;
      for (const char byte : writer.add(id)) characters += (static_cast<unsigned char>(byte) & 0xC0) != 0x80 ? 1 : 0;
    }
  }
  return characters;
}

void read_dev(const std::string& path, TextCorpus& corpus) {
  const text::TextFile file(path);
  EncodedText dev = encode_text(file, corpus.coding);
  if (dev.text.size() == 0) {
    throw DataError(path + ": found no text, expected some to choose the best model by; give another file");
  }
  corpus.dev = std::move(dev.text);
  corpus.dev_unknown = std::move(dev.unknown);
  corpus.dev_sha256 = io::sha256(file.file());
}

}  // namespace

TextCorpus read_text_corpus(const DataFiles& files, const TextOptions& options,
                            const text::TextCoding::Encoding& encoding) {
  const std::vector<text::TextFile> train = open_all(files);
  TextCorpus corpus;
  if (text::are_of_words(options.format.symbols)) {
    read_words(train, files, options, encoding, corpus);
  } else {
    read_characters(train, files, options, corpus);
  }
  if (corpus.train.size() == 0) {
    throw DataError(files.train + ": found no text, expected some to learn from; give another file");
  }
  corpus.train_sha256 = hash_of(train);
  if (!files.dev.empty()) read_dev(files.dev, corpus);
  if (corpus.dev.size() == 0 && holds_out(files, options)) {
    throw DataError(files.train + ": found no word to hold out, expected some; give a longer text, or --dev FILE");
  }
  corpus.dev_characters = characters_of(corpus.dev, corpus.coding);
  return corpus;
}

EncodedText encode_text(const text::TextFile& file, const text::TextCoding& coding) {
  EncodedText encoded;
  auto ids = std::make_shared<data::TextIds>();
  data::TextReader reader({&file, 1}, coding.format());
  std::vector<std::int32_t> of_piece;
  for (data::TextReader::Piece piece; reader.next(piece);) {
    of_piece.clear();
    const auto unknown = [&](std::string_view symbol) {
      const auto before = std::count(piece.text.data(), symbol.data(), '\n');
      encoded.unknown.add(std::string(symbol), 1,
                          static_cast<std::size_t>(piece.line) + static_cast<std::size_t>(before));
    };
    coding.encode(piece.text, of_piece, unknown, piece.begins_line);
    if (piece.ends_document) of_piece.push_back(Vocabulary::end);
    ids->add(of_piece);
  }
  ids->finish();
  encoded.size = reader.size();
  encoded.text = {ids, 0, ids->size()};
  return encoded;
}

}  // namespace elman::tasks
