"""What PyTorch's tasks are given."""
import torch

from worker import made_up

SYMBOLS = 64


def symbols_of(case):
    """64, or as many `words`."""
    return int(case.get("words", SYMBOLS))


def numbers(text):
    return [int(part) for part in text.split(",")]


def random_symbols(lengths):
    """(longest, sequences), padded with 0."""
    ids = torch.randint(4, SYMBOLS, (max(lengths), len(lengths)))
    for column, length in enumerate(lengths):
        ids[length:, column] = 0
    return ids


def fill(parameter, seed, scale=1.0):
    with torch.no_grad():
        parameter.copy_(torch.from_numpy(made_up(seed, *parameter.shape)) * scale)
