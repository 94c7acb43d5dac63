"""What a Python peer shares with the others: the conversation with run.py (../worker.h) and the made-up numbers
(../made_up.h). A peer makes a Task of each case that it knows."""
import sys
import time

import numpy

SEEDS = {name: 1 + index for index, name in
         enumerate(("x", "weight_ih", "weight_hh", "bias_ih", "bias_hh", "table", "d_output",
                                   "parameter"))}


class Task:
    def __init__(self, run, results=None):
        """results(): arrays that the last run has made, in the order of elman_benchmarks."""
        self.run, self.results = run, results


def made_up(seed, *shape):
    """The same numbers in -1 .. 1 as in C++."""
    bits = numpy.arange(numpy.prod(shape), dtype=numpy.uint32)
    bits += numpy.uint32(SEEDS[seed] * 0x9E3779B9 & 0xFFFFFFFF)
    bits = (bits ^ (bits >> 16)) * numpy.uint32(0x85EBCA6B)
    bits = (bits ^ (bits >> 13)) * numpy.uint32(0xC2B2AE35)
    bits ^= bits >> 16
    return ((bits >> 8).astype(numpy.float32) / numpy.float32(8388608) - numpy.float32(1)).reshape(shape)


def lengths_of(case):
    if "lengths" in case:
        return [int(part) for part in case["lengths"].split(",")]
    return [int(case["steps"])] * int(case["batch"])


def seconds_per_run(run, enough=0.05):
    runs = 1
    while True:
        begin = time.perf_counter()
        for _ in range(runs):
            run()
        seconds = time.perf_counter() - begin
        if seconds >= enough:
            return seconds / runs
        runs *= 2


def answer(task, check):
    if check:
        return " ".join(f"{value:.9g}" for part in task.results() for value in numpy.asarray(part).ravel())
    return f"{seconds_per_run(task.run):.9g}"


def threads():
    """--threads N of the command line."""
    return int(sys.argv[sys.argv.index("--threads") + 1]) if "--threads" in sys.argv else 1


def serve(target, makers):
    """Answers every line of standard input; makers[kind](case) gives a Task, None if the peer has no such thing."""
    tasks = {}
    for line in sys.stdin:
        line = line.strip()
        if line == "target":
            print(target, flush=True)
            continue
        check = line.startswith("check ")
        line = line.removeprefix("check ")
        if line not in tasks:
            kind, *words = line.split()
            tasks[line] = makers[kind](dict(word.split("=", 1) for word in words)) if kind in makers else None
            if tasks[line]:
                tasks[line].run()
        print(answer(tasks[line], check) if tasks[line] else "none", flush=True)
