// A configuration file is read or refused.
#include "cli/option_list.h"
#include "tests/fuzz/input_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace elman;
  const fuzz::InputFile file(data, size);
  CLI::App app;
  cli::OptionList options(app);
  model::Seq2SeqOptions sizes;
  train::TrainOptions training;
  const auto visit_sizes = [](auto& o, auto&& visit) { model::visit_seq2seq_options(o, visit); };
  const auto visit_training = [](auto& o, auto&& visit) { train::visit_train_options(o, visit); };
  options.add(sizes, visit_sizes, "Model");
  options.add(training, visit_training, "Training");
  try {
    options.read_config(file.path());
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
