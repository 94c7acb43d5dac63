#!/usr/bin/env python3
"""Times Elman and its peers in turn on the same cores, and writes what came out as Markdown.

  benchmarks/run.py --peers FOLDER        where make bench-peers has installed them; a peer that is not there is said so
Every row: everybody in turn, --pairs times; medians. In brackets behind a peer's time, how many times as fast Elman is;
at the end the same beside the fastest of them, with the smallest and the largest ratio of a pair.
"""
import argparse
import pathlib

import rows
from row import Row, on_threads, shown
from workers import HERE, PEERS, Worker, processor, start_peers

SAME = 1e-4  # results of a small case may differ by so much


def cache_bytes(core):
    """{level: bytes}, instructions left out."""
    sizes = {}
    for index in pathlib.Path(f"/sys/devices/system/cpu/cpu{core}/cache").glob("index*"):
        if (index / "type").read_text().strip() != "Instruction":
            sizes[f"L{(index / 'level').read_text().strip()}"] = 1024 * int((index / "size").read_text().strip()[:-1])
    return dict(sorted(sizes.items()))


def limits(ours, core, threads):
    """A sentence: peaks, and how fast memories of each size are read."""
    seconds, operations = ours.measure(on_threads("peak", threads))[:2]
    said = [f"{operations / seconds / 1e9:.0f} GFLOP/s in single precision"]
    bf16 = ours.measure(on_threads("bf16-peak", threads))
    said.append(f"{bf16[1] / bf16[0] / 1e9:.0f} in bfloat16" if bf16 else "no bfloat16")
    # Half of a cache, so that it holds it beside everything else; of a cache that cores share, half for all of them.
    footprints = {name: size // 2 * (threads if name != "L3" else 1) for name, size in cache_bytes(core).items()}
    reads = []
    for name, footprint in {**footprints, "memory": 400_000_000}.items():
        seconds, _, moved = ours.measure(on_threads(f"read kilobytes={footprint // 1000}", threads))[:3]
        reads.append(f"{moved / seconds / 1e9:.0f} GB/s from {name}")
    return f"Limits of {'a core' if threads == 1 else f'{threads} cores'}: {', '.join(said)}; {', '.join(reads)}."


def check(ours, workers):
    """That everybody computes the same; {peer: largest difference}."""
    furthest = {}
    for case in rows.checks():
        expected = ours.numbers(case)
        for peer, (worker, *_) in workers.items():
            numbers = worker.numbers(case)
            if numbers is None:
                continue
            difference = max(abs(a - b) for a, b in zip(numbers, expected, strict=True))
            if difference > SAME:
                raise SystemExit(f"{peer} differs by {difference:.2g} at: {case}")
            furthest[peer] = max(furthest.get(peer, 0), difference)
    return furthest


class WholeCores:
    """A turn begins when the cores do nearly what they did at their best: a virtual machine's host lends them to others,
    for seconds or minutes. What happens within a turn shows in the spread."""

    NEARLY, TRIES = 0.93, 100

    def __init__(self, ours, options):
        self.ours, self.case, self.best = ours, on_threads("peak", options.threads), 0

    def wait(self):
        for _ in range(self.TRIES):
            seconds, operations = self.ours.measure(self.case)[:2]
            self.best = max(self.best, operations / seconds)
            if operations / seconds >= self.NEARLY * self.best:
                return


def print_table(title, rows_of_table, ours, workers, missing, options, whole):
    peers = [peer for peer in PEERS if any(name.startswith(peer) for _, _, asked in rows_of_table for name in asked)]
    if options.peers is None:
        peers = []
    columns = ["", "Elman", *(["from one thread"] if options.threads > 1 else []), "of the limit", *peers,
               *(["times as fast"] if peers else [])]
    print(f"### {title}\n\n| {' | '.join(columns)} |\n|{'---|' * len(columns)}", flush=True)
    for label, case, asked in rows_of_table:
        row = Row(label, case, asked, ours, workers, options.threads)
        for _ in range(options.pairs):
            whole.wait()
            row.measure()
        print(row.markdown(peers, missing), flush=True)
    print()
    for label, case, _ in rows_of_table:
        if case.startswith("decoding") and "batch=1 " in case:
            whole.wait()
            half, most = (float(word) for word in ours.ask("latency " + on_threads(case, options.threads)).split())
            print(f"{label}, one at a time: half of them in {shown(half)}, 99 of 100 in {shown(most)}.\n", flush=True)


def parsed():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", type=pathlib.Path, default=HERE.parent / "build/release/elman_benchmarks")
    parser.add_argument("--peers", help="folder that make bench-peers has filled; without it, Elman alone")
    parser.add_argument("--threads", type=int, default=1, help="peers are tried with one thread as well")
    parser.add_argument("--core", type=int, default=0, help="the first core to use")
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--tables", default="", help="only tables whose title has this in it")
    parser.add_argument("--full", action="store_true", help="every size")
    parser.add_argument("--avx2", action="store_true", help="hold everybody to AVX2")
    parser.add_argument("--data", help="folder of g2p2021, for real lengths")
    return parser.parse_args()


def main():
    options = parsed()
    cores = ",".join(str(options.core + i) for i in range(options.threads))
    ours = Worker([str(options.ours)], cores, options.threads, options.avx2)
    workers, missing = start_peers(options.peers, options.ours, cores, options.threads, options.avx2)
    names = [f"Elman on {ours.ask('target')}", *(peer[0].ask("target") for peer in workers.values())]
    print(f"## {processor()}, {options.threads} thread{'s' if options.threads > 1 else ''}: {', '.join(names)}\n")
    whole = WholeCores(ours, options)
    whole.wait()
    print(limits(ours, options.core, options.threads))
    if missing:
        print("Not here: " + ", ".join(f"{peer} ({why})" for peer, why in missing.items()) + ".")
    same = ", ".join(f"{peer} {difference:.0e}" for peer, difference in check(ours, workers).items())
    if same:
        print(f"Largest difference of a result or gradient from Elman's, on small layers and products: {same}.")
    print()
    for title, rows_of in rows.tables(options.data):
        if options.tables.lower() in title.lower():
            print_table(title, list(rows_of(options.full)), ours, workers, missing, options, whole)


if __name__ == "__main__":
    main()
