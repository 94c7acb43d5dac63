#!/usr/bin/env python3
"""Times Elman and its peers in turn on the same core, and writes what came out as Markdown.

  benchmarks/run.py --python VENV/bin/python        a Python that has torch; without it, Elman alone
Every row: each side in turn, --pairs times; medians, the median ratio and its spread. A ratio above 1 says how many
times as fast Elman is. "of peak" is the share of the multiply-adds that the core was seen to do just before.
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys

import rows

HERE = pathlib.Path(__file__).resolve().parent
# Held to AVX2, a peer is told so in each of its libraries' own words.
AVX2 = {"ELMAN_TARGET": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2", "MKL_ENABLE_INSTRUCTIONS": "AVX2",
        "ATEN_CPU_CAPABILITY": "avx2"}


class Worker:
    def __init__(self, command, cores, extra):
        environment = {**os.environ, **extra}
        command = ["taskset", "-c", cores, *command]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=environment)

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().split()
        if not answer:
            sys.exit(f"a worker ended at the case: {line}")
        return answer

    def seconds(self, case):
        return [float(word) for word in self.ask(case)]


def processor():
    for line in open("/proc/cpuinfo", encoding="utf-8"):
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "unknown processor"


def shown(seconds):
    for unit, size in (("s", 1), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


class Row:
    """Times of one row: ours, and each peer's in turn with it."""

    def __init__(self, label, peers):
        self.label, self.ours, self.peak = label, [], []
        self.operations = self.bytes = 0
        self.peers = {name: [] for name in peers}

    def markdown(self):
        ours = statistics.median(self.ours)
        share = ""
        if self.operations:
            rates = [self.operations / seconds / peak for seconds, peak in zip(self.ours, self.peak)]
            share = f"{100 * statistics.median(rates):.0f} %"
        elif self.bytes:
            share = f"{self.bytes / ours / 1e9:.0f} GB/s"
        cells = [self.label, shown(ours), share]
        if self.peers:
            best = min(self.peers, key=lambda name: statistics.median(self.peers[name]))
            ratios = sorted(peer / own for peer, own in zip(self.peers[best], self.ours))
            cells += [shown(statistics.median(self.peers[best])) + (f" ({best.split(', ')[1]})" if ", " in best else ""),
                      f"**{statistics.median(ratios):.2f}** ({ratios[0]:.2f}–{ratios[-1]:.2f})"]
        return "| " + " | ".join(cells) + " |"


def measure(label, case, peers, ours, peer_workers, pairs):
    present = {name: asked for name, asked in peers.items() if name.split(",")[0] in peer_workers}
    row = Row(label, present)
    for _ in range(pairs):
        seconds, operations = ours.seconds("peak")[:2]
        row.peak.append(operations / seconds)
        seconds, row.operations, row.bytes = ours.seconds(case)
        row.ours.append(seconds)
        for name, asked in present.items():
            row.peers[name].append(peer_workers[name.split(",")[0]].seconds(asked)[0])
    return row


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", default=HERE.parent / "build/release/elman_benchmarks")
    parser.add_argument("--python", help="a Python with torch")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--core", type=int, default=0, help="the first core to use")
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--tables", default="", help="only tables whose title has this in it")
    parser.add_argument("--full", action="store_true", help="every size")
    parser.add_argument("--avx2", action="store_true", help="hold everybody to AVX2")
    parser.add_argument("--data", help="folder of g2p2021, for real lengths")
    options = parser.parse_args()

    cores = ",".join(str(options.core + i) for i in range(options.threads))
    extra = {**(AVX2 if options.avx2 else {}), "OMP_NUM_THREADS": str(options.threads)}
    ours = Worker([str(options.ours)], cores, extra)
    peers = {}
    if options.python:
        peers["PyTorch"] = Worker([options.python, str(HERE / "peers/pytorch.py"), "--threads", str(options.threads)],
                                  cores, extra)
    seconds, operations, _ = ours.seconds("peak")
    bandwidth_seconds, _, count = ours.seconds("bandwidth megabytes=200")
    names = [f"Elman on {ours.ask('target')[0]}", *(" ".join(peer.ask("target")) for peer in peers.values())]
    print(f"## {processor()}, {options.threads} thread{'s' if options.threads > 1 else ''}: {', '.join(names)}\n")
    print(f"Limits of a core: {operations / seconds / 1e9:.0f} GFLOP/s in single precision, "
          f"{count / bandwidth_seconds / 1e9:.0f} GB/s from memory.\n")
    for title, rows_of in rows.tables(options.data):
        if options.tables.lower() not in title.lower():
            continue
        print(f"### {title}\n")
        print("| | Elman | of the limit |" + (" best PyTorch | times as fast |" if peers else ""))
        print("|---|---|---|" + ("---|---|" if peers else ""), flush=True)
        for label, case, asked in rows_of(options.full):
            if options.threads > 1:
                case += f" threads={options.threads}"
            print(measure(label, case, asked, ours, peers, options.pairs).markdown(), flush=True)
        print()


if __name__ == "__main__":
    main()
