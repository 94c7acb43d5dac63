#!/usr/bin/env python3
"""Whole jobs, from the start of a process to its end, as Markdown: start-up, size, memory, prediction, training.

  benchmarks/jobs.py --data G2P2021 [--peers FOLDER]               half an hour with the peers, 5 minutes without
  benchmarks/jobs.py --data G2P2021 --until 30                     a look: training ends at a dev WER of 30
  --yoyodyne PROGRAM --yoyodyne-run FOLDER   its predictions beside ours; FOLDER is the data.model_dir of a run of
                                             peers/yoyodyne.yaml (or any other) with its checkpoint under it
"""
import argparse
import itertools
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

from measuring import MB, run_measured
from row import shown
from workers import has_module, processor

HERE = pathlib.Path(__file__).resolve().parent
EPOCH = re.compile(r"epoch\s+(\d+)\s.*dev WER\s+([\d.]+)")
WERS = (7.2, 3.7, 3.2)  # what yoyodyne has reached after 5, 12 and 18 minutes


def print_table(title, head, lines):
    print(f"### {title}\n\n| {' | '.join(head)} |\n|{'---|' * len(head)}")
    for line in lines:
        print(f"| {' | '.join(line)} |", flush=True)
    print(flush=True)


def median_of(runs):
    """The run of median wall time."""
    return sorted(runs, key=lambda run: run.seconds)[len(runs) // 2]


# ---- Training to a score ----

class Training:
    def __init__(self, name, threads, command):
        self.name, self.threads, self.command = name, threads, command
        self.reached, self.last, self.peak_bytes = {}, None, 0

    def run(self, wers):
        """Until the last of wers, in falling order, is reached: then the process, our own, is ended."""
        began = time.monotonic()
        environment = {**os.environ, "OMP_NUM_THREADS": str(self.threads)}
        process = subprocess.Popen([str(word) for word in self.command], stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, text=True, env=environment)
        for line in process.stdout:
            found = EPOCH.match(line)
            if not found:
                continue
            seconds, epoch, rate = time.monotonic() - began, int(found[1]), float(found[2])
            self.last = (epoch, rate, seconds)
            self.reached |= {wer: (seconds, epoch) for wer in wers if rate <= wer and wer not in self.reached}
            if len(self.reached) == len(wers):
                process.terminate()
                break
        process.stdout.close()
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
        self.peak_bytes = usage.ru_maxrss * 1024

    def cells(self, wers):
        epoch, rate, seconds = self.last
        reached = [f"{self.reached[wer][0]:.1f} s (epoch {self.reached[wer][1]})" if wer in self.reached else "–"
                   for wer in wers]
        return [self.name, str(self.threads), *reached, f"{rate} after {epoch} epochs", f"{seconds / epoch:.1f} s",
                f"{self.peak_bytes / MB:.0f} MB"]


def peer_python(options):
    """None if PyTorch is not installed."""
    python = options.peers / "bin/python" if options.peers else None
    return python if python and python.exists() and has_module(python, "torch") else None


def trainings(options, scratch):
    train, dev = options.data / f"{options.language}_train.tsv", options.data / f"{options.language}_dev.tsv"
    python = peer_python(options)
    for threads in options.threads:
        yield Training("Elman", threads, [options.programs / "elman", "train", train, "--dev", dev,
                                          "--decoder", "recurrent", "-o", scratch / "words.elman", "--force",
                                          "--threads", threads])
        if python:
            for batches in options.batches:
                yield Training(f"PyTorch, {batches} batches", threads,
                               [python, HERE / "peers/pytorch_g2p.py", train, dev, "--threads", threads, "--batches",
                                batches])


def training_table(options, scratch):
    wers = [options.until] if options.until else list(WERS)
    lines = []
    for training in trainings(options, scratch):
        training.run(wers)
        lines.append(training.cells(wers))
        print("  ".join(lines[-1]), file=sys.stderr, flush=True)
    if not peer_python(options):
        lines.append(["PyTorch", *["not installed"] * (len(wers) + 4)])
    print_table(f"`elman train` on {options.language}, 8,000 words, from the start of the process to a dev WER",
                ["", "threads", *(f"WER {wer}" for wer in wers), "stopped at", "an epoch", "peak memory"], lines)


# ---- Predicting ----

def elman_predict(options, model, words, *flags):
    with words.open() as stdin:
        return run_measured([options.programs / "elman", "predict", model, *flags], stdin)


def yoyodyne_predict(options, words, scratch, beam, threads):
    checkpoint = next(options.yoyodyne_run.rglob("*.ckpt"))
    return run_measured([options.yoyodyne, "predict", "--config", HERE / "peers/yoyodyne.yaml", "--data.model_dir",
                         options.yoyodyne_run, "--ckpt_path", checkpoint, "--data.predict", words,
                         "--prediction.path", scratch / "predicted.txt", "--trainer.logger", "false",
                         "--model.init_args.beam_width", beam],
                        environment={"OMP_NUM_THREADS": str(threads), "WANDB_MODE": "disabled"})


def prediction_table(options, model, scratch):
    test = options.data / f"{options.language}_test.tsv"
    words = scratch / "words.txt"
    words.write_text("".join(line.split("\t")[0] + "\n" for line in test.open(encoding="utf-8")), encoding="utf-8")
    beside = options.yoyodyne and options.yoyodyne_run
    lines = []
    for beam, threads in itertools.product((1, 5), options.threads):
        # In turn, so that both see the same machine.
        pairs = [(elman_predict(options, model, words, "--beam", beam, "--threads", threads),
                  yoyodyne_predict(options, test, scratch, beam, threads) if beside else None)
                 for _ in range(options.rounds)]
        ours = median_of([pair[0] for pair in pairs])
        cells = ["greedy" if beam == 1 else f"beam {beam}", str(threads), shown(ours.seconds),
                 f"{ours.peak_bytes / MB:.0f} MB"]
        if beside:
            theirs = median_of([pair[1] for pair in pairs])
            ratio = statistics.median(their.seconds / our.seconds for our, their in pairs)
            cells += [shown(theirs.seconds), f"{theirs.peak_bytes / MB:.0f} MB", f"**{ratio:.0f}**"]
        else:
            cells += ["not installed"] * 2 + ["–"]
        lines.append(cells)
    print_table("Predicting 1,000 words, whole process",
                ["", "threads", "Elman", "peak memory", "yoyodyne", "peak memory", "times as fast"], lines)


# ---- Starting ----

def stripped_bytes(program, scratch):
    stripped = scratch / "stripped"
    subprocess.run(["strip", "-o", stripped, program], check=True)
    return stripped.stat().st_size


def start_table(options, model, scratch):
    word = scratch / "word.txt"
    word.write_text("alma\n")
    runs = [elman_predict(options, model, word) for _ in range(41)]
    seconds = sorted(run.seconds for run in runs)
    size, weights = stripped_bytes(options.programs / "elman", scratch), model.stat().st_size
    lines = [["start of the process to its first prediction, and its end", shown(statistics.median(seconds)),
              "< 20 ms"],
             ["slowest of 41", shown(seconds[-1]), ""],
             ["peak resident memory at that", f"{max(run.peak_bytes for run in runs) / MB:.1f} MB",
              f"< {(30e6 + 2 * weights) / MB:.0f} MB (30 + twice the model)"],
             ["the model's file", f"{weights / MB:.1f} MB", ""],
             ["the program, stripped", f"{size / MB:.2f} MB", "< 5 MB"]]
    print_table("Starting", ["", "measured", "goal"], lines)


def quick_model(options, scratch):
    """Two epochs: of the same size as any other, and its outputs are nearly as long."""
    model = scratch / "quick.elman"
    data = options.data / options.language
    run_measured([options.programs / "elman", "train", f"{data}_train.tsv", "--dev", f"{data}_dev.tsv",
                  "--decoder", "recurrent", "-o", model, "--force", "--epochs", "2"])
    return model


def parsed():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=pathlib.Path, default=HERE.parent / "build/release")
    parser.add_argument("--data", type=pathlib.Path, required=True, help="folder with LANGUAGE_train.tsv and so on")
    parser.add_argument("--language", default="hun")
    parser.add_argument("--peers", type=pathlib.Path, help="folder that make bench-peers has filled")
    parser.add_argument("--yoyodyne", type=pathlib.Path)
    parser.add_argument("--yoyodyne-run", type=pathlib.Path)
    parser.add_argument("--model", type=pathlib.Path, help="a trained model; by default one is trained for two epochs")
    parser.add_argument("--threads", type=lambda text: [int(part) for part in text.split(",")], default=[1, 2])
    parser.add_argument("--batches", type=lambda text: text.split(","), default=["equal", "packed"],
                        help="PyTorch's ways with lengths: equal, packed, padded")
    parser.add_argument("--until", type=float, help="train to this dev WER alone")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=("start", "predict", "train"))
    return parser.parse_args()


def main():
    options = parsed()
    print(f"## {processor()}: whole jobs\n")
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        if options.only != "train":
            model = options.model or quick_model(options, scratch)
        if options.only in (None, "start"):
            start_table(options, model, scratch)
        if options.only in (None, "predict"):
            prediction_table(options, model, scratch)
        if options.only in (None, "train"):
            training_table(options, scratch)


if __name__ == "__main__":
    main()
