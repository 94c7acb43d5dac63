#include "cli/course/reading.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <sstream>

#include "cli/show/output.h"
#include "cli/show/talk.h"

namespace elman::cli {
namespace {

// Of the terminal at standard output; 0 if there is none or it does not say.
long terminal_rows() {
  winsize size{};
  if (isatty(STDOUT_FILENO) == 0 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_row;
}

bool is_installed(const std::string& program) {
  if (program.find('/') != std::string::npos) return access(program.c_str(), X_OK) == 0;
  const char* path = std::getenv("PATH");
  std::stringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (access((folder + "/" + program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

// The command; empty if there is no pager, or PAGER says that none is wanted.
std::string pager() {
  const char* wanted = std::getenv("PAGER");
  std::string command = wanted == nullptr ? "less -R" : wanted;
  if (command == "less") command += " -R";
  std::string program;
  std::stringstream(command) >> program;
  return program.empty() || program == "cat" || !is_installed(program) ? "" : command;
}

}  // namespace

void write_paged(const std::string& text) {
  const long rows = terminal_rows();
  const std::string command = rows > 0 && std::ranges::count(text, '\n') >= rows ? pager() : "";
  FILE* pipe = command.empty() ? nullptr : popen(command.c_str(), "w");
  if (pipe == nullptr) {
    write_out(text);
    return;
  }
  std::fwrite(text.data(), 1, text.size(), pipe);  // a reader that leaves early has seen enough
  pclose(pipe);
}

void write_slowly(const std::string& text, const std::string& prompt) {
  std::stringstream parts(text);
  bool waiting = true;
  bool first = true;
  for (std::string part; std::getline(parts, part, '\f');) {
    if (!first && waiting) {
      talk("{} ", prompt);
      std::string line;
      waiting = static_cast<bool>(std::getline(std::cin, line));
    }
    first = false;
    if (!write_out(part)) return;
  }
}

}  // namespace elman::cli
