#include "elman/version.h"

namespace elman {

const char* version() { return ELMAN_VERSION; }

}  // namespace elman
