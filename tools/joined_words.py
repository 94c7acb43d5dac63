#!/usr/bin/env python3
"""joined_words.py ELMAN MODEL TEST: how a model reads sources that are longer than any it has learnt.

The words of TEST, in a shuffled order, are joined by ones, twos and threes, and predicted greedily. For each the symbol
error rate, and that of the symbols that are at least two away from a joint: what a word sounds like where it meets another
is not known, but what is further away should be read as if it stood alone.
"""
import random
import subprocess
import sys

near = 2  # symbols on either side of a joint


def edits(gold, found):
    """For each edit that turns gold into found, the index of gold that it is at."""
    rows, columns = len(gold), len(found)
    cost = [[max(i, j) if i == 0 or j == 0 else 0 for j in range(columns + 1)] for i in range(rows + 1)]
    for i in range(1, rows + 1):
        for j in range(1, columns + 1):
            change = cost[i - 1][j - 1] + (gold[i - 1] != found[j - 1])
            cost[i][j] = min(change, cost[i - 1][j] + 1, cost[i][j - 1] + 1)
    i, j = rows, columns
    places = []
    while i > 0 or j > 0:
        if i > 0 and j > 0 and cost[i][j] == cost[i - 1][j - 1] + (gold[i - 1] != found[j - 1]):
            i, j = i - 1, j - 1
            if gold[i] != found[j]:
                places.append(i)
        elif i > 0 and cost[i][j] == cost[i - 1][j] + 1:
            i -= 1
            places.append(i)
        else:
            j -= 1
            places.append(min(i, rows - 1))
    return places


def distances(words):
    """How far each symbol of joined words is from the nearest joint."""
    found = []
    for place, word in enumerate(words):
        for i in range(len(word)):
            before = i if place > 0 else len(word) + near
            after = len(word) - 1 - i if place + 1 < len(words) else len(word) + near
            found.append(min(before, after))
    return found


def main():
    elman, model, test = sys.argv[1:]
    with open(test, encoding='utf-8') as file:
        pairs = [line.rstrip('\n').split('\t') for line in file]
    random.Random(1).shuffle(pairs)
    for count in (1, 2, 3):
        groups = [pairs[i:i + count] for i in range(0, len(pairs) - count + 1, count)]
        sources = ''.join(''.join(pair[0] for pair in group) + '\n' for group in groups)
        run = subprocess.run([elman, 'predict', model, '--threads', '1'], input=sources, capture_output=True, text=True,
                             check=True)
        wrong = wrong_far = symbols = symbols_far = 0
        for group, line in zip(groups, run.stdout.splitlines()):
            words = [pair[1].split() for pair in group]
            away = [distance >= near for distance in distances(words)]
            places = edits(sum(words, []), line.split())
            wrong += len(places)
            symbols += len(away)
            wrong_far += sum(away[place] for place in places)
            symbols_far += sum(away)
        print(f'{count} joined: PER {100 * wrong / symbols:.2f}, away from joints {100 * wrong_far / symbols_far:.2f}')


if __name__ == '__main__':
    main()
