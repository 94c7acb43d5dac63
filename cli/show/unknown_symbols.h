// Symbols that a model does not know, told at the end.
#pragma once

#include "elman/tasks/report.h"

namespace elman::cli {

// On stderr, a line for each symbol, the commonest first; nothing if there are none.
void report(const tasks::UnknownSymbols& unknown);

}  // namespace elman::cli
