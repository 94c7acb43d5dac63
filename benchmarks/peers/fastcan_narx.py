#!/usr/bin/env python3
"""Answers the polynomial cases of elman_benchmarks with fastcan: the same series, as many terms. --threads N."""
import importlib.metadata
import warnings

import numpy
from fastcan.narx import make_narx

from worker import Task, made_up, serve


def series_of(rows):
    u = made_up("x", rows).astype(numpy.float64)
    y = numpy.zeros(rows)
    for t in range(2, rows):
        y[t] = 0.6 * y[t - 1] - 0.3 * y[t - 2] + u[t - 1] + 0.4 * y[t - 1] * u[t - 1] - 0.2 * u[t - 1] ** 3
    return u.reshape(-1, 1), y


def fitted(case, u, y):
    model = make_narx(u, y, n_terms_to_select=int(case["terms"]), max_delay=int(case["delays"]),
                      poly_degree=int(case["degree"]), verbose=0)
    return model.fit(u, y)


def polynomial_fit(case):
    u, y = series_of(int(case["rows"]))
    return Task(lambda: fitted(case, u, y))


def polynomial_run(case):
    u, y = series_of(int(case["rows"]))
    model = fitted(case, u, y)
    first = y[:int(case["delays"])]
    return Task(lambda: model.predict(u, y_init=first))


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    serve(f"fastcan {importlib.metadata.version('fastcan')}",
          {"polynomial-fit": polynomial_fit, "polynomial-run": polynomial_run})
