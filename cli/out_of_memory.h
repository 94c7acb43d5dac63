// The end of the program if there is no memory.
#pragma once

namespace elman::cli {

inline constexpr char out_of_memory[] = "out of memory";

// Libraries may want memory where they must not throw, and end the program (std::terminate) if there is none. From now
// on that end is like any other for want of memory: a message, exit code 1, no lock file left.
void end_calmly_without_memory();

// The stack grows as calls need it, and the system kills a process (SIGSEGV) whose stack cannot. Takes all of it that
// the program needs now; false if there is not that much memory.
bool reserve_stack();

}  // namespace elman::cli
