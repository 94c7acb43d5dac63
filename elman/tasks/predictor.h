// Text in, text out.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "elman/data/batch.h"
#include "elman/decode/metrics.h"
#include "elman/decode/search.h"
#include "elman/model/workspace.h"
#include "elman/system/thread_pool.h"

namespace elman::tasks {

using decode::Symbols;

enum class Switch { off, on };
constexpr auto choices(Switch) {
  return std::array{Choice<Switch>{Switch::on, "on"}, Choice<Switch>{Switch::off, "off"}};
}

struct PredictorOptions {
  decode::SearchOptions search = {};
  // Whether an unknown word that is written becomes a word of the source; none: as suits the model.
  std::optional<Switch> copy_unknown = {};
  std::string language_model = {};  // a file; its log-probabilities, times the weight, are added to the model's own
  double language_model_weight = 0.3;
  int threads = 1;  // results do not depend on it
  // A batch has at most this many places: outputs times beam times the longest source. It bounds memory; a longer
  // source is a batch of its own. If there are several threads, and enough inputs, each has a batch at a time.
  std::size_t batch_places = 4096;
};
// What users choose: of search, and the threads.
Fields fields(PredictorOptions& options);

// A source, ready to be read by the network.
struct Input {
  Symbols symbols;
  std::vector<std::int32_t> ids;  // of symbols and </s>
  Symbols unknown;                // symbols that the model does not know, each time they occur; it reads them as <unk>
};

struct Output {
  std::string text;
  Symbols symbols;
  double log_probability = 0;             // natural logarithm
  std::optional<double> confidence = {};  // probability that it is right, if the model knows (Confidence)
  bool cut = false;                       // the limit came before the model had ended it
  // One row for each symbol and </s> (none for it if cut), one column for each source symbol and </s>. Empty without
  // attention or if it was not asked for.
  std::vector<std::vector<float>> alignment;
};

struct Prediction {
  Symbols source;
  Symbols unknown;              // of the source, as in Input
  std::vector<Output> outputs;  // best first, at least one; the empty text alone, with probability 1, for no source

  const Output& best() const { return outputs.front(); }
};

// Predictions may be asked for by one thread at a time.
class Predictor {
 public:
  // Throws UsageError for options out of range.
  explicit Predictor(const PredictorOptions& options);
  virtual ~Predictor() = default;
  Predictor(const Predictor&) = delete;
  Predictor& operator=(const Predictor&) = delete;

  // The source in a line: its text or, if the model has features, text TAB features. file and number (from 1) are for
  // messages. An empty line is an empty source. Throws DataError as text::parse_source_line does.
  virtual Input parse(std::string_view line, std::string_view file, std::size_t number) const = 0;
  virtual Input input(std::span<const std::string> symbols) const = 0;

  // What a line of input is like.
  struct SourceForm {
    std::size_t columns = 1;
    std::size_t longest_learnt = 0;  // symbols of the longest source in training; 0 if nobody knows
  };
  virtual SourceForm source_form() const { return {}; }

  // In the order of the inputs; batched by length inside. Memory grows with the inputs only by what is returned.
  std::vector<Prediction> predict(std::span<const Input> inputs) const;
  // Lines of one file, numbered from 1 in messages. Throws DataError as parse() does.
  std::vector<Prediction> predict(std::span<const std::string> lines, std::string_view file = "input") const;
  Prediction predict(std::string_view line) const;

 protected:
  using Workspace = std::shared_ptr<model::Workspace>;
  using Chosen = std::span<const std::size_t>;  // indices of inputs, longest first

  // Adds the outputs of the chosen inputs to their predictions. Batches may run at the same time, each on a workspace
  // of its own.
  virtual void predict_batch(std::span<const Input> inputs, Chosen chosen, const Workspace& workspace,
                             std::vector<Prediction>& predictions) const = 0;
  const PredictorOptions& options() const { return options_; }
  static data::SequenceBatch batch_of(std::span<const Input> inputs, Chosen chosen);

 private:
  std::vector<Chosen> cut(std::span<const Input> inputs, Chosen order, std::size_t most_places) const;

  PredictorOptions options_;
  std::shared_ptr<system::ThreadPool> pool_;
  Workspace together_;            // all threads share the work of a batch
  std::vector<Workspace> alone_;  // each thread has a batch of its own
};

}  // namespace elman::tasks
