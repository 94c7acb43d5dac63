// What PyTorch computed, from tests/data/reference (see tools/make_reference.py).
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "elman/autograd/tape.h"
#include "elman/io/safetensors.h"

namespace elman::test {

struct ReferenceCase {
  const io::SafetensorsFile* file = nullptr;
  std::string name;
  nlohmann::json settings;

  bool has(const std::string& tensor) const { return file->find(name + "/" + tensor) != nullptr; }
  Tensor tensor(const std::string& tensor) const { return file->read(name + "/" + tensor); }
  template <class T>
  T get(const char* setting) const {
    return settings.at(setting).get<T>();
  }
};

// "recurrent" -> its cases of that kind, or all if none is named. Throws if there are none.
std::vector<ReferenceCase> reference_cases(const std::string& file, const std::string& kind = "");

// Expects agreement to 1e-5 in float, 1e-10 in double, relative to the largest element if that is above 1.
void expect_near(const Tensor& found, const Tensor& expected, const std::string& what);

// For each named output that the case has: expects the value "NAME", then adds the product with "d_NAME" to the loss,
// so that the loss has the gradient of the case.
class ReferenceLoss {
 public:
  ReferenceLoss(Tape& tape, const ReferenceCase& reference) : tape_(tape), case_(reference) {}
  void add(const std::string& name, Variable output);
  void backward() { tape_.backward(total_); }

 private:
  Tape& tape_;
  const ReferenceCase& case_;
  Variable total_;
};

}  // namespace elman::test
