// What is saved and loaded is saved as the same bytes.
#include "elman/tasks/task.h"
#include "elman/tasks/transducer.h"
#include "tests/support/property.h"
#include "tests/support/temporary_files.h"

namespace elman::test {
namespace {

data::TextPairs any_pairs() {
  data::TextPairs pairs;
  pairs.format.source.kind = *rc::gen::element(text::SymbolKind::character, text::SymbolKind::grapheme);
  pairs.format.target.kind = *rc::gen::element(text::SymbolKind::character, text::SymbolKind::space);
  pairs.format.features = *rc::gen::arbitrary<bool>();
  for (const std::string& text : *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(any_text()))) {
    data::TextPair pair{text::SymbolSequence(text::source_symbols(text, "V;PL", pairs.format)),
                        text::SymbolSequence(text::target_symbols(text, pairs.format)), 0};
    if (!pair.source.empty() && !pair.target.empty()) pairs.pairs.push_back(std::move(pair));
  }
  return pairs;
}

model::Seq2SeqOptions any_options() {
  using model::Architecture;
  using model::AttentionKind;
  model::Seq2SeqOptions options;
  options.architecture = *rc::gen::element(Architecture::rnn, Architecture::lstm, Architecture::gru);
  options.embedding_size = *rc::gen::inRange(1, 5);
  options.hidden_size = *rc::gen::inRange(1, 5);
  options.encoder_layers = *rc::gen::inRange(1, 3);
  options.decoder_layers = *rc::gen::inRange(1, 3);
  options.bidirectional = *rc::gen::arbitrary<bool>();
  options.attention = *rc::gen::element(AttentionKind::none, AttentionKind::general, AttentionKind::additive);
  options.input_feeding = options.attention != AttentionKind::none && *rc::gen::arbitrary<bool>();
  options.dropout = static_cast<Scalar>(*rc::gen::inRange(0, 99)) / 100;
  return options;
}

TEST(TransducerFileProperty, SavedAndOpenedAndSavedGivesTheSameBytes) {
  const TemporaryFolder folder;
  expect_property([&] {
    const auto model = tasks::make_transducer(any_pairs(), any_options(), *rc::gen::arbitrary<std::uint64_t>());
    model->provenance = {{"train", *any_text()}, {*any_text(), "x"}};
    tasks::save(folder.path("a"), *model);
    tasks::save(folder.path("b"), *tasks::open(folder.path("a")));
    RC_ASSERT(bytes_of_file(folder.path("a")) == bytes_of_file(folder.path("b")));
  });
}

}  // namespace
}  // namespace elman::test
