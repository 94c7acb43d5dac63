# ELMAN_HEADER_VERSION: the version as elman/version.h has it.
file(STRINGS "${CMAKE_CURRENT_LIST_DIR}/../elman/version.h" lines REGEX "^#define ELMAN_VERSION_(MAJOR|MINOR|PATCH) [0-9]+$")
string(REGEX MATCHALL "[0-9]+" numbers "${lines}")
list(JOIN numbers "." ELMAN_HEADER_VERSION)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${CMAKE_CURRENT_LIST_DIR}/../elman/version.h")
