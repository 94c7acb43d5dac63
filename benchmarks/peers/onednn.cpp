// oneDNN as a worker: its RNN primitives and its matrix product, with weights in the layouts that they ask for. The
// conversation is ../worker.h's; OMP_NUM_THREADS says how many threads.
#include <string>

#include "benchmarks/peers/onednn_tasks.h"
#include "benchmarks/worker.h"
#include "oneapi/dnnl/dnnl.hpp"

int main() {
  namespace onednn = elman::benchmarks::onednn;
  const dnnl_version_t& version = *dnnl::version();
  return elman::benchmarks::serve("oneDNN " + std::to_string(version.major) + "." + std::to_string(version.minor),
                                  {{"product", onednn::product_task}, {"layer", onednn::layer_task}});
}
