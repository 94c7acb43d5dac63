#include "elman/tasks/preparation.h"

namespace elman::tasks {

std::vector<FieldGroup> Preparation::option_groups() {
  return {{"Data", data_options()}, {"Network", network_options()}, {"Training", fields(training)}};
}

}  // namespace elman::tasks
