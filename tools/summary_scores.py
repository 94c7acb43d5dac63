#!/usr/bin/env python3
"""summary_scores.py PAIRS.tsv [--outputs FILE]: ROUGE of what needs no model, the first words and the first sentence of each
source, and of a file of outputs.

Mean F1 of ROUGE-1, -2 and -L (Lin 2004) on lower-case words, as elman eval gives them, and the share of words that a text
has written before."""
import argparse
import collections
import re


def words_of(text):
    return re.findall(r"[a-z0-9]+", text.lower())


def f1(matches, found, wanted):
    return 2 * matches / (found + wanted) if matches else 0.0


def runs(words, n):
    return collections.Counter(tuple(words[i:i + n]) for i in range(len(words) - n + 1))


def common_subsequence(a, b):
    row = [0] * (len(b) + 1)
    for x in a:
        diagonal = 0
        for j, y in enumerate(b, 1):
            diagonal, row[j] = row[j], diagonal + 1 if x == y else max(row[j], row[j - 1])
    return row[-1]


def rouge(output, target):
    output, target = words_of(output), words_of(target)
    scores = []
    for n in (1, 2):
        found, wanted = runs(output, n), runs(target, n)
        scores.append(f1(sum((found & wanted).values()), sum(found.values()), sum(wanted.values())))
    scores.append(f1(common_subsequence(output, target), len(output), len(target)))
    return scores


def first_sentence(source):
    return re.split(r"(?<=[.:!?;]) ", source)[0]


def report(name, outputs, targets):
    scores = [rouge(output, target) for output, target in zip(outputs, targets)]
    means = [100 * sum(column) / len(scores) for column in zip(*scores)]
    texts = [words_of(output) for output in outputs]
    again = 100 * sum(len(words) - len(set(words)) for words in texts) / max(1, sum(map(len, texts)))
    print("  {:28} ROUGE-1 {:5.2f}  ROUGE-2 {:5.2f}  ROUGE-L {:5.2f}  words again {:4.1f} %".format(name, *means, again))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("pairs")
    arguments.add_argument("--outputs")
    given = arguments.parse_args()
    with open(given.pairs, encoding="utf-8") as file:
        pairs = [line.rstrip("\n").split("\t") for line in file]
    sources, targets = zip(*pairs)
    for count in (8, 12):
        report(f"the first {count} words", [" ".join(source.split()[:count]) for source in sources], targets)
    report("the first sentence", [first_sentence(source) for source in sources], targets)
    if given.outputs:
        with open(given.outputs, encoding="utf-8") as file:
            report(given.outputs, [line.rstrip("\n").split("\t")[-1] for line in file], targets)
    report("(the targets)", targets, targets)


if __name__ == "__main__":
    main()
