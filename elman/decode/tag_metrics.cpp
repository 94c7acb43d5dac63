#include "elman/decode/tag_metrics.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "elman/error.h"

namespace elman::decode {
namespace {

using Tags = std::span<const std::string>;

double percent(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(whole);
}

// A tag in two parts: "B-NP" is B and NP, "O" is O and nothing.
struct ChunkTag {
  char place = 'O';
  std::string_view kind;
};

ChunkTag chunk_tag(std::string_view tag) {
  if (tag.size() < 2 || tag[1] != '-' || (tag[0] != 'B' && tag[0] != 'I')) return {};
  return {tag[0], tag.substr(2)};
}

struct Chunk {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view kind;

  bool operator==(const Chunk& other) const = default;
};

std::vector<Chunk> chunks_of(Tags tags) {
  std::vector<Chunk> chunks;
  ChunkTag before;
  for (std::size_t i = 0; i < tags.size(); ++i) {
    const ChunkTag tag = chunk_tag(tags[i]);
    const bool goes_on = tag.place == 'I' && before.place != 'O' && before.kind == tag.kind;
    if (goes_on) {
      chunks.back().end = i + 1;
    } else if (tag.place != 'O') {
      chunks.push_back({i, i + 1, tag.kind});
    }
    before = tag;
  }
  return chunks;
}

// How many are in both lists; each is in order of place.
std::size_t shared_chunks(const std::vector<Chunk>& a, const std::vector<Chunk>& b) {
  std::size_t shared = 0;
  auto other = b.begin();
  for (const Chunk& chunk : a) {
    while (other != b.end() && other->begin < chunk.begin) ++other;
    if (other != b.end() && *other == chunk) ++shared;
  }
  return shared;
}

std::vector<std::string> segments_of(Tags symbols, Tags tags) {
  std::vector<std::string> segments;
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    if (i == 0 || tags[i] == "B") segments.emplace_back();
    segments.back() += symbols[i];
  }
  return segments;
}

std::size_t longest_common_subsequence(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::vector<std::size_t> longest(b.size() + 1);  // of the part of a that was seen and each beginning of b
  for (const std::string& x : a) {
    std::size_t diagonal = 0;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t both = x == b[j] ? diagonal + 1 : std::max(longest[j], longest[j + 1]);
      diagonal = std::exchange(longest[j + 1], both);
    }
  }
  return longest.back();
}

}  // namespace

SpanKind span_kind_of(Tags tags) {
  const auto is_chunk = [](const std::string& tag) { return chunk_tag(tag).place != 'O'; };
  const auto all = [&](auto&& holds) { return std::all_of(tags.begin(), tags.end(), holds); };
  if (std::any_of(tags.begin(), tags.end(), [](const std::string& tag) { return tag == "B"; }) &&
      all([](const std::string& tag) { return tag == "B" || tag == "I"; })) {
    return SpanKind::segments;
  }
  if (std::any_of(tags.begin(), tags.end(), is_chunk) &&
      all([&](const std::string& tag) { return tag == "O" || is_chunk(tag); })) {
    return SpanKind::chunks;
  }
  return SpanKind::none;
}

double TagScore::symbol_accuracy() const { return percent(symbols_right, symbols); }
double TagScore::sequence_accuracy() const { return percent(sequences_right, sequences); }
double TagScore::precision() const { return percent(spans_right, spans_found); }
double TagScore::recall() const { return percent(spans_right, spans); }
double TagScore::f1() const { return percent(2 * spans_right, spans + spans_found); }

void TagScore::add(const TagScore& other) {
  sequences += other.sequences;
  sequences_right += other.sequences_right;
  symbols += other.symbols;
  symbols_right += other.symbols_right;
  spans += other.spans;
  spans_found += other.spans_found;
  spans_right += other.spans_right;
}

void TagScorer::add(Tags symbols, Tags output, Tags gold) {
  if (output.size() != gold.size() || symbols.size() != gold.size()) {
    throw UsageError("tag score: found " + std::to_string(output.size()) + " tags and " + std::to_string(gold.size()) +
                     " gold ones for " + std::to_string(symbols.size()) + " symbols, expected as many of each");
  }
  TagScore one{.sequences = 1, .symbols = gold.size()};
  for (std::size_t i = 0; i < gold.size(); ++i) one.symbols_right += output[i] == gold[i] ? 1 : 0;
  one.sequences_right = one.symbols_right == one.symbols ? 1 : 0;
  if (kind_ == SpanKind::chunks) {
    const std::vector<Chunk> wanted = chunks_of(gold);
    const std::vector<Chunk> found = chunks_of(output);
    one.spans = wanted.size();
    one.spans_found = found.size();
    one.spans_right = shared_chunks(wanted, found);
  } else if (kind_ == SpanKind::segments) {
    const std::vector<std::string> wanted = segments_of(symbols, gold);
    const std::vector<std::string> found = segments_of(symbols, output);
    one.spans = wanted.size();
    one.spans_found = found.size();
    one.spans_right = longest_common_subsequence(wanted, found);
  }
  score_.add(one);
}

}  // namespace elman::decode
