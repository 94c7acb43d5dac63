// How a model is trained.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace elman::train {

enum class OptimizerKind { sgd, adam, adamw };
enum class ScheduleKind { constant, inverse_sqrt, plateau };

// Names as users write them. The parsing ones throw UsageError naming what they know.
std::string to_string(OptimizerKind kind);
std::string to_string(ScheduleKind kind);
OptimizerKind parse_optimizer(std::string_view name);
ScheduleKind parse_schedule(std::string_view name);

struct TrainOptions {
  int epochs = 100;     // at most
  int patience = 15;    // epochs without a better score before it stops; 0 never stops early
  int batch_size = 32;  // pairs
  OptimizerKind optimizer = OptimizerKind::adam;
  double learning_rate = 1e-3;
  double momentum = 0;  // SGD only
  double weight_decay = 0;
  ScheduleKind schedule = ScheduleKind::plateau;
  int warmup_steps = 400;       // inverse_sqrt: steps of linear growth
  int plateau_patience = 3;     // plateau: epochs without a better score before the rate falls
  double plateau_factor = 0.5;  // plateau: what the rate is multiplied by
  double clip_norm = 3;         // largest norm of all gradients together; 0 for none
  double label_smoothing = 0.1;
  double average = 0.999;  // decay of the running mean of the weights that is validated and kept; 0: the weights
  std::uint64_t seed = 1;
  int threads = 0;  // 0: one for each core
};

// Calls visit(name, field, comment) for each field: the one list for flags, files and help.
template <class Options, class Visit>
void visit_train_options(Options& options, Visit&& visit) {
  visit("epochs", options.epochs, "epochs at most");
  visit("patience", options.patience, "epochs without a better dev score before stopping (0: never)");
  visit("batch-size", options.batch_size, "pairs in a batch");
  visit("optimizer", options.optimizer, "sgd, adam or adamw");
  visit("learning-rate", options.learning_rate, "step size of the optimizer");
  visit("momentum", options.momentum, "momentum of sgd");
  visit("weight-decay", options.weight_decay, "weight decay of the optimizer");
  visit("schedule", options.schedule, "constant, inverse-sqrt or plateau");
  visit("warmup-steps", options.warmup_steps, "inverse-sqrt: steps of linear growth");
  visit("plateau-patience", options.plateau_patience, "plateau: epochs without a better score before the rate falls");
  visit("plateau-factor", options.plateau_factor, "plateau: what the rate is multiplied by");
  visit("clip-norm", options.clip_norm, "largest global norm of the gradient (0: no limit)");
  visit("label-smoothing", options.label_smoothing, "share of the target spread over all symbols");
  visit("average", options.average, "decay of the running mean of weights that is validated and kept (0: none)");
  visit("seed", options.seed, "seed of everything random");
  visit("threads", options.threads, "threads (0: one for each core); results do not depend on it");
}

// Throws UsageError where a field is out of range.
void check(const TrainOptions& options);

// threads, or one for each core where it is 0.
int thread_count(const TrainOptions& options);

}  // namespace elman::train
