#include "cli/interruption.h"

#include <signal.h>  // NOLINT(modernize-deprecated-headers): of POSIX
#include <unistd.h>

#include <initializer_list>

#include "cli/exit_codes.h"

namespace elman::cli {

namespace {

volatile sig_atomic_t signals = 0;

void note(int /*signal*/) {
  if (signals != 0) ::_exit(exit_interrupted);
  signals = 1;
}

void handle_with(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM}) ::sigaction(signal, &action, nullptr);
}

}  // namespace

Interruption::Interruption() {
  signals = 0;
  handle_with(note);
}

Interruption::~Interruption() { handle_with(SIG_DFL); }

bool Interruption::requested() { return signals != 0; }

}  // namespace elman::cli
