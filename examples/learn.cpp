// Learns from a file of pairs: learn PAIRS MODEL.
#include <elman/elman.h>

#include <cstdio>

namespace {

// What is told while a model trains. Nothing of it has to be listened to.
struct Teller : elman::run::Listener {
  void on_notice(const std::string& line) override { std::fprintf(stderr, "%s\n", line.c_str()); }
  void on_epoch(const elman::train::EpochReport& epoch) override {
    std::fprintf(stderr, "epoch %d: loss %.3f, dev %s %.2f\n", epoch.epoch, epoch.loss, epoch.scores[0].name.c_str(),
                 epoch.scores[0].value);
  }
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::fprintf(stderr, "learn PAIRS MODEL\n");
    return 2;
  }
  try {
    Teller teller;
    elman::run::Request request;
    request.files.train = arguments[1];
    request.model = arguments[2];
    request.options = elman::run::settings({{"epochs", "3"}, {"hidden-size", "64"}});
    const elman::run::Result result = elman::run::train(request, teller);
    std::printf("%s\n", result.suggestion.c_str());
  } catch (const elman::Error& error) {  // where, what was found, what was expected, what to do
    std::fprintf(stderr, "learn: %s\n", error.what());
    return 1;
  }
}
