// What the tests of kernels share: each runs on every instruction set that the processor has.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "elman/kernels/target.h"
#include "elman/scalar.h"

namespace elman::test {

class KernelTest : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    before_ = kernels::target_name();
    kernels::use_target(GetParam());
  }
  void TearDown() override { kernels::use_target(before_); }

  // `count` scalars from -range to range. A vector of exactly that size, so that a sanitizer sees a read past the end.
  std::vector<Scalar> random(std::size_t count, double range = 1) {
    std::uniform_real_distribution<double> distribution(-range, range);
    std::vector<Scalar> v(count);
    for (Scalar& x : v) x = static_cast<Scalar>(distribution(engine_));
    return v;
  }
  int between(int low, int high) { return std::uniform_int_distribution<int>(low, high)(engine_); }

 private:
  std::string before_;
  std::mt19937 engine_{20};
};

// `if_float` in the product, `if_double` in the tests' second build.
constexpr double tolerance(double if_float, double if_double) { return sizeof(Scalar) == 4 ? if_float : if_double; }

// The gradient of f at x by central differences, in double whatever Scalar is.
template <class Function>
std::vector<double> numeric_gradient(const Function& f, std::vector<double> x) {
  std::vector<double> gradient(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double at = x[i];
    constexpr double h = 1e-5;
    x[i] = at + h;
    const double above = f(x);
    x[i] = at - h;
    gradient[i] = (above - f(x)) / (2 * h);
    x[i] = at;
  }
  return gradient;
}

// log softmax by its definition.
inline std::vector<double> log_softmax(const std::vector<double>& x) {
  const double largest = *std::max_element(x.begin(), x.end());
  double sum = 0;
  for (const double v : x) sum += std::exp(v - largest);
  std::vector<double> y(x);
  for (double& v : y) v = v - largest - std::log(sum);
  return y;
}

inline std::vector<double> doubles(const std::vector<Scalar>& x) { return {x.begin(), x.end()}; }

inline std::string target_of(const testing::TestParamInfo<std::string>& info) { return info.param; }

}  // namespace elman::test

#define ELMAN_ON_EVERY_TARGET(suite) \
  INSTANTIATE_TEST_SUITE_P(Targets, suite, testing::ValuesIn(kernels::available_targets()), test::target_of)
