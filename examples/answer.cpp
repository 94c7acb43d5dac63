// The three best outputs for each line of standard input, with their probabilities: answer MODEL.
#include <elman/elman.h>

#include <cmath>
#include <cstdio>
#include <iostream>

int main(int count, char** arguments) {
  if (count != 2) {
    std::fprintf(stderr, "answer MODEL\n");
    return 2;
  }
  try {
    const auto model = elman::tasks::open(arguments[1]);
    elman::tasks::PredictorOptions options;
    options.search.beam = options.search.nbest = 3;
    const auto predictor = model->predictor(options);
    for (std::string line; std::getline(std::cin, line);) {
      for (const elman::tasks::Output& output : predictor->predict(line).outputs) {
        std::printf("%s\t%s\t%.4f\n", line.c_str(), output.text.c_str(), std::exp(output.log_probability));
      }
    }
  } catch (const elman::Error& error) {
    std::fprintf(stderr, "answer: %s\n", error.what());
    return 1;
  }
}
