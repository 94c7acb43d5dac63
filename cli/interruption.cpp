#include "cli/interruption.h"

#include <signal.h>  // NOLINT(modernize-deprecated-headers): of POSIX
#include <unistd.h>

#include <atomic>
#include <initializer_list>
#include <string_view>

#include "cli/exit_codes.h"
#include "elman/system/file_lock.h"

namespace elman::cli {

namespace {

enum State { ends_at_once, remembers_the_first, was_requested };

std::atomic<State> state{ends_at_once};  // a signal may come to any thread
std::atomic<bool> drawn{false};
static_assert(std::atomic<State>::is_always_lock_free && std::atomic<bool>::is_always_lock_free,
              "or a handler may not touch them");

void end_or_remember(int /*signal*/) {
  State expected = remembers_the_first;
  if (state.compare_exchange_strong(expected, was_requested)) return;
  const std::string_view message = drawn ? "\r\033[Kelman: interrupted\n" : "elman: interrupted\n";
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, message.data(), message.size());
  system::remove_lock_files();
  ::_exit(exit_interrupted);
}

}  // namespace

void handle_signals() {
  for (const int signal : {SIGPIPE, SIGXFSZ}) ::signal(signal, SIG_IGN);
  for (const int signal : {SIGINT, SIGTERM}) {
    struct sigaction action {};
    ::sigaction(signal, nullptr, &action);
    if (action.sa_handler == SIG_IGN) continue;
    action = {};
    action.sa_handler = end_or_remember;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    ::sigaction(signal, &action, nullptr);
  }
}

Interruption::Interruption() { state = remembers_the_first; }

Interruption::~Interruption() { state = ends_at_once; }

bool Interruption::requested() { return state == was_requested; }

void Interruption::line_is_drawn(bool is_drawn) { drawn = is_drawn; }

}  // namespace elman::cli
