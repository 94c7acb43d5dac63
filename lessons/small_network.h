// The network of the first four lessons: two inputs, two hidden units, two outputs.
#pragma once

#include <string>
#include <vector>

#include "elman/elman.h"
#include "lessons/course.h"
#include "lessons/page.h"

namespace elman::lessons {

// h = f(W x + U h' + b), y = V h, each matrix (2, 2), in the names that the course gives their elements:
//   W = w1 w3   U = U2 U4   V = w5 w7
//       w2 w4       U1 U3       w6 w8
struct SmallWeights {
  Tensor w = Tensor::full({2, 2}, 1);
  Tensor u = Tensor::full({2, 2}, 1);
  Tensor v = Tensor::full({2, 2}, 1);
  Tensor b = Tensor({2});
  Squashing f = Squashing::tanh;
};

// One step, each (1, 2).
struct Moment {
  Tensor x;
  Tensor before;  // the state that the step found
  Tensor sum;     // that f is taken of
  Tensor h;       // the state that it left
  Tensor y;
};
using Walk = std::vector<Moment>;

// The sequence and the weights that the learner asks for. Throw UsageError if the text does not say them.
std::vector<Tensor> small_inputs(const LessonOptions& options);
SmallWeights small_weights(const LessonOptions& options);

// What RNNCell and RNN know. Throws UsageError for none.
nn::Nonlinearity cell_nonlinearity(const LessonOptions& options);

// Lesson srn: by products and sums, from any state (1, 2).
Walk walk_srn(const std::vector<Tensor>& inputs, const SmallWeights& weights, const Tensor& start);
// Lesson cell: the same by RNNCell and Linear, from a state of zeros.
Walk walk_cell(const std::vector<Tensor>& inputs, const SmallWeights& weights, nn::Nonlinearity f);
// How much the last y1 depends on each input: |dy1(T)/dx1(t)| + |dy1(T)/dx2(t)|, by walking back.
std::vector<double> influences(const std::vector<Tensor>& inputs, const SmallWeights& weights, const Tensor& start);

// Table "weights": a row for each unit that they lead to.
void show_weights(Page& page, const SmallWeights& weights);
// Every product and sum of one step, under a heading.
void explain(Page& page, std::size_t step, const Moment& moment, const SmallWeights& weights, int digits);
// A row for each step: input, state, output, in the table "steps". digits 0: whole numbers without a point, others with
// four digits.
void tabulate(Page& page, const Walk& walk, int digits);
// What the first two steps show if they read the same input, and how much each input counts in the end.
void judge_memory(Page& page, const Walk& walk, const std::vector<double>& influence, int digits);

// Whole numbers are shown without a point, very large ones as 1.5e+07.
Number brief(double value, int digits);
// The same, and numbers that would be shown as zero as 1.5e-07.
Number brief_or_tiny(double value, int digits);
// "(1, 2)".
std::string vector_text(const Tensor& values, int digits);
// The largest difference between numbers of two walks, in parts of them where they are larger than 1.
double largest_difference(const Walk& a, const Walk& b);
// "tanh", "relu" or, for none, "".
std::string function_name(Squashing f);

}  // namespace elman::lessons
