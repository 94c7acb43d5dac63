#include "elman/system/thread_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <limits>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace elman::system {
namespace {

TEST(Share, CoversEverythingOnceInWholeGrains) {
  for (int n : {0, 1, 5, 64, 97}) {
    for (int workers = 1; workers <= 4; ++workers) {
      for (int grain : {1, 3, 16}) {
        int next = 0;
        for (int worker = 0; worker < workers; ++worker) {
          const Range range = share(n, worker, workers, grain);
          EXPECT_EQ(range.begin, next);
          EXPECT_LE(range.begin, range.end);
          EXPECT_TRUE(range.begin == n || range.begin % grain == 0);
          next = range.end;
        }
        EXPECT_EQ(next, n) << workers << " workers, grains of " << grain;
      }
    }
  }
}

TEST(Share, NoWorkerHasMoreThanOneGrainMoreThanAnother) {
  for (int worker = 0; worker < 3; ++worker) {
    const Range range = share(100, worker, 3, 8);  // 13 grains: 5, 4, 4
    EXPECT_LE(range.end - range.begin, 40);
    EXPECT_GE(range.end - range.begin, 28);
  }
}

TEST(ThreadPool, RunsEveryWorkerOnce) {
  for (int threads = 1; threads <= 4; ++threads) {
    ThreadPool pool(threads);
    EXPECT_EQ(pool.size(), threads);
    std::vector<int> calls(static_cast<std::size_t>(threads));
    pool.run([&](int worker) { ++calls[static_cast<std::size_t>(worker)]; });
    EXPECT_EQ(calls, std::vector<int>(static_cast<std::size_t>(threads), 1));
  }
}

TEST(ThreadPool, RunsEveryTaskOnceHoweverManyThereAre) {
  for (int threads = 1; threads <= 4; ++threads) {
    ThreadPool pool(threads);
    for (const int tasks : {0, 1, 2, 3, 50}) {
      std::vector<std::atomic<int>> calls(static_cast<std::size_t>(tasks));
      std::atomic<int> strangers = 0;
      pool.run_tasks(tasks, [&](int task, int worker) {
        ++calls[static_cast<std::size_t>(task)];
        strangers += worker >= 0 && worker < threads ? 0 : 1;
      });
      for (const std::atomic<int>& count : calls) EXPECT_EQ(count, 1);
      EXPECT_EQ(strangers, 0);
    }
  }
}

TEST(ThreadPool, ATaskThatWaitsForAnotherWorkerHoldsUpNoOtherTask) {
  ThreadPool pool(2);
  std::atomic<int> others = 0;
  pool.run_tasks(20, [&](int task, int) {
    if (task == 0) {
      while (others < 19) std::this_thread::yield();  // the other worker does all the rest
    } else {
      ++others;
    }
  });
  EXPECT_EQ(others, 19);
}

TEST(ThreadPool, ManyShortRunsLoseNothing) {
  constexpr int runs = 200;
  for (int threads = 2; threads <= 4; ++threads) {
    ThreadPool pool(threads);
    std::vector<int> calls(static_cast<std::size_t>(threads));
    int runs_seen = 0;
    for (int run = 0; run < runs; ++run) {
      pool.run([&](int worker) { ++calls[static_cast<std::size_t>(worker)]; });
      runs_seen += calls.front() == calls.back() ? 1 : 0;  // what workers wrote is there when run() returns
    }
    EXPECT_EQ(calls, std::vector<int>(static_cast<std::size_t>(threads), runs));
    EXPECT_EQ(runs_seen, runs);
  }
}

TEST(ThreadPool, TheBarrierShowsWhatTheOthersWroteBefore) {
  constexpr int steps = 50;
  for (int threads = 1; threads <= 4; ++threads) {
    ThreadPool pool(threads);
    std::vector<int> written(static_cast<std::size_t>(threads));
    std::atomic<int> stale = 0;
    pool.run([&](int worker) {
      for (int step = 1; step <= steps; ++step) {
        written[static_cast<std::size_t>(worker)] = step;
        pool.barrier();
        for (int other : written) stale += other == step ? 0 : 1;
        pool.barrier();
      }
    });
    EXPECT_EQ(stale, 0) << threads << " threads";
  }
}

bool have_cores_of_their_own(int threads) {
  return static_cast<unsigned>(threads) <= std::thread::hardware_concurrency();
}

bool is_late(ThreadPool& pool) { return pool.readiness() == ThreadPool::Readiness::late; }

TEST(ThreadPool, IsLateIfThereIsNoOtherThreadOrNoCoreForIt) {
  ThreadPool one(1);
  EXPECT_TRUE(is_late(one));
  const auto too_many = static_cast<int>(std::thread::hardware_concurrency()) + 1;
  ThreadPool crowd(too_many);
  EXPECT_TRUE(is_late(crowd));
}

// Makes the caller wait for the other worker, far longer than a task takes, until the pool has noticed.
bool notices_a_hold_up(ThreadPool& pool) {
  for (int i = 0; i < 100; ++i) {
    if (is_late(pool)) return true;
    std::atomic<bool> caller_waits = false;
    pool.run([&](int worker) {
      if (worker == 0) {
        caller_waits = true;
        return;
      }
      while (!caller_waits) std::this_thread::yield();
      const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(5);
      while (std::chrono::steady_clock::now() < until) std::this_thread::yield();
    });
  }
  return false;
}

TEST(ThreadPool, IsLateForAWhileAfterAThreadHeldUpTheCaller) {
  if (!have_cores_of_their_own(2)) GTEST_SKIP() << "needs two cores";
  ThreadPool pool(2);
  EXPECT_TRUE(notices_a_hold_up(pool));
  while (is_late(pool)) std::this_thread::yield();  // ends
}

TEST(ThreadPool, RethrowsTheFirstWorkersException) {
  for (int threads = 1; threads <= 4; ++threads) {
    ThreadPool pool(threads);
    try {
      pool.run([&](int worker) { throw std::out_of_range("worker " + std::to_string(worker)); });
      FAIL() << "nothing was thrown";
    } catch (const std::out_of_range& error) {
      EXPECT_STREQ(error.what(), "worker 0");
    }
  }
}

TEST(ThreadPool, AFailedWorkerFreesThoseAtTheBarrierAndItsOwnErrorIsReported) {
  for (int threads = 2; threads <= 4; ++threads) {
    ThreadPool pool(threads);
    for (int run = 0; run < 50; ++run) {
      EXPECT_THROW(pool.run([&](int worker) {
        if (worker == threads - 1) throw std::out_of_range("failed");
        pool.barrier();
      }),
                   std::out_of_range);
      // The pool works as before.
      std::atomic<int> passed = 0;
      pool.run([&](int) {
        pool.barrier();
        ++passed;
      });
      EXPECT_EQ(passed, threads);
    }
  }
}

TEST(ThreadPool, RefusesToHaveNoThread) { EXPECT_THROW(ThreadPool(0), std::invalid_argument); }

// Half of the smallest normal number, if the processor keeps such numbers.
float half_of_smallest() {
  volatile float smallest = std::numeric_limits<float>::min();
  return smallest / 2;
}

TEST(ThreadPool, EveryWorkerFlushesDenormals) {
  ThreadPool pool(3);
  std::vector<float> halves(3, 1.0F);
  pool.run([&](int worker) { halves[static_cast<std::size_t>(worker)] = half_of_smallest(); });
  EXPECT_EQ(halves, std::vector<float>(3, 0.0F));
}

TEST(FlushDenormals, LastsAsLongAsTheOutermostObject) {
  EXPECT_GT(half_of_smallest(), 0.0F);
  {
    const FlushDenormals outer;
    { const FlushDenormals inner; }
    EXPECT_EQ(half_of_smallest(), 0.0F);
  }
  EXPECT_GT(half_of_smallest(), 0.0F);
}

}  // namespace
}  // namespace elman::system
