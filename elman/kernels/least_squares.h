// Least squares in double, whatever the scalar: columns that nearly depend on each other need it.
#pragma once

#include <cstddef>

namespace elman::kernels {

// Householder's QR of the columns of a (columns, rows), in place: R is left in its upper triangle, and b (targets,
// rows) becomes Q^T b. Golub & Van Loan 2013, section 5.2. rows >= columns.
void householder(std::size_t rows, std::size_t columns, double* a, std::size_t targets, double* b);
// x (targets, columns) of R x = b, for the first `columns` columns alone. A pivot of zero gives zero.
void solve_triangle(std::size_t rows, std::size_t columns, const double* a, std::size_t targets, const double* b,
                    double* x);

// Forward orthogonal least squares (Billings 2013, chapter 3): chooses columns of candidates (count, rows) one by one,
// each time the one that, made orthogonal to those before it, explains most of b (targets, rows), each target in
// proportion to what it had at first. Candidates are made orthogonal in place. Writes the chosen ones to chosen (most)
// and the share that each explains of all targets to explained (most); returns how many there are: fewer than `most` if
// no other candidate is independent of the chosen ones. scratch: count numbers.
std::size_t choose_orthogonal(std::size_t rows, std::size_t count, double* candidates, std::size_t targets,
                              const double* b, std::size_t most, std::size_t* chosen, double* explained,
                              double* scratch);

}  // namespace elman::kernels
