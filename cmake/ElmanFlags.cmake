# Warnings and sanitizers of everything that this project compiles. No contraction: a*b+c gives the same bits in every
# compiler and build.
add_library(elman_flags INTERFACE)
target_compile_options(elman_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
                                             -ffp-contract=off
                                             # GCC 12 sees overlaps in "literal" + std::string that are not there
                                             $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
if(ELMAN_WARNINGS_AS_ERRORS)
  target_compile_options(elman_flags INTERFACE -Werror)
endif()
if(ELMAN_SANITIZE)
  target_compile_options(elman_flags INTERFACE -fsanitize=${ELMAN_SANITIZE} -fno-omit-frame-pointer
                                               -fno-sanitize-recover=all)
  target_link_options(elman_flags INTERFACE -fsanitize=${ELMAN_SANITIZE})
endif()
