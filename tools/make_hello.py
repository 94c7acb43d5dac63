#!/usr/bin/env python3
"""Writes lessons/hello_start.h: weights as PyTorch draws them for a seed, and the losses of its first epochs from there.

  tools/make_hello.py SEED >lessons/hello_start.h, then make format; needs PyTorch
  tools/make_hello.py --list COUNT                    the word that each of the first seeds reaches by epoch 15
"""
import sys

import torch

LETTERS, SOURCE, TARGET, EPOCHS = "ehlo", "hello", "ohlol", 15
torch.set_num_threads(1)


def train(seed):
    """Parameters before the first epoch, a loss for each epoch, the last prediction."""
    torch.manual_seed(seed)
    cell = torch.nn.RNNCell(len(LETTERS), len(LETTERS))
    start = {name: parameter.detach().clone() for name, parameter in cell.named_parameters()}
    adam = torch.optim.Adam(cell.parameters(), lr=0.1)
    one_hot = torch.eye(len(LETTERS))
    losses, word = [], ""
    for _ in range(EPOCHS):
        state, loss, word = torch.zeros(1, len(LETTERS)), 0, ""
        for letter, wanted in zip(SOURCE, TARGET):
            state = cell(one_hot[LETTERS.index(letter)].unsqueeze(0), state)
            loss = loss + torch.nn.functional.cross_entropy(state, torch.tensor([LETTERS.index(wanted)]))
            word += LETTERS[state.argmax().item()]
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.item())
    return start, losses, word


def array(name, values):
    texts = [f"{value:.9g}" for value in values]
    texts = [text if any(mark in text for mark in ".e") else text + ".0" for text in texts]
    lines = [", ".join(texts[i:i + 6]) for i in range(0, len(texts), 6)]
    return f"inline constexpr double {name}[] = {{\n    " + ",\n    ".join(lines) + "};\n"


def main():
    if sys.argv[1] == "--list":
        for seed in range(int(sys.argv[2])):
            _, losses, word = train(seed)
            print(seed, word, f"{losses[-1]:.4f}")
        return
    seed = int(sys.argv[1])
    start, losses, _ = train(seed)
    print(f"""// Where lesson hello starts: what PyTorch draws for a cell of four after manual_seed({seed}), and the losses that PyTorch
// itself has in its first epochs from there. Written by tools/make_hello.py.
#pragma once

namespace elman::lessons::hello_start {{
""")
    for name, values in start.items():
        print(array(name, values.flatten().tolist()))
    print(array("losses", losses))
    print("}  // namespace elman::lessons::hello_start")


if __name__ == "__main__":
    main()
