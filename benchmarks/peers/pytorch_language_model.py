"""The language models of pytorch.py: as in elman_benchmarks, 64 symbols, or `words` with or without an adaptive softmax,
and embeddings of 64."""
import math

import torch
from torch import nn

from pytorch_inputs import SYMBOLS, numbers, random_symbols, symbols_of
from worker import Task

EMBEDDING = 64
LAYERS = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}
CELLS = {"rnn": nn.RNNCell, "lstm": nn.LSTMCell, "gru": nn.GRUCell}


def output_of(case, size):
    if "cutoffs" in case:
        return nn.AdaptiveLogSoftmaxWithLoss(size, symbols_of(case), numbers(case["cutoffs"]), head_bias=True)
    return nn.Linear(size, symbols_of(case))


def text_of(case, length, streams):
    """(length, streams); of words, the n-th has a probability of about 1 / n."""
    if "words" not in case:
        return random_symbols([length] * streams)
    return 3 + torch.exp(torch.rand(length, streams) * math.log(symbols_of(case) - 4)).long()


class Recurrent(nn.Module):
    def __init__(self, case, dropout):
        super().__init__()
        hidden = int(case["hidden"])
        self.embedding = nn.Embedding(symbols_of(case), EMBEDDING)
        self.layer = LAYERS[case["cell"]](EMBEDDING, hidden)
        self.dropout, self.output = nn.Dropout(dropout), output_of(case, hidden)

    def forward(self, ids, state):
        read, state = self.layer(self.embedding(ids), state)
        return self.dropout(read), state


class Transformer(nn.Module):
    def __init__(self, case, dropout):
        super().__init__()
        size, self.length = int(case["hidden"]), int(case["steps"])
        self.embedding, self.positions = nn.Embedding(symbols_of(case), size), nn.Embedding(self.length, size)
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(size, 4, 4 * size, dropout, activation="gelu", norm_first=True)
            for _ in range(int(case["layers"])))
        self.norm, self.dropout, self.output = nn.LayerNorm(size), nn.Dropout(dropout), output_of(case, size)
        self.register_buffer("mask", nn.Transformer.generate_square_subsequent_mask(self.length))

    def forward(self, ids, _):
        size = self.embedding.weight.shape[1]
        x = self.dropout(self.embedding(ids) * math.sqrt(size) + self.positions.weight[:, None])
        for layer in self.layers:
            x = layer(x, src_mask=self.mask, is_causal=True)
        return self.dropout(self.norm(x)), None


def model_of(case, dropout):
    return (Transformer if case["cell"] == "transformer" else Recurrent)(case, dropout)


def detached(state):
    return tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()


def language_model_step(case):
    model = model_of(case, 0.1)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
    streams, length = int(case["batch"]), int(case["steps"])
    text = text_of(case, length + 1, streams)
    last, adaptive = {"state": None}, "cutoffs" in case

    def run():
        state = last["state"]
        read, state = model(text[:-1], state if state is None else detached(state))
        last["state"] = state
        optimizer.zero_grad()
        rows, targets = read.flatten(0, 1), text[1:].flatten()
        if adaptive:
            model.output(rows, targets).loss.backward()
        else:
            nn.functional.cross_entropy(model.output(rows), targets).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    return Task(run)


def generation(case):
    """With a cell, which is faster than a layer for one row."""
    model = model_of(case, 0).eval()
    cell = CELLS[case["cell"]](EMBEDDING, int(case["hidden"]))
    for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
        setattr(cell, name, getattr(model.layer, name + "_l0"))
    lstm = case["cell"] == "lstm"

    def run():
        with torch.inference_mode():
            ids, state, text = torch.full((1,), 3), None, []
            for _ in range(int(case["steps"])):
                state = cell(model.embedding(ids), state)
                logits = model.output(state[0] if lstm else state)
                ids = torch.multinomial(torch.softmax(logits[0], -1), 1)
                text.append(ids.item())
    return Task(run)
