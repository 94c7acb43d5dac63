// The one scalar type. The library is float; the tests build it a second time as double for gradient checks.
#pragma once

namespace elman {

#ifdef ELMAN_SCALAR_DOUBLE
using Scalar = double;
#else
using Scalar = float;
#endif

}  // namespace elman
