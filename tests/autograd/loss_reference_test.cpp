#include <gtest/gtest.h>

#include "elman/autograd/losses.h"
#include "tests/support/reference.h"

namespace elman::test {
namespace {

ops::Reduction reduction(const ReferenceCase& c) {
  return c.get<std::string>("reduction") == "sum" ? ops::Reduction::sum : ops::Reduction::mean;
}

TEST(TorchReferenceLosses, CrossEntropyAgrees) {
  for (const ReferenceCase& c : reference_cases("losses", "cross_entropy")) {
    SCOPED_TRACE(c.name);
    Tape tape;
    const Variable logits = tape.variable(c.tensor("logits"));
    ReferenceLoss loss(tape, c);
    loss.add("loss", ops::cross_entropy(tape, logits, c.get<std::vector<std::int32_t>>("target"),
                                        {.reduction = reduction(c),
                                         .label_smoothing = c.get<Scalar>("label_smoothing"),
                                         .ignore = c.get<std::int32_t>("ignore")}));
    loss.backward();
    expect_near(logits.grad(), c.tensor("d_logits"), "gradient of the logits");
  }
}

TEST(TorchReferenceLosses, MeanSquaredErrorAgrees) {
  for (const ReferenceCase& c : reference_cases("losses", "mean_squared_error")) {
    SCOPED_TRACE(c.name);
    Tape tape;
    const Variable prediction = tape.variable(c.tensor("prediction"));
    ReferenceLoss loss(tape, c);
    loss.add("loss", ops::mean_squared_error(tape, prediction, tape.constant(c.tensor("target")), reduction(c)));
    loss.backward();
    expect_near(prediction.grad(), c.tensor("d_prediction"), "gradient of the prediction");
  }
}

TEST(TorchReferenceLosses, ThereAreAtLeastTwoHundredCasesInAll) {
  std::size_t cases = 0;
  for (const char* file : {"layers", "recurrent", "attention", "losses", "optim", "transformer"}) {
    cases += reference_cases(file).size();
  }
  EXPECT_GE(cases, 200U);
}

TEST(TorchReferenceLosses, ErrorMeasuresAgree) {
  for (const ReferenceCase& c : reference_cases("series", "error")) {
    SCOPED_TRACE(c.name);
    Tape tape;
    const Variable prediction = tape.variable(c.tensor("prediction"));
    const Variable target = tape.constant(c.tensor("target"));
    const auto kind = c.get<std::string>("measure");
    ReferenceLoss loss(tape, c);
    if (kind == "absolute") loss.add("loss", ops::absolute_error(tape, prediction, target, reduction(c)));
    if (kind == "huber") {
      loss.add("loss", ops::huber_error(tape, prediction, target, c.get<Scalar>("delta"), reduction(c)));
    }
    if (kind == "quantile") {
      loss.add("loss",
               ops::quantile_error(tape, prediction, target, c.get<std::vector<Scalar>>("quantiles"), reduction(c)));
    }
    loss.backward();
    expect_near(prediction.grad(), c.tensor("d_prediction"), "gradient of the prediction");
  }
}

}  // namespace
}  // namespace elman::test
