#include "lessons/character_model.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "lessons/short_text.h"

namespace elman::lessons {

namespace {

text::TextCoding coding_of(std::string_view text) {
  text::Vocabulary::Counts counts;
  for (const std::string& character : text::split_scalars(text)) ++counts[character];
  return {text::RunningFormat(), text::Vocabulary::from_counts(counts)};
}

model::LanguageModelOptions network_of(const CharacterModelOptions& options) {
  model::LanguageModelOptions network;
  network.architecture = options.architecture;
  network.embedding_size = 16;
  network.hidden_size = options.hidden_size;
  network.dropout = 0;
  network.context = static_cast<int>(CharacterModel::chunk_length);
  return network;
}

// ln( sum of exp(score) ).
double log_sum(std::span<const Scalar> scores) {
  const double largest = *std::ranges::max_element(scores);
  double sum = 0;
  for (const Scalar score : scores) sum += std::exp(score - largest);
  return largest + std::log(sum);
}

}  // namespace

CharacterModel::CharacterModel(std::string_view text, const CharacterModelOptions& options)
    : model_(coding_of(text), network_of(options), options.seed),
      ids_(ids_of(text)),
      state_(model_.network().body().start(1)),
      adam_(model_.network().parameters(), {.learning_rate = learning_rate}) {}

std::vector<std::string> CharacterModel::characters() const {
  std::vector<std::string> characters;
  for (const std::int32_t id : ids().subspan(1)) characters.emplace_back(coding().bytes(id));
  return characters;
}

std::string CharacterModel::shown(std::int32_t id) const {
  return id < text::Vocabulary::special_count ? coding().vocabulary().symbol(id) : visible(coding().bytes(id));
}

std::string CharacterModel::shown(std::span<const std::int32_t> ids) const {
  std::string all;
  for (const std::int32_t id : ids) all += shown(id);
  return all;
}

std::vector<std::int32_t> CharacterModel::ids_of(std::string_view text) const {
  std::vector<std::int32_t> ids{text::Vocabulary::end};
  coding().encode(text, ids);
  return ids;
}

void CharacterModel::learn(int updates) {
  Tape tape;
  for (; updates > 0; --updates, ++updates_) {
    const std::int64_t begin = updates_ % chunks() * chunk_length;
    const auto size = static_cast<std::size_t>(std::min(chunk_length, length() - begin));
    const std::span<const std::int32_t> here = ids().subspan(static_cast<std::size_t>(begin));
    if (begin == 0) state_ = model_.network().body().start(1);  // zeros
    tape.reset();
    const Steps steps = model::rectangle(tape, 1, static_cast<std::int32_t>(size));
    // Goes on from the state and leaves there what it is after the chunk. Gradients do not go back beyond it.
    const Variable loss = model_.network().loss(tape, here.first(size), here.subspan(1, size), steps, &state_).total;
    tape.backward(loss);
    adam_.step(nullptr, optim::clip_factor(optim::gradient_norm(adam_.parameters()), 1), true);
    chunk_losses_.push_back(loss.value().item());
  }
}

CharacterModel::Reading CharacterModel::read(std::span<const std::int32_t> ids, std::int64_t forget_every) const {
  const std::size_t piece = forget_every > 0 ? static_cast<std::size_t>(forget_every) : ids.size();
  const model::LanguageModel& network = model_.network();
  const auto units = static_cast<std::size_t>(network.body().width());
  Reading reading;
  Tape tape({.record = false});
  for (std::size_t begin = 0; begin < ids.size(); begin += piece) {
    const std::size_t size = std::min(piece, ids.size() - begin);
    const std::span<const std::int32_t> part = ids.subspan(begin, size);
    tape.reset();
    const Steps steps = model::rectangle(tape, 1, static_cast<std::int32_t>(size));
    const Scalar* score = network.logits(tape, part, steps, nullptr).data();
    const Scalar* state = network.body().read(tape, part, steps, nullptr).data();
    for (std::size_t t = 0; t < size; ++t) {
      reading.scores.emplace_back(score + t * symbols(), score + (t + 1) * symbols());
      reading.states.emplace_back(state + t * units, state + (t + 1) * units);
    }
  }
  return reading;
}

std::vector<double> CharacterModel::surprises(std::span<const std::int32_t> ids, std::int64_t forget_every) const {
  const Reading reading = read(ids.first(ids.size() - 1), forget_every);
  std::vector<double> surprises;
  for (std::size_t t = 0; t + 1 < ids.size(); ++t) {
    surprises.push_back(log_sum(reading.scores[t]) - reading.scores[t][static_cast<std::size_t>(ids[t + 1])]);
  }
  return surprises;
}

std::string CharacterModel::write(std::int64_t length, std::uint64_t seed) const {
  const tasks::Generator generator(
      model_, {.length = static_cast<int>(length), .sampling = {.temperature = writing_temperature, .seed = seed}});
  return generator.generate(0).text;
}

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

std::vector<Scalar> log_probabilities_of(std::vector<Scalar> scores) {
  const auto specials = std::span(scores).first(static_cast<std::size_t>(text::Vocabulary::special_count));
  std::ranges::fill(specials, -std::numeric_limits<Scalar>::infinity());
  const double sum = log_sum(scores);
  for (Scalar& score : scores) score = static_cast<Scalar>(score - sum);
  return scores;
}

}  // namespace elman::lessons
