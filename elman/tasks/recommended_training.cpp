#include "elman/tasks/recommended_training.h"

#include <algorithm>

namespace elman::tasks {

train::TrainOptions recommended_training(std::size_t pairs) {
  train::TrainOptions training;
  if (pairs < 2000) {
    // A small set has few updates in an epoch, and a dev score that jumps: many epochs, none of them trusted too soon,
    // and a mean over the last few of them.
    training.epochs = 100;
    training.patience = 25;
    training.plateau_patience = 8;
    training.average = 0.99;
  } else if (pairs < 6000) {
    training.epochs = 40;
    training.patience = 15;
    training.average = 0.995;
  } else if (pairs > 30000) {
    training.epochs = 40;
    training.patience = 5;
    training.plateau_patience = 1;
    training.batch_size = 64;
    training.average = 0.999;
  }
  return training;
}

train::TrainOptions recommended_transformer_training(std::size_t pairs) {
  train::TrainOptions training;
  training.schedule = train::ScheduleKind::cosine;
  training.patience = 0;  // the rate falls to the end, and so the best epochs come last
  training.learning_rate = 2e-3;
  training.batch_size = pairs < 2000 ? 32 : 64;
  training.epochs = pairs < 2000 ? 100 : pairs > 30000 ? 20 : 40;
  return training;
}

train::TrainOptions recommended_edit_training(std::size_t pairs) {
  train::TrainOptions training = recommended_training(pairs);
  training.learning_rate = 2e-3;
  if (pairs < 2000) return training;
  // A high rate brings it to its best within some three thousand updates, and a rate that falls at last ends it there.
  training.schedule = train::ScheduleKind::trapezoidal;
  training.epochs = static_cast<int>(std::clamp<std::size_t>(100'000 / pairs, 15, 30));
  return training;
}

train::TrainOptions recommended_translation_training() {
  train::TrainOptions training = recommended_transformer_training(0);
  training.learning_rate = 1e-3;
  training.batch_size = 64;
  training.epochs = 15;
  return training;
}

}  // namespace elman::tasks
