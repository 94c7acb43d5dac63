#!/usr/bin/env python3
"""The whole process of `elman lesson pairs` beside a PyTorch program that does the same work, in turn on one core.

  benchmarks/lesson_pairs.py ELMAN PYTHON PROGRAM.py [--rounds 5] [--core 0]

PYTHON is an interpreter that has PyTorch, PROGRAM.py the peer; /usr/bin/env and a program if the peer is compiled.
Prints wall and processor time, medians and their ratio: if others use the core too, wall time says how long they made
it wait, processor time how much there was to do.
"""
import argparse
import os
import resource
import statistics
import subprocess
import time


def measure(command, core):
    """Seconds of wall and of processor time."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   env={**os.environ, "OMP_NUM_THREADS": "1"}, preexec_fn=lambda: os.sched_setaffinity(0, {core}))
    wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("elman")
    parser.add_argument("python")
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--core", type=int, default=0)
    given = parser.parse_args()
    commands = {"elman": [given.elman, "lesson", "pairs"], "pytorch": [given.python, given.program]}
    times = {name: [] for name in commands}
    for number in range(1, given.rounds + 1):
        for name, command in commands.items():
            times[name].append(measure(command, given.core))
            print(f"round {number}  {name:8} {times[name][-1][0]:7.2f} s wall  {times[name][-1][1]:7.2f} s processor",
                  flush=True)
    for kind, at in (("wall", 0), ("processor", 1)):
        elman, pytorch = (statistics.median(pair[at] for pair in times[name]) for name in commands)
        print(f"median {kind:9}  elman {elman:.2f} s  pytorch {pytorch:.2f} s  ratio {pytorch / elman:.1f}")


if __name__ == "__main__":
    main()
