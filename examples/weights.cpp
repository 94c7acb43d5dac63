// The tensors of a model with their sizes: weights MODEL.
#include <elman/elman.h>

#include <cstdio>

int main(int count, char** arguments) {
  if (count != 2) {
    std::fprintf(stderr, "weights MODEL\n");
    return 2;
  }
  try {
    const auto model = elman::tasks::open(arguments[1]);
    for (const elman::NamedTensor& named : model->tensors()) {
      std::printf("%-40s %s\n", named.name.c_str(), named.tensor.shape().to_string().c_str());
    }
  } catch (const elman::Error& error) {
    std::fprintf(stderr, "weights: %s\n", error.what());
    return 1;
  }
}
