// A model file from a stranger is an error or a model that predicts.
#include <cstring>
#include <string>

#include "elman/error.h"
#include "elman/tasks/forecaster.h"
#include "elman/tasks/task.h"
#include "tests/fuzz/input_file.h"

namespace {

// Half of the inputs get the length of their header set right, or few would come further than that.
std::string as_model_file(const std::uint8_t* data, std::size_t size) {
  std::string bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t end = bytes.rfind('}');
  if (size < 9 || (data[size - 1] & 1) == 0 || end == std::string::npos || end < 8) return bytes;
  const std::uint64_t length = end + 1 - 8;
  std::memcpy(bytes.data(), &length, sizeof length);
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace elman;
  const std::string bytes = as_model_file(data, size);
  static fuzz::InputFile file;
  const std::string& path = file.hold(bytes.data(), bytes.size());
  try {
    const std::unique_ptr<tasks::Model> model = tasks::open(path);
    if (const auto* forecaster = dynamic_cast<const tasks::Forecaster*>(model.get())) {
      const model::ForecasterOptions& options = forecaster->network().options();
      const std::size_t begin = model::first_row(forecaster->network());
      model::SeriesValues series;
      series.targets = static_cast<std::size_t>(options.targets);
      series.inputs = static_cast<std::size_t>(options.inputs);
      series.y.resize((begin + 2) * series.targets);
      series.u.resize((begin + 2) * series.inputs);
      (void)model::roll_out(forecaster->network(), series, std::span(&begin, 1), 2);
      return 0;
    }
    (void)model->predictor({.search = {.max_length = 3}})->predict("ab\tV;PL");
  } catch (const Error&) {
  }
  return 0;
}
