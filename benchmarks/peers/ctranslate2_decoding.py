#!/usr/bin/env python3
"""Answers the cases of elman_benchmarks that decode with a Transformer with CTranslate2. --threads N.

  ctranslate2_decoding.py [--int8]     weights and rows rounded to 8 bits, else in single precision

Weights are random, and outputs are as long as asked."""
import sys
import tempfile

import ctranslate2
import numpy
from ctranslate2.specs.transformer_spec import TransformerSpec

from worker import Task, lengths_of, serve, threads

SYMBOLS, HEADS = 64, 4
COMPUTE_TYPE = "int8" if "--int8" in sys.argv else "float32"
DRAW = numpy.random.default_rng(1)


def uniform(*shape):
    return (DRAW.uniform(-1, 1, shape) / shape[-1] ** 0.5).astype(numpy.float32)


def fill_linear(spec, rows, columns):
    spec.weight, spec.bias = uniform(rows, columns), numpy.zeros(rows, numpy.float32)


def fill_norm(spec, size):
    spec.gamma, spec.beta = numpy.ones(size, numpy.float32), numpy.zeros(size, numpy.float32)


def fill_attention(spec, size, parts):
    """parts: how many projections of equal size each of its maps holds."""
    fill_norm(spec.layer_norm, size)
    for linear, count in zip(spec.linear, parts):
        fill_linear(linear, count * size, size)


def model_of(size, layers, words):
    spec = TransformerSpec.from_config(layers, HEADS)
    spec.encoder.embeddings[0].weight, spec.decoder.embeddings.weight = uniform(words, size), uniform(words, size)
    fill_linear(spec.decoder.projection, words, size)
    for side in (spec.encoder, spec.decoder):
        fill_norm(side.layer_norm, size)
        for layer in side.layer:
            fill_attention(layer.self_attention, size, (3, 1))
            if side is spec.decoder:
                fill_attention(layer.attention, size, (1, 2, 1))
            fill_norm(layer.ffn.layer_norm, size)
            fill_linear(layer.ffn.linear_0, 4 * size, size)
            fill_linear(layer.ffn.linear_1, size, 4 * size)
    names = ["<blank>", "<unk>", "<s>", "</s>", *(f"w{i}" for i in range(words - 4))]
    spec.register_source_vocabulary(names)
    spec.register_target_vocabulary(names)
    return spec


def decoding(case):
    if "layers" not in case:
        return None
    words = int(case.get("words", SYMBOLS))
    spec = model_of(int(case["hidden"]), int(case["layers"]), words)
    spec.validate()
    with tempfile.TemporaryDirectory() as folder:
        spec.save(folder)
        translator = ctranslate2.Translator(folder, "cpu", compute_type=COMPUTE_TYPE, inter_threads=1,
                                            intra_threads=threads())
    sources = [[f"w{i}" for i in DRAW.integers(0, words - 4, length)] for length in lengths_of(case)]
    steps = int(case.get("outputs", case["steps"]))

    def run():
        translator.translate_batch(sources, beam_size=int(case["beam"]), min_decoding_length=steps,
                                   max_decoding_length=steps)
    return Task(run)


if __name__ == "__main__":
    serve(f"CTranslate2 {ctranslate2.__version__} in {COMPUTE_TYPE}", {"decoding": decoding})
