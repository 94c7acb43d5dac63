// What tells rows at different places of a sequence apart.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "elman/autograd/ops.h"
#include "elman/fields.h"
#include "elman/nn/initializer.h"
#include "elman/nn/module.h"

namespace elman::nn {

// sinusoidal: element 2 i of position p is sin(p / 10000^(2 i / size)), element 2 i + 1 the cosine (Vaswani et al.
// 2017); learned: a row of a parameter for each position.
enum class PositionKind { sinusoidal, learned };
constexpr auto choices(PositionKind) {
  return std::array{Choice<PositionKind>{PositionKind::sinusoidal, "sinusoidal"},
                    Choice<PositionKind>{PositionKind::learned, "learned"}};
}

struct PositionOptions {
  PositionKind kind = PositionKind::sinusoidal;
  std::int64_t size = 1;
  std::int64_t longest = 512;  // learned: positions that there are
};

// Parameter of learned ones: weight (longest, size), which starts from N(0, 0.02^2) (Devlin et al. 2019).
class Positions : public Module {
 public:
  Positions(const PositionOptions& options, const Initializer& init);

  // y = factor * x + what belongs to each row's position, for x (rows, size). A position of -1 adds nothing: features
  // have a type and no place (Wu, Cotterell & Hulden 2021). Of learned ones, whatever is past the last gets the last.
  // Throws UsageError for a position below -1.
  Variable forward(Tape& tape, Variable x, std::span<const std::int32_t> position, Scalar factor = 1) const;

 private:
  Variable sinusoids(Tape& tape, std::int32_t first, std::int32_t last) const;

  PositionOptions options_;
  Parameter weight_;
  std::vector<double> rate_;  // sinusoidal: radians from a position to the next, for each sine
};

// The step that each row belongs to, plus `start`: positions of the compact rows of a batch. In the tape's memory.
std::span<const std::int32_t> positions_of(Tape& tape, const Steps& steps, std::int32_t start = 0);

}  // namespace elman::nn
