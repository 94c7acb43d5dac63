#include "tests/support/task_samples.h"

#include "elman/run/training.h"
#include "tests/support/forecasters.h"

namespace elman::test {

namespace {

TaskSample series() {
  TaskSample sample;
  sample.train = known_system(160, 1);
  sample.dev = known_system(90, 2);
  // A state is carried from step to step, and the last epoch learns from runs.
  sample.options = run::settings({{"arch", "lstm"}, {"hidden-size", "4"}, {"epochs", "3"}, {"refine", "1"}});
  sample.options.merge(run::settings({{"batch-size", "2"}, {"bptt-steps", "30"}, {"refine-steps", "10"}}));
  sample.options.merge(run::settings({{"delays", "1"}, {"inputs", "u"}, {"threads", "1"}, {"warm-up", "5"}}));
  sample.reads_lines = false;
  sample.steps_between_stops = 23;
  return sample;
}

}  // namespace

TaskSample sample_of(const std::string& task) {
  if (task == "forecast") return series();
  TaskSample sample;
  // Letters, and a symbol for each: pairs for any task on pairs.
  for (const std::string source : {"a", "b", "ab", "ba", "aab", "bba", "abab", "cab", "bc", "cc", "abc", "ca"}) {
    std::string target;
    for (const char letter : source) target.append(target.empty() ? "" : " ").append(letter == 'a' ? "X" : "Y");
    sample.train += source + "\t" + target + "\n";
  }
  sample.dev = "aa\tX X\nbab\tY X Y\n";
  sample.options = run::settings({{"hidden-size", "4"}, {"embedding-size", "4"}, {"epochs", "3"}});
  sample.options.merge(run::settings({{"batch-size", "4"}, {"threads", "1"}}));
  return sample;
}

}  // namespace elman::test
