// Learning from what another model says.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "elman/tasks/made_up_words.h"
#include "elman/tasks/transducer.h"

namespace elman::tasks {

// Further pairs for a student: words without targets, and what the teacher makes of them (sequence-level knowledge
// distillation; Kim & Rush 2016). A small model that learns them beside the true pairs comes close to an ensemble of
// several (Bucila et al. 2006).
class Distillation {
 public:
  // `words`: a file with a source a line, as predict reads it; empty: words are made up that look like those of the
  // data. Throws UsageError if the model is no transducer. The teacher must outlive it.
  Distillation(const Model& teacher, std::string teacher_path, std::string words);

  // How the teacher reads text. So does its student.
  const text::TextFormat& format() const { return teacher_.coding().format; }
  bool has_file() const { return !words_.empty(); }

  // Is shown each pair that the student learns from anyway.
  void see(const data::TextPair& pair);
  // Then calls add for each further one; `count`: of words to make up; 0: some for each
  // pair. Returns what it has done, for people. Throws as
  // reading a file of words does.
  std::string make(std::size_t count, std::uint64_t seed, int threads,
                   const std::function<void(const data::TextPair&)>& add);

 private:
  std::vector<Input> inputs(const Predictor& predictor, std::size_t count, std::uint64_t seed) const;

  const Transducer& teacher_;
  std::string teacher_path_;
  std::string words_;
  MadeUpWords made_up_;
};

}  // namespace elman::tasks
