#include "elman/model/language_model_options.h"

#include <fmt/core.h>

#include "elman/error.h"
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
      Field("context", options.context,
            "symbols that gradients flow back (truncated BPTT) and that a transformer looks back, at most")
          .between(2, 100'000),
  };
  const Fields transformer = transformer_fields(options);
  all.insert(all.end(), transformer.begin(), transformer.end());
  return all;
}

void check(const LanguageModelOptions& options) {
  check_ranges(options);
  if (options.symbols < text::Vocabulary::special_count) {
    throw UsageError("vocabulary: found " + std::to_string(options.symbols) + " symbols, expected at least " +
                     std::to_string(text::Vocabulary::special_count));
  }
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
  return text + fmt::format("dropout {}", text_of_number(options.dropout));
}

std::int64_t embedded_size(const LanguageModelOptions& options) {
  return is_transformer(options) ? options.hidden_size : options.embedding_size;
}

}  // namespace elman::model
