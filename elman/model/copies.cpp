#include "elman/model/copies.h"

#include <algorithm>

#include "elman/data/unknown_symbols.h"
#include "elman/philox.h"
#include "elman/text/vocabulary.h"

namespace elman::model {

namespace {

using text::Vocabulary;

constexpr double unknown_share = 0.01;

bool is_chosen(std::uint64_t index, std::uint64_t key) {
  return static_cast<double>(philox(index, key)[0]) * 0x1p-32 < unknown_share;
}

bool is_feature(const Seq2SeqOptions& options, std::int32_t symbol) {
  return std::find(options.feature_ids.begin(), options.feature_ids.end(), symbol) != options.feature_ids.end();
}

// The target symbol that a known source symbol is the same as, or -1.
std::int32_t same_target(const Seq2SeqOptions& options, std::int32_t symbol) {
  return options.copies.empty() ? -1 : options.copies[static_cast<std::size_t>(symbol)];
}

// call(row, batch index, step).
template <class Call>
void for_each_row(const data::SequenceBatch& batch, const Call& call) {
  for (std::int32_t t = 0; t < batch.steps; ++t) {
    for (std::int32_t b = 0; b < batch.alive[t]; ++b) call(batch.first[t] + b, b, t);
  }
}

std::int32_t first_position(const data::SequenceBatch& source, std::int32_t item, std::int32_t symbol) {
  std::int32_t t = 0;
  while (source.ids[source.first[t] + item] != symbol) ++t;
  return t;
}

}  // namespace

std::span<const std::int32_t> symbols_to_read(Tape& tape, const data::SequenceBatch& source,
                                              const Seq2SeqOptions& options) {
  const bool by_symbol = tells_unknown_apart(options);
  if (!tape.training() || !(by_symbol || (is_edit_decoder(options) && !options.copies.empty()))) return source.ids;
  const std::uint64_t key = tape.next_dropout_key();
  auto* symbols = tape.array<std::int32_t>(source.ids.size());
  for_each_row(source, [&](std::int32_t row, std::int32_t item, std::int32_t) {
    const std::int32_t symbol = source.ids[row];
    const auto index = static_cast<std::uint64_t>(item) * static_cast<std::uint64_t>(options.source_symbols);
    const bool chosen =
        is_chosen(by_symbol ? index + static_cast<std::uint64_t>(symbol) : static_cast<std::uint64_t>(row), key);
    const bool can_be_copied = by_symbol ? symbol >= Vocabulary::special_count && !is_feature(options, symbol)
                                         : same_target(options, symbol) >= 0;
    symbols[row] = chosen && can_be_copied ? Vocabulary::unknown : symbol;
  });
  return {symbols, source.ids.size()};
}

std::span<const std::int32_t> copies_of(Tape& tape, const data::SequenceBatch& source,
                                        std::span<const std::int32_t> read, const Seq2SeqOptions& options) {
  auto* copies = tape.array<std::int32_t>(source.ids.size());
  for_each_row(source, [&](std::int32_t row, std::int32_t item, std::int32_t) {
    const std::int32_t symbol = source.ids[row];
    std::int32_t& copy = copies[row];
    copy = -1;
    if (symbol == Vocabulary::unknown) {
      const std::int32_t apart = source.apart[row];
      if (!data::is_told_apart(apart)) return;
      copy = data::is_target(apart) ? data::target_of(apart) : options.target_symbols + data::position_of(apart);
      return;
    }
    if (symbol < Vocabulary::special_count || is_feature(options, symbol)) return;
    if (read[row] == symbol) copy = same_target(options, symbol);
    if (copy < 0 && options.copies_new_symbols) copy = options.target_symbols + first_position(source, item, symbol);
  });
  return {copies, source.ids.size()};
}

CopiedTargets copied_targets(Tape& tape, std::span<const std::int32_t> copies, const data::Batch& batch,
                             const Seq2SeqOptions& options) {
  // Symbols of both vocabularies that are kept from the network.
  struct Hidden {
    std::int32_t item;
    std::int32_t symbol;
    std::int32_t copy;
  };
  auto* hidden = tape.array<Hidden>(batch.source.ids.size());
  Hidden* end = hidden;
  if (tape.training()) {
    for_each_row(batch.source, [&](std::int32_t row, std::int32_t item, std::int32_t) {
      const std::int32_t symbol = batch.source.ids[row];
      const std::int32_t same = symbol < Vocabulary::special_count ? -1 : same_target(options, symbol);
      if (same >= 0 && copies[row] >= options.target_symbols) *end++ = {item, same, copies[row]};
    });
  }
  const data::SequenceBatch& target = batch.target_in;
  auto* in = tape.array<std::int32_t>(target.ids.size());
  auto* out = tape.array<std::int32_t>(target.ids.size());
  for_each_row(target, [&](std::int32_t row, std::int32_t index, std::int32_t t) {
    const std::int32_t item = batch.source_of_target[index];
    const std::int32_t symbol = batch.target_out[row];
    const std::int32_t apart = batch.target_apart[row];
    const auto* found =
        std::find_if(hidden, end, [&](const Hidden& h) { return h.item == item && h.symbol == symbol; });
    out[row] = found != end                 ? found->copy
               : data::is_told_apart(apart) ? options.target_symbols + data::position_of(apart)
                                            : symbol;
    const bool only_copied = t > 0 && out[target.first[t - 1] + index] >= options.target_symbols;
    in[row] = only_copied ? Vocabulary::unknown : target.ids[row];
  });
  return {{in, target.ids.size()}, {out, target.ids.size()}};
}

}  // namespace elman::model
