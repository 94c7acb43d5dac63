#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "elman/autograd/ops.h"
#include "elman/io/safetensors.h"
#include "tests/support/transducers.h"

namespace elman::test {
namespace {

// Weights that PyTorch made and weights that elman trained, with the log-probabilities that PyTorch computes from each:
// tools/pytorch_seq2seq.py fixture.
TEST(PytorchModel, WeightsMoveBothWaysWithTheSameLogProbabilities) {
  const data::EncodedPairs pairs = {{{4, 6, 5, 5, text::Vocabulary::end}, {6, 4, 5}}};
  data::Batch batch;
  const std::int32_t only = 0;
  data::make_batch(pairs, {&only, 1}, batch);
  for (const std::string name : {"pytorch_lstm", "pytorch_gru", "pytorch_rnn", "elman_lstm"}) {
    const std::string path = std::string(ELMAN_TEST_DATA) + "/model/" + name;
    const TransducerPointer model = open_transducer(path + ".elman");
    const Tensor expected = io::SafetensorsFile::open(path + "_expected.safetensors").read("log_probabilities");
    Tape tape;
    const Variable found = ops::log_softmax(tape, model->network().logits(tape, batch));
    ASSERT_EQ(found.shape(), expected.shape());
    for (std::int64_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(found.value()[i], expected[i], 1e-5) << name;
  }
}

}  // namespace
}  // namespace elman::test
