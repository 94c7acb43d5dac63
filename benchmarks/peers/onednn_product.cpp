#include "benchmarks/peers/onednn_memory.h"
#include "benchmarks/peers/onednn_tasks.h"

namespace elman::benchmarks::onednn {

// C (m, n) = A (m, k) W^T, W packed beforehand.
Task product_task(const Case& asked) {
  const int m = asked.number("m");
  const int k = asked.number("k");
  const int n = asked.number("n");
  const Desc a = floats({m, k}, Tag::ab);
  const Desc c = floats({m, n}, Tag::ab);
  const dnnl::matmul::primitive_desc desc(engine(), a, floats({k, n}, Tag::any), c);
  const memory weights = in_layout(filled(floats({k, n}, Tag::ba), Seed::weight_ih), desc.weights_desc());
  const memory output(c, engine());
  const Arguments arguments = {{DNNL_ARG_SRC, filled(a, Seed::x)}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_DST, output}};
  return {.run =
              [=, product = dnnl::matmul(desc)] {
                product.execute(stream(), arguments);
                stream().wait();
              },
          .results =
              [=] {
                std::vector<float> all;
                append(output, c, all);
                return all;
              }};
}

}  // namespace elman::benchmarks::onednn
