// How the items of a lattice of edits are shared among threads.
#pragma once

#include "elman/kernels/edit_lattice.h"
#include "elman/system/thread_pool.h"

namespace elman::kernels {

// Items own what they write, so the number of threads changes no bit.
template <class Item>
void run_items(system::ThreadPool& pool, const EditLattice& lattice, double work_of_a_node, const Item& item) {
  if (pool.size() > 1 && work_of_a_node * static_cast<double>(lattice.nodes()) >= pool.worth_sharing()) {
    pool.run_tasks(lattice.items, [&](int task, int) { item(task); });
    return;
  }
  const system::FlushDenormals flush;
  for (int task = 0; task < lattice.items; ++task) item(task);
}

}  // namespace elman::kernels
