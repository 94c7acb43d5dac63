#include "cli/interruption.h"

#include <signal.h>  // NOLINT(modernize-deprecated-headers): of POSIX
#include <unistd.h>

#include <atomic>
#include <initializer_list>

#include "cli/exit_codes.h"

namespace elman::cli {

namespace {

std::atomic<int> signals{0};  // a signal may come to any thread
static_assert(std::atomic<int>::is_always_lock_free, "or a handler may not touch it");

void note(int /*signal*/) {
  if (signals.exchange(1) != 0) ::_exit(exit_interrupted);
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
