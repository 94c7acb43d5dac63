// The menu of differentiable ops. Each takes the tape first, throws a UsageError that names it if shapes do not fit,
// and has its backward pass next to its forward pass.
#pragma once

#include "elman/autograd/attention.h"
#include "elman/autograd/convolution.h"
#include "elman/autograd/elementwise.h"
#include "elman/autograd/feed_forward.h"
#include "elman/autograd/linear.h"
#include "elman/autograd/losses.h"
#include "elman/autograd/multihead_attention.h"
#include "elman/autograd/normalization.h"
#include "elman/autograd/pointer.h"
#include "elman/autograd/polynomial.h"
#include "elman/autograd/recurrent.h"
#include "elman/autograd/rows.h"
