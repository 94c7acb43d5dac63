// A language model of the characters of one short text, for lesson generate.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "elman/elman.h"

namespace elman::lessons {

struct CharacterModelOptions {
  model::Architecture architecture = model::Architecture::gru;
  int hidden_size = 64;
  std::uint64_t seed = 1;
};

// The model that `elman train --task lm` makes, and the text that it learns.
class CharacterModel {
 public:
  static constexpr std::int64_t chunk_length = 20;
  static constexpr double learning_rate = 0.005;
  static constexpr double writing_temperature = 0.5;

  // The vocabulary is that of the text, which is UTF-8 and not empty.
  CharacterModel(std::string_view text, const CharacterModelOptions& options);

  // </s>, which comes before every text, and a number for each character.
  std::span<const std::int32_t> ids() const { return ids_; }
  std::int64_t length() const { return static_cast<std::int64_t>(ids_.size()) - 1; }
  std::int64_t chunks() const { return (length() + chunk_length - 1) / chunk_length; }
  // Of the text that it learns, as they are.
  std::vector<std::string> characters() const;
  // As it is shown: a space and a line break can be seen.
  std::string shown(std::int32_t id) const;
  std::string shown(std::span<const std::int32_t> ids) const;
  // Of any text; characters that the model does not know are <unk>.
  std::vector<std::int32_t> ids_of(std::string_view text) const;
  const text::TextCoding& coding() const { return model_.coding(); }
  std::size_t symbols() const { return static_cast<std::size_t>(coding().vocabulary().size()); }
  std::int64_t parameter_count() const { return model_.network().parameter_count(); }

  // One update for each chunk: on to the text's end, and then again from its beginning.
  void learn(int updates);
  int updates() const { return updates_; }
  // Of each update, the loss before it.
  const std::vector<double>& chunk_losses() const { return chunk_losses_; }

  // What comes out at each symbol of a text, with all before it remembered. With `forget_every`, the state is set to
  // zeros after so many symbols.
  struct Reading {
    std::vector<std::vector<Scalar>> scores;  // of what comes next, by symbol
    std::vector<std::vector<double>> states;  // h of each unit
  };
  Reading read(std::span<const std::int32_t> ids, std::int64_t forget_every = 0) const;
  // -ln of the probability of each symbol after the first.
  std::vector<double> surprises(std::span<const std::int32_t> ids, std::int64_t forget_every = 0) const;
  // What it writes by itself.
  std::string write(std::int64_t length, std::uint64_t seed) const;

 private:
  tasks::LanguageModel model_;
  std::vector<std::int32_t> ids_;
  int updates_ = 0;
  std::vector<double> chunk_losses_;
  model::State state_;
  optim::Adam adam_;
};

double mean_of(std::span<const double> values);

// ln of the probability that each symbol of the text comes next, as it is when a text is written: special symbols never
// do.
std::vector<Scalar> log_probabilities_of(std::vector<Scalar> scores);

}  // namespace elman::lessons
