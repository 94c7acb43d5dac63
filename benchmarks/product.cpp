#include <memory>

#include "benchmarks/sequences.h"
#include "benchmarks/task.h"
#include "elman/kernels/gemm.h"

namespace elman::benchmarks {

// C (m, n) = A (m, k) W^T, W packed beforehand.
Task product_task(const Case& asked) {
  struct Product {
    explicit Product(int threads) : pool(threads) {}
    system::ThreadPool pool;
    Tensor a, packed, c;
  };
  const int m = asked.number("m");
  const int k = asked.number("k");
  const int n = asked.number("n");
  const auto product = std::make_shared<Product>(asked.threads());
  product->a = made_up_tensor(Shape{m, k}, Seed::x);
  product->c = Tensor(Shape{m, n});
  const Tensor w = made_up_tensor(Shape{n, k}, Seed::weight_ih);
  const kernels::PackedShape shape{n, k};
  product->packed = Tensor(Shape{static_cast<std::int64_t>(kernels::packed_size(shape))});
  kernels::pack(product->pool, shape, {.w = w.data(), .row_stride = k}, product->packed.data());
  return {.run =
              [=] {
                kernels::gemm(product->pool, shape,
                              {.m = m,
                               .a = product->a.data(),
                               .lda = k,
                               .packed = product->packed.data(),
                               .c = product->c.data(),
                               .ldc = n});
              },
          .operations = 2.0 * m * n * k,
          .bytes = sizeof(Scalar) * static_cast<double>(n) * k,
          .bytes_limit = read_case(sizeof(Scalar) * static_cast<double>(n) * k),
          .results = [=] { return values_of(product->c); }};
}

}  // namespace elman::benchmarks
