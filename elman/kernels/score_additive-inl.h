// The additive score of Bahdanau, Cho & Bengio (2015) and its gradient, compiled once per target.
#if defined(ELMAN_KERNELS_SCORE_ADDITIVE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ELMAN_KERNELS_SCORE_ADDITIVE_INL_H_
#undef ELMAN_KERNELS_SCORE_ADDITIVE_INL_H_
#else
#define ELMAN_KERNELS_SCORE_ADDITIVE_INL_H_
#endif

#include <cstddef>

#include "elman/kernels/math-inl.h"
#include "elman/kernels/scattered_rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {

// v . tanh(query + key)
HWY_INLINE Scalar AdditiveScore(std::size_t n, const Scalar* query, const Scalar* key, const Scalar* v) {
  const Lanes d;
  const std::size_t lanes = hn::Lanes(d);
  Vector sum = hn::Zero(d);
  for (std::size_t k = 0; k < n; k += lanes) {
    const std::size_t rest = n - k;
    const Vector t = Tanh(d, hn::Add(LoadUpTo(d, query + k, rest), LoadUpTo(d, key + k, rest)));
    sum = hn::MulAdd(LoadUpTo(d, v + k, rest), t, sum);
  }
  return Sum(d, sum);
}

// Pointers to what one query's additive scores get their gradients from and into.
struct AdditiveGradient {
  int length;
  const Scalar* d_score;  // (length)
  const Scalar* query;    // (key_size), as the others
  const Scalar* v;
  Scalar* d_query;
  Scalar* d_v;
};

// Vectors in a cache line, two at most: registers are few where vectors are short.
constexpr std::size_t line_vectors = HWY_LANES(Scalar) * sizeof(Scalar) >= 64 ? 1 : 2;

// Through score = v . tanh(query + key), for `vectors` vectors of columns from k on and all keys: the tanh is computed
// anew.
template <std::size_t vectors, bool tail>
HWY_INLINE void AdditiveBackwardColumns(const AdditiveGradient& g, const SourceRows& keys, const TargetRows& d_keys,
                                        std::size_t k, std::size_t rest) {
  const Lanes d;
  const std::size_t lanes = hn::Lanes(d);
  const Vector one = hn::Set(d, 1);
  Vector query[vectors];
  Vector v[vectors];
  Vector d_query[vectors];
  Vector d_v[vectors];
  ELMAN_UNROLL(2)
  for (std::size_t j = 0; j < vectors; ++j) {
    query[j] = LoadPart<tail>(d, g.query + k + j * lanes, rest);
    v[j] = LoadPart<tail>(d, g.v + k + j * lanes, rest);
    d_query[j] = LoadPart<tail>(d, g.d_query + k + j * lanes, rest);
    d_v[j] = LoadPart<tail>(d, g.d_v + k + j * lanes, rest);
  }
  for (int s = 0; s < g.length; ++s) {
    const Vector d_score = hn::Set(d, g.d_score[s]);
    const Scalar* key = keys[s] + k;
    Scalar* d_key = d_keys[s] + k;
    ELMAN_UNROLL(2)
    for (std::size_t j = 0; j < vectors; ++j) {
      const Vector t = Tanh(d, hn::Add(query[j], LoadPart<tail>(d, key + j * lanes, rest)));
      const Vector d_sum = hn::Mul(hn::Mul(d_score, v[j]), hn::NegMulAdd(t, t, one));
      d_v[j] = hn::MulAdd(d_score, t, d_v[j]);
      d_query[j] = hn::Add(d_query[j], d_sum);
      const Vector sum = hn::Add(LoadPart<tail>(d, d_key + j * lanes, rest), d_sum);
      StorePart<tail>(d, sum, d_key + j * lanes, rest);
    }
  }
  ELMAN_UNROLL(2)
  for (std::size_t j = 0; j < vectors; ++j) {
    StorePart<tail>(d, d_query[j], g.d_query + k + j * lanes, rest);
    StorePart<tail>(d, d_v[j], g.d_v + k + j * lanes, rest);
  }
}

HWY_INLINE void AdditiveBackward(const AdditiveGradient& g, const SourceRows& keys, const TargetRows& d_keys) {
  const std::size_t lanes = hn::Lanes(Lanes());
  const auto width = static_cast<std::size_t>(keys.width);
  std::size_t k = 0;
  for (; k + line_vectors * lanes <= width; k += line_vectors * lanes) {
    AdditiveBackwardColumns<line_vectors, false>(g, keys, d_keys, k, lanes);
  }
  for (; k + lanes <= width; k += lanes) AdditiveBackwardColumns<1, false>(g, keys, d_keys, k, lanes);
  if (k < width) AdditiveBackwardColumns<1, true>(g, keys, d_keys, k, width - k);
}

}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
