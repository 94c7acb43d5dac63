// A configuration file is read or refused.
#include "cli/flags/option_flags.h"
#include "elman/error.h"
#include "elman/model/seq2seq.h"
#include "elman/tasks/transducer_preparation.h"
#include "tests/fuzz/input_file.h"

namespace {

using namespace elman;

cli::OptionFlags all_options() {
  static CLI::App app;
  cli::OptionFlags flags(app);
  tasks::TransducerPreparation preparation;
  for (const FieldGroup& group : preparation.option_groups()) flags.add(group.fields, group.title);
  return flags;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static fuzz::InputFile file;
  static const cli::OptionFlags untouched = all_options();  // hundreds of small objects
  cli::OptionFlags flags = untouched;
  tasks::TransducerPreparation preparation;
  try {
    flags.read_config(file.hold(data, size));
    for (const FieldGroup& group : preparation.option_groups()) set_fields(flags.settings(), group.fields);
    preparation.refuse_contradictions({}, flags.settings());
    train::check(preparation.training);
    preparation.network.source_symbols = preparation.network.target_symbols = 4;
    model::check(preparation.network);
    if (preparation.network.encoder_layers > 4 || preparation.network.decoder_layers > 4) return 0;  // only slow
    (void)model::Seq2Seq(preparation.network, nn::Initializer::shapes_only()).parameter_count();
  } catch (const Error&) {
  }
  return 0;
}
