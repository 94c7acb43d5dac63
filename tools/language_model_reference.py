"""Cases of make_reference.py: language models over two chunks of a text, the state carried from the first to the
second."""
import math

import torch
from torch import nn
from torch.nn import functional

from reference_writer import with_gradients


class Recurrent(nn.Module):
    def __init__(self, settings):
        super().__init__()
        symbols, size, hidden = settings["symbols"], settings["embedding_size"], settings["hidden_size"]
        self.tied = settings["tied"]
        self.embedding = nn.Embedding(symbols, size)
        kind = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[settings["arch"]]
        self.rnn = kind(size, hidden, settings["layers"])
        if self.tied and size != hidden:
            self.narrow = nn.Linear(hidden, size)
        self.output = nn.Linear(hidden, symbols)
        if self.tied:
            del self.output.weight

    def read(self, ids, state):
        return self.rnn(self.embedding(ids), state)

    def scores(self, read):
        if not self.tied:
            return self.output(read)
        read = self.narrow(read) if hasattr(self, "narrow") else read
        return functional.linear(read, self.embedding.weight, self.output.bias)


class Transformer(nn.Module):
    def __init__(self, settings):
        super().__init__()
        symbols, size = settings["symbols"], settings["hidden_size"]
        self.norm_first = settings["norm_first"]
        self.tied = settings["tied"]
        self.embedding = nn.Embedding(symbols, size)
        self.positions = nn.Embedding(settings["context"], size)
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(size, settings["heads"], 4 * size, dropout=0.0, activation="gelu",
                                       norm_first=self.norm_first) for _ in range(settings["layers"]))
        if self.norm_first:
            self.norm = nn.LayerNorm(size)
        self.output = nn.Linear(size, symbols)
        if self.tied:
            del self.output.weight

    def read(self, ids, _):
        time, size = ids.shape[0], self.embedding.weight.shape[1]
        x = self.embedding(ids) * math.sqrt(size) + self.positions.weight[:time, None]
        mask = torch.ones(time, time, dtype=torch.bool).triu(1)
        for layer in self.layers:
            x = layer(x, src_mask=mask)
        return (self.norm(x) if self.norm_first else x), None

    scores = Recurrent.scores


def detached(state):
    if state is None:
        return None
    return tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()


def language_model(writer, pick):
    arch = pick.choice(["rnn", "lstm", "gru", "transformer"])
    heads = pick.choice([1, 2])
    hidden = heads * pick.choice([2, 3])
    settings = {"arch": arch, "symbols": pick.randint(5, 9), "embedding_size": pick.choice([hidden, hidden + 1]),
                "hidden_size": hidden, "layers": pick.choice([1, 2]), "tied": pick.random() < 0.5, "heads": heads,
                "context": 6, "norm_first": pick.random() < 0.5, "activation_penalty": 0.0, "change_penalty": 0.0}
    if arch != "transformer":
        settings["activation_penalty"] = pick.choice([0.0, 0.7])
        settings["change_penalty"] = pick.choice([0.0, 0.3])
    streams, length = pick.randint(1, 3), pick.randint(2, 5)
    text = torch.randint(0, settings["symbols"], (2 * length + 1, streams))
    model = (Transformer if arch == "transformer" else Recurrent)(settings)
    for parameter in model.parameters():
        nn.init.normal_(parameter, std=0.7)
    state, losses = None, []
    for begin in (0, length):
        read, state = model.read(text[begin:begin + length], detached(state))
        targets = text[begin + 1:begin + length + 1].flatten()
        loss = functional.cross_entropy(model.scores(read).flatten(0, 1), targets)
        if settings["activation_penalty"]:
            loss = loss + settings["activation_penalty"] * read.pow(2).mean()
        if settings["change_penalty"]:
            loss = loss + settings["change_penalty"] * (read[1:] - read[:-1]).pow(2).mean()
        losses.append(loss)
    (losses[0] + losses[1]).backward()
    settings |= {"streams": streams, "length": length, "text": text.flatten().tolist()}
    writer.add("language_model", settings, {**with_gradients(dict(model.named_parameters())), "first": losses[0],
                                            "second": losses[1]})
