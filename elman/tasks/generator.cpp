#include "elman/tasks/generator.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "elman/error.h"

namespace elman::tasks {

namespace {

using text::Vocabulary;

// Holds back what may still turn out to be the beginning of a stop, or half a scalar value.
class Writer {
 public:
  Writer(const std::vector<std::string>& stop, const Generator::Write& write, Generated& generated)
      : stop_(stop), write_(write), generated_(generated) {}

  // False if that ends the text.
  bool add(std::string_view bytes, bool complete) {
    held_ += bytes;
    for (const std::string& stop : stop_) {
      const std::size_t at = stop.empty() ? std::string::npos : held_.find(stop);
      if (at == std::string::npos) continue;
      held_.resize(at);
      generated_.end = GenerationEnd::stop;
      give(held_.size());
      return false;
    }
    if (!complete || give(held_.size() - longest_beginning())) return true;
    generated_.end = GenerationEnd::interrupted;
    return false;
  }

  // The end: what is held back stays, but for half a scalar value.
  void finish() {
    held_.resize(std::min(held_.size(), text::find_invalid_utf8(held_)));
    give(held_.size());
  }

 private:
  // Bytes at the end that begin a stop.
  std::size_t longest_beginning() const {
    std::size_t longest = 0;
    for (const std::string& stop : stop_) {
      for (std::size_t size = std::min(stop.size(), held_.size()); size > longest; --size) {
        if (std::string_view(held_).ends_with(std::string_view(stop).substr(0, size))) longest = size;
      }
    }
    return longest;
  }

  bool give(std::size_t bytes) {
    const std::string piece = held_.substr(0, bytes);
    held_.erase(0, bytes);
    generated_.text += piece;
    return !write_ || write_(piece);
  }

  const std::vector<std::string>& stop_;
  const Generator::Write& write_;
  Generated& generated_;
  std::string held_;
};

}  // namespace

Generator::Generator(const LanguageModel& model, GeneratorOptions options)
    : model_(model), options_(std::move(options)), pool_(std::make_shared<system::ThreadPool>(options_.threads)) {
  decode::check(options_.sampling);
  if (options_.length < 0) throw UsageError("length: expected 0 or more symbols");
  prompt_ = model.coding().normalized(options_.prompt);
  const std::string_view prompt = prompt_;
  owes_space_ = text::are_of_words(model.coding().format().symbols) && prompt.size() > 1 && prompt.ends_with(' ') &&
                prompt[prompt.size() - 2] != '\n';
  model.coding().encode(prompt.substr(0, prompt.size() - (owes_space_ ? 1 : 0)), prompt_ids_,
                        [this](std::string_view symbol) { unknown_.emplace_back(symbol); });
}

// A text that goes on has no end, and bytes have to become UTF-8.
void Generator::forbid(Scalar* log_probabilities, const text::Utf8Progress& utf8, bool wants_space) const {
  constexpr Scalar never = -std::numeric_limits<Scalar>::infinity();
  const text::TextCoding& coding = model_.coding();
  if (coding.format().document == text::DocumentKind::none || !utf8.is_complete() || wants_space) {
    log_probabilities[Vocabulary::end] = never;
  }
  for (std::int32_t id = Vocabulary::special_count; id < coding.vocabulary().size(); ++id) {
    const char first = coding.bytes(id)[0];
    if (!utf8.may_follow(static_cast<unsigned char>(first)) || (wants_space && first != ' ')) {
      log_probabilities[id] = never;
    }
  }
}

Generated Generator::generate(std::uint64_t number, const Write& write) const {
  const std::unique_ptr<model::Decoding> decoding = model_.network().start(1, pool_);
  decode::Sampler sampler(options_.sampling, number);
  text::RunningWriter text(model_.coding(), prompt_.empty() || prompt_.ends_with('\n'));
  text::Utf8Progress utf8;
  const std::int32_t start = Vocabulary::start;
  const Tensor* next = &decoding->step({&start, 1});
  for (const std::int32_t& id : prompt_ids_) {
    next = &decoding->step({&id, 1});
    sampler.note(id);
  }
  Generated generated;
  Writer writer(options_.stop, write, generated);
  for (int count = 0; count < options_.length; ++count) {
    const bool wants_space = owes_space_ && count == 0;
    Tensor allowed = next->clone();
    forbid(allowed.data(), utf8, wants_space);
    const std::int32_t id = sampler.draw(std::as_const(allowed).span());
    const auto log_probability = static_cast<double>((*next)[id]);
    generated.log_probability += log_probability;
    if (id == Vocabulary::end) {
      generated.end = GenerationEnd::document;
      break;
    }
    std::string_view bytes = text.add(id);
    if (wants_space) bytes.remove_prefix(1);  // the prompt has it
    generated.symbols.push_back({std::string(bytes), log_probability});
    for (const char byte : bytes) utf8.add(static_cast<unsigned char>(byte));
    if (!writer.add(bytes, utf8.is_complete())) return generated;
    if (count + 1 < options_.length) next = &decoding->step({&id, 1});
  }
  writer.finish();
  return generated;
}

}  // namespace elman::tasks
