// What inference computes on.
#pragma once

#include <memory>

#include "elman/autograd/tape.h"
#include "elman/system/thread_pool.h"

namespace elman::model {

// Threads, and memory that is kept from one batch to the next: fresh pages from the system cost a Transformer a tenth
// of its time. Serves one batch at a time.
struct Workspace {
  explicit Workspace(const std::shared_ptr<system::ThreadPool>& threads)
      : pool(threads), batch({.pool = threads, .record = false}), step({.pool = threads, .record = false}) {}

  std::shared_ptr<system::ThreadPool> pool;  // null: the caller's thread alone
  Tape batch;                                // what is made once for a batch
  Tape step;                                 // what is made at each step of its outputs
};

}  // namespace elman::model
