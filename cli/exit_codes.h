// What the program tells the shell.
#pragma once

namespace elman::cli {

enum ExitCode {
  exit_fine = 0,
  exit_other = 1,
  exit_usage = 2,
  exit_data = 3,
  exit_model = 4,
  exit_io = 5,
  exit_interrupted = 130,
};

}  // namespace elman::cli
