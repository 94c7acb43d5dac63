#include "elman/model/language_model_options.h"

#include <fmt/core.h>

#include <charconv>

#include "elman/error.h"
#include "elman/nn/adaptive_softmax.h"
#include "elman/printable.h"
#include "elman/text/vocabulary.h"

namespace elman::model {

Fields fields(LanguageModelOptions& options) {
  constexpr double most_units = 100'000;
  Fields all = {
      {"arch", options.architecture, "rnn, lstm, gru or transformer"},
      Field("embedding-size", options.embedding_size, "size of a symbol's embedding (recurrent)")
          .between(1, most_units),
      Field("hidden-size", options.hidden_size, "size of a layer's state; width of a transformer")
          .between(1, most_units),
      Field("layers", options.layers, "layers").between(1, 1'000),
      {"tied-embeddings", options.tied_embeddings, "one table for input and output"},
      Field("dropout", options.dropout, "probability of dropping an element between layers and before the output")
          .from_to_below(0, 1),
      Field("input-dropout", options.input_dropout, "of dropping an element of the embeddings").from_to_below(0, 1),
      {"variational", options.variational, "dropout with one mask for all steps of a chunk (recurrent)"},
      Field("weight-dropout", options.weight_dropout, "of dropping a weight from state to state (recurrent)")
          .from_to_below(0, 1),
      Field("activation-penalty", options.activation_penalty,
            "AR of AWD-LSTM: factor of the last layer's mean square (recurrent)")
          .between(0, 1'000),
      Field("change-penalty", options.change_penalty,
            "TAR of AWD-LSTM: factor of its mean squared change from step to step (recurrent)")
          .between(0, 1'000),
      {"adaptive-softmax", options.adaptive_softmax,
       "ids, most frequent first, at which the output layer is divided, so that rare symbols cost little: 2000,10000 "
       "or none"},
      Field("context", options.context,
            "symbols that gradients flow back (truncated BPTT) and that a transformer looks back, at most")
          .between(2, 100'000),
  };
  const Fields transformer = transformer_fields(options);
  all.insert(all.end(), transformer.begin(), transformer.end());
  return all;
}

namespace {

void check_cutoffs(const LanguageModelOptions& options) {
  const std::vector<std::int64_t> cutoffs = cutoffs_of(options);
  if (cutoffs.empty()) return;
  if (options.tied_embeddings) {
    throw UsageError("adaptive-softmax has tables of its own, found tied-embeddings as well; leave one of them out");
  }
  std::int64_t features = options.hidden_size;
  std::int64_t before = 0;
  for (const std::int64_t cutoff : cutoffs) {
    features /= nn::AdaptiveSoftmax::division;
    if (cutoff <= before || cutoff >= options.symbols) {
      throw UsageError(
          fmt::format("adaptive-softmax: found {} after {}, expected numbers that rise and are below the "
                      "{} symbols; give others, or none",
                      cutoff, before, options.symbols));
    }
    before = cutoff;
  }
  if (features == 0) {
    throw UsageError(
        fmt::format("adaptive-softmax: found {} cutoffs for hidden-size {}, which is divided by {} at "
                    "each; give fewer",
                    cutoffs.size(), options.hidden_size, nn::AdaptiveSoftmax::division));
  }
}

}  // namespace

void check(const LanguageModelOptions& options) {
  check_ranges(options);
  if (options.symbols < text::Vocabulary::special_count) {
    throw UsageError("vocabulary: found " + std::to_string(options.symbols) + " symbols, expected at least " +
                     std::to_string(text::Vocabulary::special_count));
  }
  check_cutoffs(options);
  if (!is_transformer(options)) return;
  check_heads(options);
  const auto refuse = [](const char* name, bool set) {
    if (set) throw UsageError(std::string(name) + " is for recurrent layers, found arch transformer; leave it out");
  };
  refuse("variational", options.variational);
  refuse("weight-dropout", options.weight_dropout > 0);
  refuse("activation-penalty", options.activation_penalty > 0);
  refuse("change-penalty", options.change_penalty > 0);
}

bool is_transformer(const LanguageModelOptions& options) { return options.architecture == Architecture::transformer; }

std::string describe(const LanguageModelOptions& options) {
  std::string text = fmt::format("{} {}, {} layer{}, ", name_of(options.architecture), options.hidden_size,
                                 options.layers, options.layers == 1 ? "" : "s");
  text += is_transformer(options) ? fmt::format("{} heads, {}-norm, ", options.heads, name_of(options.norm))
                                  : fmt::format("embedding {}, ", options.embedding_size);
  if (options.tied_embeddings) text += "tied, ";
  if (options.adaptive_softmax != "none") text += fmt::format("softmax divided at {}, ", options.adaptive_softmax);
  return text + fmt::format("dropout {}", text_of_number(options.dropout));
}

std::int64_t embedded_size(const LanguageModelOptions& options) {
  return is_transformer(options) ? options.hidden_size : options.embedding_size;
}

std::vector<std::int64_t> cutoffs_of(const LanguageModelOptions& options) {
  std::vector<std::int64_t> cutoffs;
  const std::string& text = options.adaptive_softmax;
  if (text == "none") return cutoffs;
  const char* const end = text.data() + text.size();
  for (const char* at = text.data();; ++at) {
    const auto [stop, error] = std::from_chars(at, end, cutoffs.emplace_back());
    if (error != std::errc() || (stop != end && *stop != ',')) {
      throw UsageError("adaptive-softmax: found " + printable(text) + ", expected none or numbers as in 2000,10000");
    }
    if (stop == end) return cutoffs;
    at = stop;
  }
}

}  // namespace elman::model
