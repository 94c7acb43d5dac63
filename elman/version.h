// The version of the library.
#pragma once

namespace elman {

// "0.1.0".
const char* version();

}  // namespace elman
