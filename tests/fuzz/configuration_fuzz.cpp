// A configuration file is read or refused.
#include "cli/option_list.h"
#include "tests/fuzz/input_file.h"

namespace {

using namespace elman;

const auto visit_sizes = [](auto& o, auto&& visit) { model::visit_seq2seq_options(o, visit); };
const auto visit_training = [](auto& o, auto&& visit) { train::visit_train_options(o, visit); };

cli::OptionList all_options() {
  static CLI::App app;
  cli::OptionList options(app);
  options.add(model::Seq2SeqOptions(), visit_sizes, "Model");
  options.add(train::TrainOptions(), visit_training, "Training");
  return options;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static fuzz::InputFile file;
  static const cli::OptionList untouched = all_options();  // hundreds of small objects
  cli::OptionList options = untouched;
  model::Seq2SeqOptions sizes;
  train::TrainOptions training;
  try {
    options.read_config(file.hold(data, size));
    options.apply(sizes, visit_sizes);
    options.apply(training, visit_training);
    train::check(training);
    sizes.source_symbols = sizes.target_symbols = 4;
    model::check(sizes);
    (void)model::parameter_count(sizes).value();
  } catch (const Error&) {
  }
  return 0;
}
