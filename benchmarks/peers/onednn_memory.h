// Arrays of oneDNN, and the layouts that they are brought into.
#pragma once

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "benchmarks/made_up.h"
#include "oneapi/dnnl/dnnl.hpp"

namespace elman::benchmarks::onednn {

using dnnl::memory;
using Desc = memory::desc;
using Tag = memory::format_tag;
using Arguments = std::unordered_map<int, memory>;

inline const dnnl::engine& engine() {
  static const dnnl::engine cpu(dnnl::engine::kind::cpu, 0);
  return cpu;
}

inline dnnl::stream& stream() {
  static dnnl::stream one(engine());
  return one;
}

inline Desc floats(const memory::dims& dims, Tag tag) { return {dims, memory::data_type::f32, tag}; }

inline float* data(const memory& of) { return static_cast<float*>(of.get_data_handle()); }

inline memory filled(const Desc& desc, Seed seed) {
  memory made(desc, engine());
  for (std::size_t i = 0; i < desc.get_size() / sizeof(float); ++i) data(made)[i] = made_up(seed, i);
  return made;
}

inline memory zeros(const Desc& desc) {
  memory made(desc, engine());
  std::fill_n(static_cast<char*>(made.get_data_handle()), desc.get_size(), '\0');
  return made;
}

// Into `to`'s layout.
inline void copy(memory from, memory to) { dnnl::reorder(from, to).execute(stream(), from, to); }

inline memory in_layout(const memory& from, const Desc& desc) {
  memory to(desc, engine());
  copy(from, to);
  stream().wait();
  return to;
}

inline void append(const memory& from, const Desc& desc, std::vector<float>& all) {
  const memory plain = in_layout(from, desc);
  all.insert(all.end(), data(plain), data(plain) + desc.get_size() / sizeof(float));
}

}  // namespace elman::benchmarks::onednn
