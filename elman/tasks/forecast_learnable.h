// Series to learn from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "elman/model/forecaster.h"
#include "elman/random.h"
#include "elman/tasks/forecast_options.h"
#include "elman/tasks/series_corpus.h"
#include "elman/train/learnable.h"
#include "elman/train/train_options.h"

namespace elman::tasks {

// An epoch has passes over the data until it is worth a validation. Of the kinds of forecasters,
//   linear and polynomial ones are found already: their one epoch has a loss to tell, and nothing to change;
//   NARX and TDNN learn each row from the true values before it (series-parallel);
//   recurrent ones read pieces of the series from a state of zero, some pieces at a time; the state goes on from step
//   to step and gradients go back over bptt_steps (truncated backpropagation through time: Williams & Peng 1990).
// In the last `refine` epochs all of them learn from runs of refine_steps on their own outputs, by backpropagation
// through time (parallel: Narendra & Parthasarathy 1990).
class ForecastLearnable : public train::Learnable {
 public:
  using Validate = std::function<std::vector<train::Score>()>;

  // Throws DataError if no series is long enough.
  ForecastLearnable(model::Forecaster& network, std::vector<SeriesPart> series, const ForecastOptions& options,
                    const train::TrainOptions& training, Validate validate);

  std::int64_t steps_in_epoch() const override;
  void begin_epoch(int epoch, std::int64_t done) override;
  Loss next_loss(Tape& tape) override;
  const char* unit() const override { return "steps"; }
  std::vector<train::Score> validate() override { return validate_(); }
  std::vector<NamedTensor> carried() const override;
  void carry(const std::vector<NamedTensor>& state) override;

 private:
  // A row of a series, or where a run of rows begins.
  struct Place {
    std::int32_t series = 0;
    std::int64_t row = 0;
  };

  bool solved() const { return model::is_solved(forecaster_.options().kind) && !refining_; }
  bool recurrent() const { return model::is_recurrent(forecaster_.options().kind); }
  void list_places();
  void thin_out();
  void choose_places();
  std::vector<Place> places_of_step(std::int64_t step) const;

  // Regressors of `steps` rows from each place on, step by step, and their targets.
  Variable regressors(Tape& tape, const std::vector<Place>& places, std::int64_t offset, std::int64_t steps) const;
  Variable targets(Tape& tape, const std::vector<Place>& places, std::int64_t offset, std::int64_t steps) const;
  // Of an output's values and quantiles.
  Variable measured(Tape& tape, const model::Forecaster::Output& output, Variable target) const;

  Loss solved_loss(Tape& tape);
  Loss row_loss(Tape& tape);
  Loss piece_loss(Tape& tape);
  Loss run_loss(Tape& tape);

  const model::Forecaster& forecaster_;
  std::vector<SeriesPart> series_;
  ForecastOptions options_;
  std::uint64_t seed_;
  int epochs_;
  std::int64_t batch_;
  Validate validate_;

  std::int64_t first_ = 0;   // row that can be forecast
  std::int64_t window_ = 1;  // rows that are learnt together, beside their context
  std::int64_t piece_ = 0;   // recurrent: rows of a piece
  std::int64_t chunks_ = 1;  // recurrent: steps of training in a piece
  std::int64_t passes_ = 1;  // of an epoch
  std::vector<Place> all_;   // that an epoch visits
  bool refining_ = false;
  int epoch_ = 1;
  std::int64_t step_ = 0;
  std::vector<Place> order_;
  Tensor h_;
  Tensor c_;
  std::vector<Scalar> other_quantiles_;  // all but the median
};

}  // namespace elman::tasks
