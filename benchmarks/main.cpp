// Elman as a worker that times what it is asked for; run.py drives it beside its peers.
#include "benchmarks/worker.h"
#include "elman/kernels/target.h"

int main() {
  using namespace elman::benchmarks;
  const Makers makers = {{"peak", peak_task},
                         {"bf16-peak", bf16_peak_task},
                         {"read", read_task},
                         {"update", update_task},
                         {"product", product_task},
                         {"layer", layer_task},
                         {"cell", cell_task},
                         {"training-step", training_step_task},
                         {"decoding", decoding_task},
                         {"adam", adam_task},
                         {"language-model-step", language_model_step_task},
                         {"generation", generation_task},
                         {"forecaster-step", forecaster_step_task},
                         {"free-run", free_run_task},
                         {"polynomial-fit", polynomial_fit_task},
                         {"polynomial-run", polynomial_run_task},
                         {"attention", attention_task},
                         {"transformer-layer", transformer_layer_task}};
  return serve(elman::kernels::target_name(), makers);
}
