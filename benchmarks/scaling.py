#!/usr/bin/env python3
"""How time and memory grow: measures, keeps the figures in docs/scaling/results.json, and writes docs/scaling.md and
its pictures from them.

  benchmarks/scaling.py              everything, about two minutes
  benchmarks/scaling.py --only NAME  data, length, hidden or threads; the others' figures stay
  benchmarks/scaling.py --redraw     page and pictures alone
"""
import argparse
import json
import os
import pathlib

from measuring import MB, run_measured, training_step, write_pairs
from scaling_page import write_page

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs/scaling"

DATA_SIZES = (1_000, 10_000, 100_000, 1_000_000, 3_000_000)
LENGTHS = (10, 30, 100, 300, 1000)
HIDDEN_SIZES = (32, 64, 128, 256, 512, 1024)


def data_sizes(programs, scratch, largest):
    """An epoch of a tiny model, so that what is seen is the reading and batching of the data."""
    for pairs in (size for size in DATA_SIZES if size <= largest):
        train, dev = scratch / "train.tsv", scratch / "dev.tsv"
        write_pairs(train, pairs, seed=1)
        write_pairs(dev, 100, seed=2)
        tiny = ["--hidden-size", "8", "--embedding-size", "8", "--batch-size", "64", "--no-bidirectional",
                "--attention", "none"]
        ran = run_measured([programs / "elman", "train", train, "--dev", dev, "-o", scratch / "tiny.elman", "--force",
                            "--epochs", "1", "--threads", "1", *tiny])
        yield {"pairs": pairs, "file": train.stat().st_size, "seconds": ran.seconds, "bytes": ran.peak_bytes}


def lengths(programs, *_):
    for length in LENGTHS:
        step = training_step(programs, hidden=128, length=length, batch=8)
        yield {"length": length, "seconds": step.seconds, "bytes": step.peak_bytes}


def hidden_sizes(programs, *_):
    for hidden in HIDDEN_SIZES:
        step = training_step(programs, hidden=hidden, length=20, batch=32)
        share = step.operations / step.peak
        yield {"hidden": hidden, "seconds": step.seconds, "bytes": step.peak_bytes, "share": share}


def thread_counts(programs, *_):
    for threads in range(1, os.cpu_count() + 1):
        for hidden in (64, 256):
            step = training_step(programs, hidden=hidden, length=20, batch=32, threads=threads)
            yield {"threads": threads, "hidden": hidden, "seconds": step.seconds, "bytes": step.peak_bytes}


PARTS = {"data": data_sizes, "length": lengths, "hidden": hidden_sizes, "threads": thread_counts}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=pathlib.Path, default=ROOT / "build/release")
    parser.add_argument("--scratch", type=pathlib.Path, default=ROOT / "build/scaling", help="for files made here")
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument("--largest", type=int, default=DATA_SIZES[-1], help="pairs of the largest data set")
    parser.add_argument("--redraw", action="store_true")
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    options.scratch.mkdir(parents=True, exist_ok=True)
    kept = FOLDER / "results.json"
    results = json.loads(kept.read_text()) if kept.exists() else {}
    for name in [] if options.redraw else [options.only] if options.only else PARTS:
        results[name] = []
        for point in PARTS[name](options.programs, options.scratch, options.largest):
            results[name].append(point)
            print(name, " ".join(f"{key} {value:.4g}" for key, value in point.items() if key != "bytes"),
                  f"{point['bytes'] / MB:.0f} MB", flush=True)
        kept.write_text(json.dumps(results, indent=1) + "\n")
    write_page(results, ROOT / "docs/scaling.md", FOLDER)


if __name__ == "__main__":
    main()
