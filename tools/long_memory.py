#!/usr/bin/env python3
"""Tasks that ask for a long memory, as pairs of symbols with spaces between them, and how well they were solved.

  long_memory.py adding COUNT STEPS [SEED]   the adding problem (Hochreiter & Schmidhuber 1997): digits, two of them marked
                                             with a star, one in each half; the target is their sum
  long_memory.py copy COUNT STEPS [SEED]     copy memory (Arjovsky, Shah & Bengio 2016): ten letters and then STEPS dots;
                                             the target is the letters
  long_memory.py score PAIRS OUTPUTS         the share of outputs that are right and, of sums, the mean squared error if
                                             digits stand for tenths
"""
import random
import sys


def adding(steps, draw):
    numbers = [draw.randrange(10) for _ in range(steps)]
    marked = (draw.randrange(steps // 2), draw.randrange(steps // 2, steps))
    source = [f"{number}{'*' if i in marked else ''}" for i, number in enumerate(numbers)]
    return source, [str(sum(numbers[i] for i in marked))]


def copy(steps, draw):
    letters = [draw.choice("abcdefgh") for _ in range(10)]
    return letters + ["."] * steps, letters


def score(pairs, outputs):
    golds = [line.rstrip("\n").split("\t")[1] for line in open(pairs, encoding="utf-8")]
    found = [line.rstrip("\n") for line in open(outputs, encoding="utf-8")]
    if len(golds) != len(found) or not golds:
        sys.exit(f"{outputs}: found {len(found)} lines, expected one for each of {len(golds)} pairs")
    print(f"right {sum(g == f for g, f in zip(golds, found)) / len(golds):.4f}")
    if all(gold.isdigit() for gold in golds):
        guesses = [int(f) if f.isdigit() else 9 for f in found]  # what is no number counts as the mean of all sums
        errors = [((int(gold) - guess) / 10) ** 2 for gold, guess in zip(golds, guesses)]
        print(f"mean squared error {sum(errors) / len(errors):.5f}")


def main(arguments):
    if len(arguments) == 3 and arguments[0] == "score":
        return score(*arguments[1:])
    makers = {"adding": adding, "copy": copy}
    if len(arguments) not in (3, 4) or arguments[0] not in makers:
        sys.exit(__doc__)
    draw = random.Random(int(arguments[3]) if len(arguments) == 4 else 1)
    for _ in range(int(arguments[1])):
        source, target = makers[arguments[0]](int(arguments[2]), draw)
        print(" ".join(source) + "\t" + " ".join(target))


if __name__ == "__main__":
    main(sys.argv[1:])
