// The menu of the room: pure loops over raw pointers and sizes. No allocation, no tensors.
#pragma once

#include "elman/kernels/attention.h"  // attention over the live positions of an item
#include "elman/kernels/gemm.h"       // products with packed weights, weight gradients
#include "elman/kernels/optimizer.h"  // Adam, AdamW, SGD
#include "elman/kernels/pointwise.h"  // activations, softmax, cross-entropy, layer norm, dropout
#include "elman/kernels/recurrent.h"  // RNN, LSTM, GRU over whole sequences
#include "elman/kernels/target.h"     // which instruction set runs
#include "elman/scalar.h"
#include "elman/steps.h"
#include "elman/system/thread_pool.h"
