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

# What makes a fault an end with a message instead of something worse. Sanitizers see more, and want these out of the way.
# The program is linked as position-independent, its tables read-only.
if(ELMAN_HARDEN AND NOT ELMAN_SANITIZE)
  target_compile_definitions(elman_flags INTERFACE _GLIBCXX_ASSERTIONS $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)
  target_compile_options(elman_flags INTERFACE -fstack-protector-strong)
  target_link_options(elman_flags INTERFACE -Wl,-z,relro,-z,now -Wl,-z,noexecstack)
endif()
if(ELMAN_SANITIZE)
  target_compile_options(elman_flags INTERFACE -fsanitize=${ELMAN_SANITIZE} -fno-omit-frame-pointer
                                               -fno-sanitize-recover=all)
  target_link_options(elman_flags INTERFACE -fsanitize=${ELMAN_SANITIZE})
endif()
