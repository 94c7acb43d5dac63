// Text in, text out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "elman/data/text_pairs.h"
#include "elman/decode/metrics.h"
#include "elman/decode/search.h"
#include "elman/decode/text_model.h"

namespace elman::decode {

struct PredictorOptions {
  SearchOptions search = {};
  // A batch has at most this many places: outputs times beam times the longest source. It bounds memory; a longer
  // source is a batch of its own. Where there are several threads, and enough inputs, each has a batch at a time.
  std::size_t batch_places = 4096;
};

// A source, ready to be read by the model.
struct Input {
  Symbols symbols;
  std::vector<std::int32_t> ids;  // of symbols and </s>
  Symbols unknown;                // symbols that the model does not know, each time they occur; it reads them as <unk>
};

struct Output {
  std::string text;
  Symbols symbols;
  double log_probability = 0;  // natural logarithm
  bool cut = false;            // the limit came before the model had ended it
  // One row for each symbol and </s> (none for it where cut), one column for each source symbol and </s>. Empty without
  // attention or where it was not asked for.
  std::vector<std::vector<float>> alignment;
};

struct Prediction {
  Symbols source;
  Symbols unknown;              // of the source, as in Input
  std::vector<Output> outputs;  // best first, at least one; the empty text alone, with probability 1, for no source

  const Output& best() const { return outputs.front(); }
};

struct Evaluation {
  Score score;
  std::vector<Confusion> confusions;    // all of them, the commonest first
  std::vector<Prediction> predictions;  // one for each source, in order
};

class Predictor {
 public:
  // Throws UsageError for options out of range.
  explicit Predictor(TextModel model, const PredictorOptions& options = {});
  explicit Predictor(const model::TextSeq2Seq& model, const PredictorOptions& options = {}, int threads = 1);

  // The source in a line: its text or, where the model has features, text TAB features. file and number (from 1) are
  // for messages. An empty line is an empty source. Throws DataError as text::parse_source_line does.
  Input parse(std::string_view line, std::string_view file, std::size_t number) const;
  Input input(std::span<const std::string> symbols) const;

  // In the order of the inputs; batched by length inside. Memory grows with the inputs only by what is returned.
  std::vector<Prediction> predict(std::span<const Input> inputs) const;
  // Lines of one file, numbered from 1 in messages. Throws DataError as parse() does.
  std::vector<Prediction> predict(std::span<const std::string> lines, std::string_view file = "input") const;
  Prediction predict(std::string_view line) const;

  // The best output of each source against all targets that stand for it.
  Evaluation evaluate(std::span<const data::SourceGroup> groups) const;
  Evaluation evaluate(std::span<const data::TextPair> pairs) const;

 private:
  using Batches = std::vector<std::span<const std::size_t>>;  // indices of inputs

  Batches cut(std::span<const Input> inputs, std::span<const std::size_t> order, std::size_t most_places) const;
  void predict_batch(std::span<const Input> inputs, std::span<const std::size_t> chosen, const TextModel::Pool& pool,
                     std::vector<Prediction>& predictions) const;
  Output output(Hypothesis hypothesis, std::size_t source_length) const;

  TextModel model_;
  PredictorOptions options_;
};

}  // namespace elman::decode
