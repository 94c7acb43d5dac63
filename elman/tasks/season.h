// The season of a series that nobody has told.
#pragma once

#include <vector>

#include "elman/tasks/series_corpus.h"

namespace elman::tasks {

// The lag at which the changes of the first target from row to row are most like themselves: the first whose
// autocorrelation is about that of the highest peak, if that is above 0.3; 0 if there is none. Lags of a third of the
// longest series at most, and at most 1000.
int find_season(const std::vector<SeriesPart>& series);

}  // namespace elman::tasks
