#include "elman/kernels/edit_items.h"
#include "elman/kernels/edit_lattice.h"

#define HWY_TARGET_INCLUDE "elman/kernels/edit_nodes.cpp"
#include "elman/kernels/dispatch.h"
#include "elman/kernels/edit_lattice-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {
namespace {

void nodes_of_item(const EditNodes& n, int item) {
  const auto size = static_cast<std::size_t>(n.size);
  const int positions = n.lattice.positions(item);
  const std::int32_t* rows = n.lattice.source_rows + n.lattice.first_position[item];
  Scalar* node = n.nodes + std::ptrdiff_t{n.lattice.first_node[item]} * n.size;
  const int outputs = n.lattice.targets.length(item);
  for (int u = 0; u < outputs; ++u) {
    const Scalar* target = n.target + target_row(n.lattice, item, u) * n.size;
    for (int i = 0; i < positions; ++i, node += size) {
      const Scalar* source = n.source + std::ptrdiff_t{rows[i]} * n.size;
      Map(size, source, target, node, [](Vector a, Vector b) HWY_ATTR { return Tanh(Lanes(), hn::Add(a, b)); });
    }
  }
}

// sum += d (1 - y^2).
void add_through_tanh(std::size_t size, const Scalar* y, const Scalar* d_y, Scalar* sum) {
  const Lanes d;
  for (std::size_t j = 0; j < size; j += hn::Lanes(d)) {
    const std::size_t left = size - j;
    const Vector value = LoadUpTo(d, y + j, left);
    const Vector gradient = LoadUpTo(d, d_y + j, left);
    const Vector through = hn::NegMulAdd(hn::Mul(value, value), gradient, gradient);
    StoreUpTo(d, hn::Add(LoadUpTo(d, sum + j, left), through), sum + j, left);
  }
}

void nodes_of_item_backward(const EditNodes& n, const Scalar* d_nodes, Scalar* d_source, Scalar* d_target, int item) {
  const auto size = static_cast<std::size_t>(n.size);
  const int positions = n.lattice.positions(item);
  const std::int32_t* rows = n.lattice.source_rows + n.lattice.first_position[item];
  std::ptrdiff_t node = std::ptrdiff_t{n.lattice.first_node[item]} * n.size;
  const int outputs = n.lattice.targets.length(item);
  for (int u = 0; u < outputs; ++u) {
    for (int i = 0; i < positions; ++i, node += n.size) {
      if (d_source != nullptr) {
        add_through_tanh(size, n.nodes + node, d_nodes + node, d_source + std::ptrdiff_t{rows[i]} * n.size);
      }
      if (d_target != nullptr) {
        add_through_tanh(size, n.nodes + node, d_nodes + node, d_target + target_row(n.lattice, item, u) * n.size);
      }
    }
  }
}

}  // namespace
}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace elman::kernels {

void edit_nodes_forward(system::ThreadPool& pool, const EditNodes& nodes) {
  const auto item = ELMAN_DISPATCH(nodes_of_item);
  run_items(pool, nodes.lattice, 8.0 * nodes.size, [&](int i) { item(nodes, i); });
}

void edit_nodes_backward(system::ThreadPool& pool, const EditNodes& nodes, const Scalar* d_nodes, Scalar* d_source,
                         Scalar* d_target) {
  const auto item = ELMAN_DISPATCH(nodes_of_item_backward);
  run_items(pool, nodes.lattice, 4.0 * nodes.size, [&](int i) { item(nodes, d_nodes, d_source, d_target, i); });
}

}  // namespace elman::kernels
#endif
