// Every allocation fails once: a clean error each time, and nothing is lost.
#include <gtest/gtest.h>

#include <functional>
#include <new>
#include <set>
#include <string>

#include "elman/data/inspection.h"
#include "elman/data/text_pairs.h"
#include "elman/error.h"
#include "elman/tasks/task.h"
#include "elman/train/checkpoint.h"
#include "elman/train/trainer.h"
#include "tests/support/allocations.h"
#include "tests/support/temporary_files.h"
#include "tests/support/transducers.h"

namespace elman::test {
namespace {

// Calls `work` with its first allocation failing, then its second, until it no longer comes to the one that would fail.
// Returns how many there were. Each time std::bad_alloc or Error has to come out, or the work be done without.
std::int64_t fail_each_allocation(const std::function<void()>& work) {
  work();  // what is made once and kept, such as tables
  for (std::int64_t number = 0;; ++number) {
    const std::int64_t alive = allocations_alive();
    bool has_failed = false;
    try {
      const FailingAllocation failing(number);
      try {
        work();
      } catch (...) {
        has_failed = failing.has_failed();
        throw;
      }
      has_failed = failing.has_failed();
    } catch (const std::bad_alloc&) {
    } catch (const Error&) {
    }
    EXPECT_EQ(allocations_alive(), alive) << "allocation " << number << " failed";
    if (!has_failed || testing::Test::HasFailure()) return number;
  }
}

// The same, and each time the folder holds the file "m" with these bytes and nothing else.
std::int64_t fail_each_saving(const std::function<void()>& save, const TemporaryFolder& folder,
                              const std::string& whole) {
  return fail_each_allocation([&] {
    try {
      save();
    } catch (...) {
      EXPECT_EQ(folder.names(), std::set<std::string>{"m"});
      EXPECT_EQ(bytes_of_file(folder.path("m")), whole);
      throw;
    }
  });
}

data::TextPairs two_pairs() {
  data::TextPairs pairs;
  pairs.pairs = {{{"a", "b"}, {"b"}, 1}, {{"b"}, {"a", "a"}, 2}};
  return pairs;
}

TransducerPointer tiny_model() {
  return tasks::make_transducer(two_pairs(), {.embedding_size = 2, .hidden_size = 3}, 1);
}

TEST(NoMemory, WhileAModelIsLoaded) {
  const TemporaryFolder folder;
  tasks::save(folder.path("m"), *tiny_model());
  EXPECT_GT(fail_each_allocation([&] { tasks::open(folder.path("m")); }), 300);
}

TEST(NoMemory, WhileAModelIsSaved) {
  const TemporaryFolder folder;
  const TransducerPointer model = tiny_model();
  model->provenance = {{"train", "a name that is longer than what a string holds in itself.tsv"}};
  const std::string path = folder.path("m");
  tasks::save(path, *model);
  const std::string whole = bytes_of_file(path);
  EXPECT_GT(fail_each_saving([&] { tasks::save(path, *model); }, folder, whole), 150);
}

TEST(NoMemory, WhileACheckpointIsSaved) {
  const TemporaryFolder folder;
  const TransducerPointer model = tiny_model();
  const std::string path = folder.path("m");
  const train::Origin origin{.facts = {{"--seed", "1"}}, .build = "this one"};
  train::TrainingState state{.schedule = {0.5, 1}};
  for (const NamedParameter& named : model->network().parameters()) state.weights.push_back(named.parameter.value());
  const auto save = [&] { train::save_checkpoint(path, model->network(), origin, state); };
  save();
  const std::string whole = bytes_of_file(path);
  EXPECT_GT(fail_each_saving(save, folder, whole), 100);
}

TEST(NoMemory, WhilePairsAreRead) {
  const TemporaryFolder folder;
  const std::string path = folder.put("pairs.tsv", "e\u0301a\tV;PL\tx y\nb\tV\tz\n");
  EXPECT_GT(fail_each_allocation([&] { data::read_text_pairs(path); }), 30);
}

TEST(NoMemory, WhileAStepIsTrained) {
  const TransducerPointer model = tiny_model();
  const auto pairs = encoded(*model, two_pairs());
  for (const int threads : {1, 2}) {
    const auto train = [&] {
      const train::TrainOptions options{.epochs = 1, .threads = threads};
      tasks::PairLearnable learner = learnable(*model, pairs, options);
      train::train(learner, options);
    };
    EXPECT_GT(fail_each_allocation(train), 50);
  }
}

TEST(NoMemory, WhileAWordIsPredicted) {
  const TransducerPointer model = tiny_model();
  const auto predictor = model->predictor({.search = {.beam = 2, .nbest = 2, .max_length = 4}});
  EXPECT_GT(fail_each_allocation([&] { (void)predictor->predict("abba"); }), 50);
}

TEST(NoMemory, WhileAModelIsEvaluated) {
  const TemporaryFolder folder;
  const TransducerPointer model = tiny_model();
  const tasks::EvaluationRequest request{.path = folder.put("test.tsv", "ab\tb\nb\ta a\nabba\ta b\n"),
                                         .predictor = {.search = {.beam = 2, .max_length = 4}, .threads = 1}};
  EXPECT_GT(fail_each_allocation([&] { (void)model->evaluate(request, [](const std::string&) {}); }), 100);
}

TEST(NoMemory, WhilePairsAreInspected) {
  const TemporaryFolder folder;
  const std::string path = folder.put("pairs.tsv", "e\u0301a\tx y\nb\tz\nb\tb\nbad\nb\tz\n a\u00a0\ta b c\n");
  EXPECT_GT(fail_each_allocation([&] { (void)data::inspect(path, {}); }), 100);
}

}  // namespace
}  // namespace elman::test
