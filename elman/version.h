// The version of the library. It is written here alone: the build and what is installed read it from these three lines.
#pragma once

#define ELMAN_VERSION_MAJOR 0
#define ELMAN_VERSION_MINOR 1
#define ELMAN_VERSION_PATCH 0

// "0.1.0".
#define ELMAN_VERSION_STRING_OF(major, minor, patch) #major "." #minor "." #patch
#define ELMAN_VERSION_STRING_FROM(major, minor, patch) ELMAN_VERSION_STRING_OF(major, minor, patch)
#define ELMAN_VERSION_STRING ELMAN_VERSION_STRING_FROM(ELMAN_VERSION_MAJOR, ELMAN_VERSION_MINOR, ELMAN_VERSION_PATCH)

namespace elman {

// Of the library that is linked, which may be another than that of this header: "0.1.0".
const char* version();

}  // namespace elman
