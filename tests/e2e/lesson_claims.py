"""Runs every lesson over a grid of its flags and holds each claim against the numbers of its document.

  lesson_claims.py ELMAN TEXTS
"""
import itertools
import json
import math
import pathlib
import re
import subprocess
import sys

elman, texts = sys.argv[1], pathlib.Path(sys.argv[2])
failures = []
seen = {}

# ---- The grid ----
INPUTS = ["1 1, 1 1, 2 2", "0 0, 0 0", "3 -2", "2 2, 1 1, 1 1", "0 0, 1 0, 0 0, 0 0, 0 0", "0.1 0.1, 0.1 0.1, 0.1 0.1"]
WEIGHTS = ["", "U1=0,U2=0,U3=0", "w1=2,w8=-1", "w1=0,w2=0,w3=0,w4=0", "U1=0.5,U2=-0.5", "w5=0,w6=0,w7=0,w8=0"]


def combined(**flags):
    for values in itertools.product(*flags.values()):
        pairs = [(f"--{name.replace('_', '-')}", value) for name, value in zip(flags, values) if value is not None]
        yield [word for pair in pairs for word in pair if word is not True]


GRID = {
    "srn": combined(inputs=INPUTS, weights=WEIGHTS, recurrent_weight=["0", "0.5", "1"], nonlinearity=["none", "relu"],
                    bias=["0", "1"]),
    "srn-tanh": itertools.chain(
        combined(inputs=INPUTS, weights=WEIGHTS, recurrent_weight=["0", "0.1", "1", "-1"], carry_state=[None, True]),
        combined(inputs=INPUTS[:2], nonlinearity=["relu", "none"], carry_state=[None, True], bias=["0", "-1"])),
    "cell": combined(inputs=INPUTS, weights=WEIGHTS[:3], recurrent_weight=["0", "0.5", "1"],
                     nonlinearity=["tanh", "relu"], bias=["0", "0.5"]),
    "rnn": combined(inputs=INPUTS, weights=WEIGHTS[:3], recurrent_weight=["0", "1"], nonlinearity=["tanh", "relu"]),
    "hello": itertools.chain(
        combined(seeds=["0", "3"], seed=["0", "16"], epochs=["1", "15", "100"], hidden_size=["0", "8"]),
        [["--seeds", "40"], ["--word", "abba", "--target", "baab", "--seeds", "5", "--epochs", "60"], ["--learning-rate", "1"],
         ["--word", "a", "--target", "b", "--seeds", "2"], ["--word", "lesson", "--target", "nossel"]]),
    "pairs": itertools.chain(combined(epochs=["10", "300", "1000"], placeholder=[None, True], word=["kings", "mans"]),
                             combined(seed=["1", "2", "3"], placeholder=[None, True])),
    "lengths": combined(epochs=["1", "30", "150"], arch=["rnn", "gru"], seed=["1", "2"]),
    "sequence": combined(inputs=["2 0, 0 1, -1 0", "1 0, 0 1, 0.5 0.5", "1 1", "1 1, 1 1", "3 0, 0 3, 1 1, 2 2"],
                         recurrent_weight=["0", "0.5", "-1"]),
    "seq2seq": combined(epochs=["2", "20"], hidden_size=["32", "128"]),
    "attention": combined(epochs=["1", "8"], word=["a", "abcdefgh", "hhhh"]),
    "transformer": combined(epochs=["1", "6", "20"], seed=["1", "2"]),
    "memories": combined(epochs=["1", "2", "12"], seed=["1", "2"]),
    "memory": combined(epochs=["1", "5", "16"], seed=["3"]),
    "explode": combined(epochs=["1", "12"], seed=["1", "2", "3"]),
    "generate": itertools.chain(
        combined(updates=["1", "30", "100", "1000"], seed=["1", "2", "3", "4", "5"], lang=["en", "zh"]),
        combined(arch=["rnn", "lstm"], hidden_size=["1", "8", "64"], updates=["300", "1000"], lang=["en", "zh"])),
}


class Numbers:
    """The tables of a document, as they are shown."""

    def __init__(self, document):
        self.tables = {block["id"]: block for block in document["blocks"] if block["kind"] == "table"}
        self.options = document["options"]
        self.lesson = document["lesson"]

    def column(self, table, column):
        return [shown(row[column]) for row in self.tables[table]["rows"]]

    def cell(self, table, row, column):
        return shown(self.tables[table]["rows"][row][column])


def shown(cell):
    """A number as people see it; a text as it is."""
    if not isinstance(cell, dict):
        return cell
    return float(f"{cell['value']:.{cell['digits']}{'e' if cell.get('scientific') else 'f'}}")


def same_inputs(n):
    return n.column("steps", 1)[0] == n.column("steps", 1)[1] and n.column("steps", 2)[0] == n.column("steps", 2)[1]


def same_outputs(n):
    return n.column("steps", 5)[0] == n.column("steps", 5)[1] and n.column("steps", 6)[0] == n.column("steps", 6)[1]


def recurrent(n):
    return [n.cell("weights", row, column) for row in (0, 1) for column in (3, 4)]


def falling(values):
    return all(a > b for a, b in zip(values, values[1:]))


def learned_words_agree(n):
    count = int(n.cell("right", 0, 0))
    wanted = n.column("answers", 2)[:count]
    return n.column("feeding", 1)[:count] == wanted == n.column("feeding", 2)[:count]


def first_difference(n):
    return next(i for i, (a, b) in enumerate(zip(n.column("feeding", 1), n.column("feeding", 2))) if a != b)


def errors(n):
    return dict(zip(n.column("ends", 0), n.column("ends", 2)))


def falls_late(n, column):
    found = [error for error in n.column("errors", column) if error != ""]
    return found[-1] < 0.01 and all(error > 0.84 * n.cell("ends", 0, 3) for error in found[:-2]) and len(found) > 2


def age(n, row, column):
    return n.cell("ages", row, column)


def in_line(n, row):
    """The least share of right answers that lie within the delay line of this row."""
    return min(n.cell("windows", row, column) for column in range(2, row + 4))


def chosen_unit(n):
    """Strengths before and after learning, of the property that is followed best."""
    before, after = n.column("units", 2), n.column("units", 4)
    best = after.index(max(after))
    return before[best], after[best]


# Key: lambda on the numbers. What the sentence says, said again.
CLAIMS = {
    "memory": lambda n: same_inputs(n) and not same_outputs(n),
    "no-memory": lambda n: same_inputs(n) and same_outputs(n) and recurrent(n) == [0, 0, 0, 0],
    "nothing-yet": lambda n: same_outputs(n) and n.cell("steps", 0, 3) == n.cell("steps", 0, 4) == 0,
    "unseen": lambda n: same_inputs(n) and same_outputs(n) and any(recurrent(n)),
    "last-alone": lambda n: not any(n.column("influence", 1)[:-1]) and n.column("influence", 1)[-1] > 0,
    "fading": lambda n: falling(n.column("influence", 1)[::-1]) and n.column("influence", 1)[0] > 0,
    "counting-more": lambda n: falling(n.column("influence", 1)),
    "all-inputs": lambda n: all(n.column("influence", 1)),
    "growing": lambda n: recurrent(n) == [1, 1, 1, 1] and n.column("steps", 3) == n.column("steps", 4)
    and n.column("steps", 3)[-1] > n.column("steps", 3)[0] and n.options["nonlinearity"] == "none",
    "faint": lambda n: all(0.9 < h <= 1 for t in range(min(2, len(n.column("steps", 3))))
                           for h in (n.cell("steps", t, 3), n.cell("steps", t, 4))),
    "limit": lambda n: max(map(abs, n.column("steps", 5) + n.column("steps", 6))) <= 2
    and n.options["nonlinearity"] == "tanh",
    "forgets": lambda n: max(n.column("starts", 3)[1:]) < 0.01 and n.options["carry-state"] == "true",
    "keeps": lambda n: n.column("starts", 3)[-1] > 0,
    "page": lambda n: n.column("steps", 5) == [1.9281, 1.9985, 2.0],
    "learned": lambda n: n.column("epochs", 1)[-1] == n.options["target"],
    "not-learned": lambda n: n.column("epochs", 1)[-1] != n.options["target"],
    "floor": lambda n: n.options["hidden-size"] == "0" and min(n.column("epochs", 2)) >= round(
        len(n.options["word"]) * math.log(1 + (len(set(n.options["word"] + n.options["target"])) - 1) * math.exp(-2)), 4),
    "all-learned": lambda n: n.column("words", 0) == [n.options["target"]]
    and n.cell("words", 0, 1) == float(n.options["seeds"]),
    "stuck": lambda n: all(l > 0.9 and o > 0.9 and slope < 0.2 for l, o, slope in
                           zip(n.column("stuck", 2), n.column("stuck", 3), n.column("stuck", 4))),
    "all-right": lambda n: n.cell("right", 0, 0) == n.cell("right", 0, 1)
    and all(a == b for a, b in zip(n.column("answers", 1)[:6], n.column("answers", 2)[:6])),
    "some-right": lambda n: any(a != b for a, b in zip(n.column("answers", 1)[:6], n.column("answers", 2)[:6])),
    "as-nearest": lambda n: n.cell("nearest", 0, 5) == dict(
        zip(n.column("answers", 0), n.column("answers", 1)))[n.cell("nearest", 0, 1)],
    "not-nearest": lambda n: n.cell("nearest", 1, 5) not in n.column("answers", 2),
    "differ": lambda n: n.column("feeding", 1) != n.column("feeding", 2),
    "agree": lambda n: n.column("feeding", 1) == n.column("feeding", 2),
    "state-alone": learned_words_agree,
    "state-not-enough": lambda n: n.column("feeding", 1) != n.column("feeding", 2),
    "mixing": lambda n: learned_words_agree(n) and first_difference(n) >= int(n.cell("right", 0, 0)),
    "padding-matters": lambda n: all(a != b for a, b in zip(n.column("losses", 1), n.column("losses", 4))),
    "ends": lambda n: set(n.column("answers", 3)) == {"E"},
    "endless": lambda n: "-" in n.column("answers", 3),
    "order-matters": lambda n: len(set(n.column("orders", 2))) == 1
    and n.column("orders", 3)[0] != n.column("orders", 3)[-1],
    "order-unseen": lambda n: n.column("orders", 3)[0] == n.column("orders", 3)[-1],
    "any-length": lambda n: len(set(n.column("lengths", 2))) == 1 and falling(n.column("lengths", 3)[::-1]),
    "fixed-fails": lambda n: n.cell("lengths", 1, 1) >= 0.9 and n.cell("lengths", 9, 1) < 0.5,
    "fixed-not-yet": lambda n: n.cell("lengths", 1, 1) < 0.9,
    "fixed-enough": lambda n: n.cell("lengths", 9, 1) >= 0.5,
    "attention-helps": lambda n: n.cell("lengths", 9, 2) >= 0.9 and n.cell("lengths", 9, 1) < n.cell("lengths", 9, 2),
    "attention-better": lambda n: n.cell("lengths", 9, 1) < n.cell("lengths", 9, 2),
    "longer-than-learned": lambda n: n.cell("lengths", 11, 2) < n.cell("lengths", 9, 2),
    "exposed": lambda n: n.column("feeding", 2)[-1] < n.column("feeding", 1)[-1],
    "mirrored": lambda n: all(a == b for a, b in zip(n.column("looks", 3), n.column("looks", 4)) if b != ""),
    "apart": lambda n: n.cell("symbols", 0, 1) == n.cell("symbols", 2, 1) and n.cell("rows", 0, 1) != n.cell("rows", 2, 1),
    "masked": lambda n: n.cell("weights", 0, 2) == n.cell("weights", 0, 3) == n.cell("weights", 1, 3) == 0,
    "both": lambda n: min(n.cell("lengths", 9, 1), n.cell("lengths", 9, 2)) >= 0.9,
    "transformer-behind": lambda n: n.cell("lengths", 9, 1) < n.cell("lengths", 9, 2),
    "gru-behind": lambda n: n.cell("lengths", 9, 2) < n.cell("lengths", 9, 1),
    "unseen-positions": lambda n: n.cell("lengths", 9, 1) >= 0.9 and n.cell("lengths", 11, 1) < 0.1,
    "forward": lambda n: age(n, 0, 2) >= 0.95 and age(n, 0, 4) < 0.75,
    "delay": lambda n: age(n, 1, 3) >= 0.95 and age(n, 1, 4) < 0.75,
    "narx": lambda n: min(age(n, 2, 5), age(n, 2, 6)) >= 0.95,
    "narx-fails": lambda n: age(n, 2, 6) < 0.95,
    "lines": lambda n: all(in_line(n, row) >= 0.95 and n.cell("windows", row, row + 4) < 0.75 for row in range(3))
    and n.column("windows", 1) == [n.cell("windows", 0, 1) + 8 * more for more in (0, 5, 15)],
    "lines-begin": lambda n: in_line(n, 2) < 0.95 and all(n.cell("windows", row, row + 4) < 0.75 for row in range(3))
    and n.column("windows", 1)[-1] == max(n.column("windows", 1)),
    "loop": lambda n: min(age(n, 2, 5), age(n, 2, 6)) >= 0.95 and age(n, 2, 1) - age(n, 0, 1) == 8,
    "held": lambda n: all(y * answer > 0 for y, answer in zip(n.column("run", 5), n.column("run", 6)))
    and n.column("run", 6) == [1, 1, -1, -1],
    "rnn": lambda n: min(age(n, 3, 5), age(n, 3, 6)) >= 0.95,
    "rnn-fails": lambda n: age(n, 3, 6) < 0.95,
    "srn-stays": lambda n: errors(n)["SRN"] > 0.94 * n.cell("ends", 0, 3),
    "srn-learns": lambda n: errors(n)["SRN"] < 0.01,
    "srn-begins": lambda n: 0.01 <= errors(n)["SRN"] < 0.96 * n.cell("ends", 0, 3),
    "both-learn": lambda n: max(errors(n)["LSTM"], errors(n)["GRU"]) < 0.01,
    "one-learns": lambda n: min(errors(n)["LSTM"], errors(n)["GRU"]) < 0.01 <= max(errors(n)["LSTM"], errors(n)["GRU"]),
    "none-learns": lambda n: min(errors(n)["LSTM"], errors(n)["GRU"]) >= 0.01,
    "at-once": lambda n: any(falls_late(n, column) for column in (2, 3)),
    "shrinks": lambda n: n.cell("gradients", 0, 6) < 0.95 and n.cell("gradients", 0, 5) < 1e-9,
    "not-given": lambda n: n.cell("gradients", 2, 6) < 0.95 and n.cell("gradients", 4, 6) < 0.95,
    "can-learn-to": lambda n: min(n.cell("gradients", 3, 6), n.cell("gradients", 5, 6)) > 0.95
    > max(n.cell("gradients", 2, 6), n.cell("gradients", 4, 6)),
    "powers": lambda n: n.cell("powers", 1, 4) < 1e-3 and n.cell("powers", 2, 4) == 1 and n.cell("powers", 3, 4) > 1e3,
    "lost": lambda n: n.cell("runs", 0, 4) == "no" and n.cell("runs", 1, 4) == "yes",
    "worse": lambda n: n.cell("runs", 0, 3) > n.cell("runs", 1, 3) and n.cell("runs", 0, 2) * 0.002 > 10,
    "calm": lambda n: n.cell("runs", 0, 3) <= n.cell("runs", 1, 3),
    "nothing-known": lambda n: n.cell("stages", 0, 0) == 0
    and abs(n.cell("stages", 0, 3) / n.cell("guesses", 0, 3) - 1) < 0.1,
    "more-than-shares": lambda n: any(a >= n.cell("guesses", 1, 1) > b
                                      for a, b in zip(n.column("stages", 1), n.column("stages", 1)[1:])),
    "by-heart": lambda n: n.column("stages", 3)[-1] < 1.1,
    "still-learning": lambda n: n.column("stages", 3)[-1] >= 1.1,
    "begins": lambda n: n.cell("begins", 0, 2) > n.cell("begins", 1, 2),
    "top-p-adapts": lambda n: n.cell("kept", 0, 4) > n.cell("kept", 1, 4) and len(set(n.column("kept", 2))) == 1
    and n.cell("kept", 0, 1) >= n.cell("kept", 1, 1),
    "unit-learned": lambda n: chosen_unit(n)[1] > chosen_unit(n)[0],
    "unit-by-chance": lambda n: chosen_unit(n)[1] <= chosen_unit(n)[0],
    "spread": lambda n: chosen_unit(n)[1] < 0.95,
    "carry-helps": lambda n: n.cell("carry", 0, 1) < n.cell("carry", 1, 1),
    "overfits": lambda n: n.column("unseen", 2)[-1] > min(n.column("unseen", 2))
    and n.column("unseen", 1)[-1] < n.column("unseen", 1)[n.column("unseen", 2).index(min(n.column("unseen", 2)))],
}
RARE = {"lost", "calm", "srn-learns", "srn-begins", "gru-behind", "narx-fails"}  # said of numbers that the grid need not meet


def operand(side, numbers):
    if isinstance(side, dict) and "table" in side:
        return numbers.cell(side["table"], side["row"], side["column"])
    return shown(side)


RELATIONS = {"=": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b}


def check(arguments):
    language = [] if "--lang" in arguments else ["--lang", "en"]
    result = subprocess.run([elman, "lesson", *arguments, "--json", *language], stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, encoding="utf-8")
    what = " ".join(arguments)
    if result.returncode != 0:
        failures.append(f"{what}: {result.stderr.strip()}")
        return
    document = json.loads(result.stdout)
    numbers = Numbers(document)
    for name, value in zip(arguments[1:], arguments[2:]):
        if name.startswith("--") and name != "--lang" and not value.startswith("--") and document["options"].get(name[2:]) != value:
            failures.append(f"{what}: the document's options do not have {name} {value}")
    for block in document["blocks"]:
        if "claim" not in block:
            continue
        key = block["claim"]
        seen.setdefault(document["lesson"], set()).add(key)
        if not block["because"]:
            failures.append(f"{what}: {key} rests on nothing")
        for left, relation, right in block["because"]:
            if not RELATIONS[relation](operand(left, numbers), operand(right, numbers)):
                failures.append(f"{what}: {key}: not {left} {relation} {right}")
        if key not in CLAIMS:
            failures.append(f"{what}: {key} has no check here")
        elif not CLAIMS[key](numbers):
            failures.append(f"{what}: {key} is not so: {block['text']}")


runs = 0
for lesson, grid in GRID.items():
    for flags in grid:
        check([lesson, *flags])
        runs += 1
known = {name: set(re.findall(r'"claim:([a-z-]+)"', (texts / f"{name.replace('-', '_')}.cpp").read_text()))
         for name in GRID}
known["srn"] |= set(re.findall(r'"claim:([a-z-]+)"', (texts / "small_network.cpp").read_text()))
for lesson, keys in known.items():
    for key in sorted(keys - seen.get(lesson, set()) - RARE):
        if any(key in found for found in seen.values()):
            continue  # lessons share some sentences
        failures.append(f"{lesson}: the claim {key} was never made")
for failure in failures[:40]:
    print("WRONG", failure)
print(f"{runs} runs, {len(set().union(*seen.values()))} kinds of claims, {len(failures)} wrong")
sys.exit(1 if failures else 0)
