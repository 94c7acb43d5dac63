// The network of the first four lessons: two inputs, two hidden units, two outputs.
#pragma once

#include <string>
#include <vector>

#include "elman/elman.h"
#include "lessons/course.h"
#include "lessons/page.h"

namespace elman::lessons {

// h = f(W x + U h'), y = V h, each (2, 2), in the names that the course gives their elements:
//   W = w1 w3   U = U2 U4   V = w5 w7
//       w2 w4       U1 U3       w6 w8
struct SmallWeights {
  Tensor w = Tensor::full({2, 2}, 1);
  Tensor u = Tensor::full({2, 2}, 1);
  Tensor v = Tensor::full({2, 2}, 1);
};

// One step, each (1, 2).
struct Moment {
  Tensor x;
  Tensor before;  // the state that the step found
  Tensor h;       // the state that it left
  Tensor y;
};
using Walk = std::vector<Moment>;

// The sequence and the weights that the learner asks for. Throw UsageError if the text is not pairs of numbers.
std::vector<Tensor> small_inputs(const LessonOptions& options);
SmallWeights small_weights(const LessonOptions& options);

// Lesson srn: f is nothing. Lesson srn-tanh: f is tanh, from any state (1, 2).
Walk walk_srn(const std::vector<Tensor>& inputs, const SmallWeights& weights);
Walk walk_srn_tanh(const std::vector<Tensor>& inputs, const SmallWeights& weights, const Tensor& start);
// Lesson cell: the same by RNNCell and Linear, from a state of zeros.
Walk walk_cell(const std::vector<Tensor>& inputs, const SmallWeights& weights);

// Every product and sum of one step, under a heading; function is "" or "tanh".
void explain(Page& page, std::size_t step, const Moment& moment, const SmallWeights& weights,
             const std::string& function, int digits);
// A row for each step: input, state, output. digits 0: whole numbers without a point, others with four digits.
void tabulate(Page& page, const Walk& walk, int digits);
// What the first two steps show if they read the same input.
void compare_first_steps(Page& page, const Walk& walk, int digits);

// Whole numbers are shown without a point, very large ones as 1.5e+07.
Number brief(double value, int digits);
// "(1, 2)".
std::string vector_text(const Tensor& values, int digits);
// The largest difference between outputs of two walks.
double largest_difference(const Walk& a, const Walk& b);

}  // namespace elman::lessons
