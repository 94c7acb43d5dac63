// The menu of the room: pure loops over raw pointers and sizes. No allocation, no tensors.
#pragma once

#include "elman/kernels/attention.h"            // attention over the true length of each source
#include "elman/kernels/convolution.h"          // convolution over time, unfolded
#include "elman/kernels/gates.h"                // the gates of recurrent cells and their order
#include "elman/kernels/gemm.h"                 // products with packed weights, weight gradients
#include "elman/kernels/least_squares.h"        // QR in double
#include "elman/kernels/losses.h"               // cross-entropy; squared, absolute and other errors
#include "elman/kernels/multihead_attention.h"  // attention with several heads and limits
#include "elman/kernels/optimizer.h"            // Adam, AdamW, SGD, a running mean
#include "elman/kernels/pointwise.h"            // activations, softmax, layer norm, dropout
#include "elman/kernels/polynomial.h"           // products of powers
#include "elman/kernels/recurrent.h"            // RNN, LSTM, GRU over whole sequences
#include "elman/kernels/rows.h"                 // gathering, scattering and copying of rows and blocks
#include "elman/kernels/target.h"               // which instruction set runs
#include "elman/scalar.h"
#include "elman/steps.h"
#include "elman/system/thread_pool.h"
