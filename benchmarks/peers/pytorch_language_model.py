"""The language models of pytorch.py: as in elman_benchmarks, 64 symbols and embeddings of 64."""
import math

import torch
from torch import nn

from pytorch_inputs import SYMBOLS, random_symbols
from worker import Task

EMBEDDING = 64
LAYERS = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}
CELLS = {"rnn": nn.RNNCell, "lstm": nn.LSTMCell, "gru": nn.GRUCell}


class Recurrent(nn.Module):
    def __init__(self, case, dropout):
        super().__init__()
        hidden = int(case["hidden"])
        self.embedding = nn.Embedding(SYMBOLS, EMBEDDING)
        self.layer = LAYERS[case["cell"]](EMBEDDING, hidden)
        self.dropout, self.output = nn.Dropout(dropout), nn.Linear(hidden, SYMBOLS)

    def forward(self, ids, state):
        read, state = self.layer(self.embedding(ids), state)
        return self.output(self.dropout(read)), state


class Transformer(nn.Module):
    def __init__(self, case, dropout):
        super().__init__()
        size, self.length = int(case["hidden"]), int(case["steps"])
        self.embedding, self.positions = nn.Embedding(SYMBOLS, size), nn.Embedding(self.length, size)
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(size, 4, 4 * size, dropout, activation="gelu", norm_first=True)
            for _ in range(int(case["layers"])))
        self.norm, self.dropout, self.output = nn.LayerNorm(size), nn.Dropout(dropout), nn.Linear(size, SYMBOLS)
        self.register_buffer("mask", nn.Transformer.generate_square_subsequent_mask(self.length))

    def forward(self, ids, _):
        size = self.embedding.weight.shape[1]
        x = self.dropout(self.embedding(ids) * math.sqrt(size) + self.positions.weight[:, None])
        for layer in self.layers:
            x = layer(x, src_mask=self.mask, is_causal=True)
        return self.output(self.dropout(self.norm(x))), None


def model_of(case, dropout):
    return (Transformer if case["cell"] == "transformer" else Recurrent)(case, dropout)


def detached(state):
    return tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()


def language_model_step(case):
    model = model_of(case, 0.1)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
    streams, length = int(case["batch"]), int(case["steps"])
    text = random_symbols([length + 1] * streams)
    last = {"state": None}

    def run():
        state = last["state"]
        logits, state = model(text[:-1], state if state is None else detached(state))
        last["state"] = state
        optimizer.zero_grad()
        nn.functional.cross_entropy(logits.reshape(-1, SYMBOLS), text[1:].reshape(-1)).backward()
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
