#!/usr/bin/env python3
"""Rebuilds the tables of docs/results.md that are written by this program.

results.py ELMAN --data DATA [--only NAME ...] [--store DIR] [--write]

Each row is one run of `elman train` and `elman eval`. What a run gave is kept in DIR (default: build/results), so that
a rebuild goes on where it stopped and trains nothing twice; --only takes names of tables. --write puts the tables into
docs/results.md, between their markers. A row that has not been run shows a dash.
"""
import argparse
import hashlib
import json
import os
import re
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "results.md"


@dataclass(frozen=True)
class Run:
    """A model, and the files that it is judged by."""

    name: str
    train: str  # a file below DATA; so are all others
    dev: str
    flags: tuple = ()
    tests: tuple = ()  # (name of the score, file, flags of eval)


@dataclass
class Table:
    name: str
    runs: list
    head: list
    rows: object  # (results by name of run) -> lists of cells


def pairs(folder, language, flags=(), name=None, test=True):
    """A language of one of the shared tasks; greedily and with a beam."""
    files = {part: f"{folder}/{language}_{part}.tsv" for part in ("train", "dev", "test")}
    tests = [("greedy", files["test"], ()), ("beam", files["test"], ("--beam", "5"))] if test else []
    return Run(name or f"{folder}/{language}", files["train"], files["dev"], tuple(flags), tuple(tests))


def seeds(folder, language, numbers):
    return [pairs(folder, language, ("--seed", str(n)), f"{folder}/{language}-{n}") for n in numbers]


# ---- Running ----


class Runner:
    def __init__(self, elman, data, store):
        self.elman, self.data, self.store = elman, data, store
        self.program = hashlib.sha256(Path(elman).read_bytes()).hexdigest()[:12]

    def path(self, run):
        return self.store / (run.name.replace("/", "_") + ".json")

    def kept(self, run):
        """What the run gave, if it has been run with the same flags; else None."""
        if not self.path(run).exists():
            return None
        found = json.loads(self.path(run).read_text())
        return found if found["flags"] == list(run.flags) else None

    def run(self, run):
        kept = self.kept(run)
        if kept:
            if kept["program"] != self.program:
                print(f"{run.name}: kept from another build; remove {self.path(run)} to run it again", file=sys.stderr)
            return
        self.store.mkdir(parents=True, exist_ok=True)
        model, log = self.store / "model.elman", self.store / "log.jsonl"
        command = [self.elman, "train", self.data / run.train, "--dev", self.data / run.dev, "-o", model, "--force",
                   "--log", log, *(run.flags if "--threads" in run.flags else (*run.flags, "--threads", "1"))]
        print(f"{run.name}: training", file=sys.stderr, flush=True)
        began = time.monotonic()
        before = os.times()
        subprocess.run(list(map(str, command)), check=True, stderr=subprocess.DEVNULL)
        after = os.times()
        events = [json.loads(line) for line in log.read_text().splitlines()]
        epochs = [event for event in events if event["event"] == "epoch"]
        best = [event for event in epochs if event["best"]][-1]
        result = {"flags": list(run.flags), "program": self.program, "dev": best["dev"], "best": best["epoch"],
                  "epochs": epochs[-1]["epoch"], "seconds": round(time.monotonic() - began),
                  "cpu": round(after.children_user + after.children_system - before.children_user
                               - before.children_system), "tests": {}}
        for name, file, flags in run.tests:
            found = subprocess.run([self.elman, "eval", model, self.data / file, "--json", "--threads", "1", *flags],
                                   check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            scores = json.loads(found.stdout)
            result["tests"][name] = {key: scores[key] for key in ("wer", "per", "ece") if key in scores}
        self.path(run).write_text(json.dumps(result, indent=1) + "\n")
        print(f"{run.name}: {result['dev']}, {result['tests']}, {result['cpu']} CPU s", file=sys.stderr, flush=True)


# ---- Rows ----


def cell(value, decimals=1):
    return "–" if value is None else f"{value:.{decimals}f}"


def spread(values, decimals=1):
    """Mean and standard deviation; a dash if one is missing."""
    if not values or None in values:
        return "–"
    deviation = f" ± {statistics.stdev(values):.{decimals}f}" if len(values) > 1 else ""
    return f"{statistics.mean(values):.{decimals}f}{deviation}"


def score(result, test, name="wer"):
    return result["tests"][test][name] if result else None


def dev(result):
    return result["dev"].get("WER") if result else None


def mean(values):
    return None if None in values else statistics.mean(values)


NAMES = {"ady": "Adyghe", "fre": "French", "gre": "Greek", "hun": "Hungarian", "ice": "Icelandic", "rum": "Romanian",
         "deu": "German", "eng": "English", "fin": "Finnish", "spa": "Spanish", "tur": "Turkish"}

# Published, test WER: one Transformer; the official ensemble of ten edit transducers (SIGMORPHON 2021, task 1).
PUBLISHED_2021 = {"fre": ("10.2", "8.5"), "hun": ("1.9", "1.8"), "ady": ("39", "22"), "gre": ("26", "21"),
                  "ice": ("24", "12"), "rum": ("–", "10")}
# A Transformer's dev WER (SIGMORPHON 2020, task 1).
PUBLISHED_2020 = {"fre": "7.56", "hun": "3.11", "gre": "14.89", "ice": "10.22"}
# The official baseline that has no network, test accuracy (SIGMORPHON-UniMorph 2023, task 0).
PUBLISHED_2023 = {"eng": "96.6", "spa": "87.8", "tur": "64.6", "fin": "80.8", "deu": "79.8"}

MEDIUM, LOW, SIX = ("fre", "hun"), ("ady", "gre", "ice", "rum"), ("ady", "fre", "gre", "hun", "ice", "rum")
FIVE = ("deu", "eng", "fin", "spa", "tur")


def medium_rows(results):
    for language in MEDIUM:
        found = results[f"g2p2021/{language}"]
        yield [NAMES[language], cell(dev(found)), cell(score(found, "greedy")), cell(score(found, "beam")),
               cell(score(found, "greedy", "ece")), cell(found and found["epochs"], 0), cell(found and found["cpu"], 0),
               *PUBLISHED_2021[language]]


def low_rows(results):
    columns = {"dev": dev, "greedy": lambda r: score(r, "greedy"), "beam": lambda r: score(r, "beam")}
    by_language = {}
    for language in LOW:
        found = [results[f"g2p2021/{language}-{seed}"] for seed in (1, 2, 3)]
        by_language[language] = {name: [get(r) for r in found] for name, get in columns.items()}
        yield [NAMES[language], *(spread(by_language[language][name]) for name in columns),
               cell(mean([r and r["cpu"] for r in found]), 0), *PUBLISHED_2021[language]]
    means = [spread([mean([by_language[language][name][seed] for language in LOW]) for seed in range(3)])
             for name in columns]
    yield ["mean", *means, "", "", "16"]


def six_rows(results):
    all_of = []
    for language in SIX:
        found = results[f"g2p2020/{language}"]
        all_of.append((dev(found), score(found, "greedy"), score(found, "beam")))
        yield [NAMES[language], cell(all_of[-1][0], 2), *map(cell, all_of[-1][1:]), cell(found and found["cpu"], 0),
               PUBLISHED_2020.get(language, "–")]
    yield ["mean", *(cell(mean(list(column))) for column in zip(*all_of)), "", ""]


def accuracy(wer):
    return None if wer is None else 100 - wer


def inflection_rows(results):
    all_of = []
    for language in FIVE:
        found = results[f"inflection2023/{language}"]
        all_of.append(tuple(map(accuracy, (dev(found), score(found, "greedy"), score(found, "beam")))))
        yield [NAMES[language], *map(cell, all_of[-1]), cell(found and found["cpu"], 0), PUBLISHED_2023[language]]
    yield ["mean", *(cell(mean(list(column))) for column in zip(*all_of)), "", "81.9"]


def cmudict_rows(results):
    for name, text in (("cmudict/30m", "`--budget 30m --threads 2`"), ("cmudict/default", "the defaults")):
        found = results[name]
        yield [text, cell(dev(found)), cell(found and found["dev"].get("PER")), cell(found and found["epochs"], 0),
               cell(found and found["cpu"], 0)]


def cmudict(name, *flags):
    return Run(name, "cmudict/cmudict_train.tsv", "cmudict/cmudict_dev.tsv", flags)


TABLES = [
    Table("g2p2021-medium", [pairs("g2p2021", language) for language in MEDIUM],
          ["8,000 / 1,000 / 1,000 words", "dev WER", "test WER", "beam 5", "ECE", "epochs", "CPU seconds",
           "one Transformer", "ten-model ensemble"], medium_rows),
    Table("g2p2021-low", [run for language in LOW for run in seeds("g2p2021", language, (1, 2, 3))],
          ["800 / 100 / 100 words, seeds 1, 2, 3", "dev WER", "test WER", "beam 5", "CPU seconds", "one Transformer",
           "ten-model ensemble"], low_rows),
    Table("g2p2020", [pairs("g2p2020", language) for language in SIX],
          ["3,600 / 450 / 450 words", "dev WER", "test WER", "beam 5", "CPU seconds", "one Transformer, dev WER"],
          six_rows),
    Table("inflection2023", [pairs("inflection2023", language) for language in FIVE],
          ["10,000 / 1,000 / 1,000 forms, percent right", "dev", "test", "beam 5", "CPU seconds",
           "rule-based baseline, test"], inflection_rows),
    Table("cmudict", [cmudict("cmudict/30m", "--budget", "30m", "--threads", "2"), cmudict("cmudict/default")],
          ["104,000 words, 2,670 of dev", "dev WER", "dev PER", "epochs", "CPU seconds"], cmudict_rows),
]


def rendered(table, runner):
    results = {run.name: runner.kept(run) for run in table.runs}
    lines = ["| " + " | ".join(table.head) + " |", "|---" * len(table.head) + "|"]
    lines += ["| " + " | ".join(row) + " |" for row in table.rows(results)]
    return "\n".join(lines)


def write(tables):
    text = DOCUMENT.read_text()
    for name, lines in tables.items():
        pattern = re.compile(rf"(<!-- results: {re.escape(name)} -->\n).*?(<!-- end -->)", re.DOTALL)
        if not pattern.search(text):
            sys.exit(f"{DOCUMENT}: found no marker of table {name}")
        text = pattern.sub(lambda match: match.group(1) + lines + "\n" + match.group(2), text)
    DOCUMENT.write_text(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("elman", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--store", type=Path, default=ROOT / "build" / "results")
    parser.add_argument("--only", nargs="*", choices=[table.name for table in TABLES])
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    runner = Runner(options.elman, options.data, options.store)
    chosen = [table for table in TABLES if not options.only or table.name in options.only]
    for table in chosen:
        for run in table.runs:
            runner.run(run)
    tables = {table.name: rendered(table, runner) for table in chosen}
    if options.write:
        write(tables)
    else:
        print("\n\n".join(tables.values()))


if __name__ == "__main__":
    main()
