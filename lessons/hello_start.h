// Where lesson hello starts: what PyTorch draws for a cell of four after manual_seed(1), and the losses that PyTorch
// itself has in its first epochs from there. Written by tools/make_hello.py.
#pragma once

namespace elman::lessons::hello_start {

inline constexpr double weight_ih[] = {
    0.2576316,    -0.220689118,  -0.0969307423, 0.234684467,  -0.470718443, 0.29985863,   -0.102862656,  0.254371941,
    0.0695084929, -0.0612220764, 0.138680458,   0.0246658921, 0.182614088,  -0.194850504, -0.0364543796, -0.0450136662};

inline constexpr double weight_hh[] = {
    0.0724719763, -0.00199741125, 0.437083364, 0.155595064, -0.186203122, -0.301980674, -0.083807826, -0.215670347,
    -0.160224259, 0.0239408016,   0.298063874, 0.271768332, -0.488775432, 0.309960246,  0.139681935,  0.474277735};

inline constexpr double bias_ih[] = {0.330029905, -0.45556885, -0.475404203, -0.241166055};

inline constexpr double bias_hh[] = {0.43905586, -0.0832844973, 0.213979721, -0.232355714};

inline constexpr double losses[] = {9.47092056, 7.76746464, 6.59092188, 5.89029121, 5.45001125,
                                    5.04789448, 4.62702322, 4.23839569, 3.96411991, 3.74166965,
                                    3.50367379, 3.30903292, 3.14411259, 2.9946785,  2.87055492};

}  // namespace elman::lessons::hello_start
