#include "tests/support/reference.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <stdexcept>

#include "elman/autograd/elementwise.h"

namespace elman::test {

namespace {

const io::SafetensorsFile& open(const std::string& name) {
  static std::map<std::string, std::unique_ptr<io::SafetensorsFile>> files;
  auto& file = files[name];
  if (!file) {
    const std::string path = ELMAN_TEST_DATA "/reference/" + name + ".safetensors";
    file = std::make_unique<io::SafetensorsFile>(io::SafetensorsFile::open(path));
  }
  return *file;
}

}  // namespace

std::vector<ReferenceCase> reference_cases(const std::string& file, const std::string& kind) {
  const io::SafetensorsFile& opened = open(file);
  std::vector<ReferenceCase> cases;
  for (const auto& [name, text] : opened.metadata()) {
    ReferenceCase found{&opened, name, nlohmann::json::parse(text)};
    const auto its_kind = found.get<std::string>("kind");
    if (its_kind != "note" && (kind.empty() || its_kind == kind)) cases.push_back(std::move(found));
  }
  if (cases.empty()) throw std::runtime_error("no cases of " + kind + " in " + file);
  return cases;
}

void expect_near(const Tensor& found, const Tensor& expected, const std::string& what) {
  constexpr double tolerance = sizeof(Scalar) == 8 ? 1e-10 : 1e-5;
  ASSERT_EQ(found.shape(), expected.shape()) << what;
  double largest = 1;
  for (const Scalar value : expected.span()) largest = std::max(largest, std::abs(static_cast<double>(value)));
  for (std::int64_t i = 0; i < found.size(); ++i) {
    ASSERT_NEAR(found[i], expected[i], tolerance * largest) << what << ", element " << i;
  }
}

void ReferenceLoss::add(const std::string& name, Variable output) {
  if (!case_.has(name)) return;
  expect_near(output.value(), case_.tensor(name), name);
  const Variable product = ops::multiply(tape_, output, tape_.constant(case_.tensor("d_" + name)));
  const Variable term = ops::sum(tape_, product);
  total_ = total_ ? ops::add(tape_, total_, term) : term;
}

}  // namespace elman::test
