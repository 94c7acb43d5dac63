#!/usr/bin/env python3
"""The encoder-decoder of a model file in PyTorch, with the same names: weights move both ways.

  tools/pytorch_seq2seq.py compare MODEL ELMAN < sources   decodes greedily with both; fails if an output differs
  tools/pytorch_seq2seq.py fixture FOLDER ELMAN            weights made in PyTorch, and weights that elman has trained,
                                                           with what PyTorch computes from each

Needs torch and safetensors; no test does: what `fixture` wrote is stored in tests/data/model.
"""
import json
import pathlib
import subprocess
import sys

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import nn

START, END = 2, 3


class Part(nn.Module):
    """Modules under dotted names."""

    def __init__(self, **modules):
        super().__init__()
        for name, module in modules.items():
            self.add_module(name, module)


class Attention(nn.Module):
    def __init__(self, kind, hidden, source_size):
        super().__init__()
        if kind == "additive":
            self.v = nn.Parameter(torch.empty(hidden).uniform_(-1, 1))
            self.query = nn.Linear(hidden, hidden)
        if kind != "dot":
            self.key = nn.Linear(source_size, hidden, bias=False)
        self.kind = kind

    def forward(self, query, values):  # (hidden), (steps, source_size)
        keys = values if self.kind == "dot" else self.key(values)
        if self.kind == "additive":
            scores = torch.tanh(self.query(query) + keys) @ self.v
        else:
            scores = keys @ query
        return torch.softmax(scores, 0) @ values


class Seq2Seq(nn.Module):
    def __init__(self, options, source_symbols, target_symbols):
        super().__init__()
        self.options = options
        hidden, size = options["hidden-size"], options["embedding-size"]
        source_size = hidden * (2 if options["bidirectional"] else 1)
        layer = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[options["arch"]]
        self.encoder = Part(
            embedding=nn.Embedding(source_symbols, size),
            rnn=layer(size, hidden, options["encoder-layers"], bidirectional=options["bidirectional"]))
        if options["bidirectional"]:
            self.bridge = Part(h=nn.Linear(source_size, hidden))
            if options["arch"] == "lstm":
                self.bridge.add_module("c", nn.Linear(source_size, hidden))
        self.decoder = Part(
            embedding=nn.Embedding(target_symbols, size),
            rnn=layer(size + (hidden if options["input-feeding"] else 0), hidden, options["decoder-layers"]))
        if options["attention"] != "none":
            self.attention = Attention(options["attention"], hidden, source_size)
            self.combine = nn.Linear(source_size + hidden, hidden)
        self.output = nn.Linear(hidden, target_symbols)

    def start(self, state, linear):
        directions = 2 if self.options["bidirectional"] else 1
        layers = []
        for layer in range(self.options["decoder-layers"]):
            at = min(layer, self.options["encoder-layers"] - 1) * directions
            layers.append(linear(torch.cat([state[at], state[at + 1]])) if directions == 2 else state[at])
        return torch.stack(layers)

    def encode(self, source):
        values, state = self.encoder.rnn(self.encoder.embedding(torch.tensor(source)))
        two = self.options["bidirectional"]
        if self.options["arch"] == "lstm":
            h = self.start(state[0], lambda x: torch.tanh(self.bridge.h(x)) if two else x)
            return values, (h, self.start(state[1], lambda x: self.bridge.c(x)))
        return values, self.start(state, lambda x: torch.tanh(self.bridge.h(x)) if two else x)

    def step(self, token, values, state, feed):
        x = self.decoder.embedding(torch.tensor([token]))
        if self.options["input-feeding"]:
            x = torch.cat([x, feed[None]], 1)
        output, state = self.decoder.rnn(x, state)
        attentional = output[0]
        if self.options["attention"] != "none":
            context = self.attention(attentional, values)
            attentional = torch.tanh(self.combine(torch.cat([context, attentional])))
        return self.output(attentional), state, attentional

    def forward(self, source, target):
        """Log-probabilities with the true previous symbols as input, (len(target) + 1, symbols)."""
        values, state = self.encode(source)
        feed, rows = torch.zeros(self.options["hidden-size"], dtype=values.dtype), []
        for token in [START, *target]:
            logits, state, feed = self.step(token, values, state, feed)
            rows.append(torch.log_softmax(logits, 0))
        return torch.stack(rows)

    def greedy(self, source):
        values, state = self.encode(source)
        feed, token, out = torch.zeros(self.options["hidden-size"], dtype=values.dtype), START, []
        while len(out) < 2 * len(source) + 20:
            logits, state, feed = self.step(token, values, state, feed)
            logits[:START + 1] = -torch.inf
            token = int(logits.argmax())
            if token == END:
                break
            out.append(token)
        return out


def load(path):
    with safe_open(path, "pt") as file:
        description = json.loads(file.metadata()["elman"])
        tensors = {name: file.get_tensor(name) for name in file.keys()}
    model = Seq2Seq(description["options"], len(description["source-vocabulary"]),
                    len(description["target-vocabulary"]))
    model.load_state_dict(tensors)
    return model.eval(), description


@torch.no_grad()
def compare(path, elman):
    model, description = load(path)
    if description["text"]["features"] or description["text"]["source-symbols"] != "char":
        sys.exit("compare reads sources of characters without features")
    lines = [line.rstrip("\n") for line in sys.stdin]
    theirs = subprocess.run([elman, "predict", path], input="\n".join(lines) + "\n", text=True, check=True,
                            stdout=subprocess.PIPE).stdout.splitlines()
    ids = {symbol: i for i, symbol in enumerate(description["source-vocabulary"])}
    joint = " " if description["text"]["target-symbols"] == "space" else ""
    different = 0
    for line, their in zip(lines, theirs):
        out = model.greedy([ids.get(symbol, 1) for symbol in line] + [END])
        ours = joint.join(description["target-vocabulary"][i] for i in out)
        if ours != their:
            different += 1
            print(f"{line}: PyTorch {ours!r}, elman {their!r}")
    print(f"{len(lines)} sources, {different} different")
    return 1 if different else 0


PAIR = [4, 6, 5, 5, END], [6, 4, 5]


def save_expected(model, path):
    save_file({"log_probabilities": model(*PAIR).double().contiguous()}, path)


@torch.no_grad()
def fixture_of_ours(folder, elman):
    """A model that elman has trained, as PyTorch reads it."""
    words = folder / "words.tsv"
    words.write_text("".join(f"{word}\t{word[::-1]}\n" for word in ("abc", "acb", "bca", "cab", "aab", "cbb")))
    model = folder / "elman_lstm.elman"
    subprocess.run([elman, "train", words, "--dev", words, "-o", model, "--force", "--hidden-size", "5",
                    "--embedding-size", "3", "--epochs", "4", "--threads", "1"], check=True)
    words.unlink()
    save_expected(load(model)[0], folder / "elman_lstm_expected.safetensors")


@torch.no_grad()
def fixture_of_theirs(folder):
    torch.manual_seed(1)
    special, letters = ["<pad>", "<unk>", "<s>", "</s>"], ["a", "b", "c"]
    kinds = [("lstm", "general", False), ("gru", "additive", True), ("rnn", "none", False)]
    for arch, attention, feeding in kinds:
        options = {"arch": arch, "embedding-size": 3, "hidden-size": 5, "encoder-layers": 2, "decoder-layers": 1,
                   "bidirectional": True, "attention": attention, "input-feeding": feeding, "dropout": 0.0}
        model = Seq2Seq(options, len(special + letters), len(special + letters))
        description = {"format-version": 1, "model": "seq2seq", "options": options, "provenance": {"made-by": "PyTorch"},
                       "source-vocabulary": special + letters, "target-vocabulary": special + letters,
                       "text": {"source-symbols": "char", "target-symbols": "char", "normalization": "nfc",
                                "features": False, "feature-separator": ";"}}
        save_file({name: tensor.contiguous() for name, tensor in model.state_dict().items()},
                  folder / f"pytorch_{arch}.elman", {"elman": json.dumps(description)})
        save_expected(model, folder / f"pytorch_{arch}_expected.safetensors")


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1] == "compare":
        sys.exit(compare(sys.argv[2], sys.argv[3]))
    elif len(sys.argv) == 4 and sys.argv[1] == "fixture":
        to = pathlib.Path(sys.argv[2])
        to.mkdir(parents=True, exist_ok=True)
        fixture_of_theirs(to)
        fixture_of_ours(to, sys.argv[3])
    else:
        sys.exit(__doc__)
