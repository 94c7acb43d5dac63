#!/usr/bin/env python3
"""Answers the cases of elman_benchmarks with PyTorch: the same sizes, the same work. --threads N."""
import warnings

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

from pytorch_forecaster import forecaster_step, free_run
from pytorch_inputs import SYMBOLS, fill, numbers, random_symbols, symbols_of
from pytorch_language_model import generation, language_model_step
from pytorch_transformer import attention, transformer_decoding, transformer_layer, transformer_step
from worker import Task, lengths_of, made_up, serve, threads

LAYERS = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}
CELLS = {"rnn": nn.RNNCell, "lstm": nn.LSTMCell, "gru": nn.GRUCell}


def product(case):
    m, k, n = (int(case[name]) for name in "mkn")
    a = torch.from_numpy(made_up("x", m, k))
    linear = nn.Linear(k, n, bias=False)
    fill(linear.weight, "weight_ih")
    written = []

    def run():
        with torch.inference_mode():
            written[:] = [linear(a)]
    return Task(run, lambda: written)


def layer(case):
    """variant=padded computes every step of every item, variant=packed takes a PackedSequence."""
    hidden, lengths = int(case["hidden"]), sorted(lengths_of(case), reverse=True)
    module = LAYERS[case["cell"]](hidden, hidden)
    for name, parameter in module.named_parameters():
        fill(parameter, name.removesuffix("_l0"), 1 / hidden ** 0.5)
    table = nn.Embedding(SYMBOLS, hidden) if case["input"] == "symbols" else None
    ids = random_symbols(lengths)
    x = torch.from_numpy(made_up("x", max(lengths), len(lengths), hidden))
    packed = case.get("variant") == "packed"
    on_cpu = torch.tensor(lengths)
    rows = (sum(lengths), hidden) if packed else (max(lengths), len(lengths), hidden)
    d_output = torch.from_numpy(made_up("d_output", *rows))
    parameters = [*module.parameters(), *(table.parameters() if table else [])]
    last = {}

    def forward(inputs):
        if packed:
            return module(pack_padded_sequence(inputs, on_cpu))[0].data
        return module(inputs)[0]

    def inference():
        with torch.inference_mode():
            last["output"] = forward(table(ids) if table else x)

    def train():
        for parameter in parameters:
            parameter.grad = None
        last["inputs"] = table(ids) if table else x.detach().requires_grad_(True)
        last["output"] = forward(last["inputs"])
        last["output"].backward(d_output)

    def gradients():
        read = table.weight if table else last["inputs"]
        return [last["output"].detach(), read.grad,
                *(getattr(module, name + "_l0").grad for name in ("weight_ih", "weight_hh", "bias_ih"))]
    if case["mode"] == "train":
        return Task(train, gradients)
    return Task(inference, lambda: [last["output"]])


def cell(case):
    hidden, batch = int(case["hidden"]), int(case["batch"])
    module = CELLS[case["cell"]](hidden, hidden)
    x = torch.rand(int(case["steps"]), batch, hidden)
    lstm = case["cell"] == "lstm"

    def walk():
        state, total = None, 0
        for step in x:
            state = module(step, state)
            total = total + (state[0] if lstm else state)
        return total

    def inference():
        with torch.inference_mode():
            walk()

    def train():
        module.zero_grad(set_to_none=True)
        walk().sum().backward()
    return Task(train if case["mode"] == "train" else inference)


class EncoderDecoder(nn.Module):
    """bi-LSTM and LSTM with general attention after the cell, as in elman_benchmarks."""

    def __init__(self, hidden, dropout, symbols=SYMBOLS):
        super().__init__()
        self.source, self.target = nn.Embedding(symbols, hidden // 2), nn.Embedding(symbols, hidden // 2)
        self.encoder = nn.LSTM(hidden // 2, hidden, bidirectional=True)
        self.bridge_h, self.bridge_c = nn.Linear(2 * hidden, hidden), nn.Linear(2 * hidden, hidden)
        self.decoder = nn.LSTM(hidden // 2, hidden)
        self.key = nn.Linear(2 * hidden, hidden, bias=False)
        self.combine = nn.Linear(3 * hidden, hidden)
        self.output = nn.Linear(hidden, symbols)
        self.dropout = nn.Dropout(dropout)

    def encode(self, ids, lengths):
        x = self.dropout(self.source(ids))
        if lengths is None:
            read, (h, c) = self.encoder(x)
        else:
            read, (h, c) = self.encoder(pack_padded_sequence(x, lengths, enforce_sorted=False))
            read = nn.utils.rnn.pad_packed_sequence(read)[0]
        memory = self.dropout(read).transpose(0, 1)
        state = (torch.tanh(self.bridge_h(torch.cat([h[0], h[1]], 1)))[None],
                 self.bridge_c(torch.cat([c[0], c[1]], 1))[None])
        return memory, self.key(memory), state

    def decode(self, ids, memory, keys, mask, state):
        read, state = self.decoder(self.dropout(self.target(ids)), state)
        query = read.transpose(0, 1)
        scores = torch.bmm(query, keys.transpose(1, 2))
        if mask is not None:
            scores = scores.masked_fill(mask, float("-inf"))
        context = torch.bmm(torch.softmax(scores, -1), memory)
        attended = torch.tanh(self.combine(torch.cat([context, query], -1)))
        return self.output(self.dropout(attended)), state

    def cell(self):
        """The decoder's LSTM a step at a time: with few rows PyTorch's cell is faster than its layer."""
        cell = nn.LSTMCell(self.decoder.input_size, self.decoder.hidden_size)
        for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
            setattr(cell, name, getattr(self.decoder, name + "_l0"))
        return cell

    def decode_by(self, cell, ids, memory, keys, state):
        """decode() for one step, without masks."""
        h, c = cell(self.target(ids[0]), (state[0][0], state[1][0]))
        shares = torch.softmax(torch.bmm(keys, h[:, :, None]), 1)
        context = torch.bmm(shares.transpose(1, 2), memory)[:, 0]
        return self.output(torch.tanh(self.combine(torch.cat([context, h], -1))))[:, None], (h[None], c[None])


def training_step(case):
    """variant as in layer(); padded, the encoder's backward direction starts in the padding."""
    if "layers" in case:
        return transformer_step(case)
    model = EncoderDecoder(int(case["hidden"]), 0.3)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
    loss_of = nn.CrossEntropyLoss(ignore_index=0, label_smoothing=0.1)
    source_lengths = [length + 1 for length in numbers(case["source"])]
    target_lengths = [length + 1 for length in numbers(case["target"])]
    source, target = random_symbols(source_lengths), random_symbols(target_lengths)
    packed = case.get("variant") == "packed"
    mask = None
    if len(set(source_lengths)) > 1:
        mask = (torch.arange(max(source_lengths))[None] >= torch.tensor(source_lengths)[:, None])[:, None]

    def run():
        optimizer.zero_grad()
        memory, keys, state = model.encode(source, torch.tensor(source_lengths) if packed else None)
        logits, _ = model.decode(target, memory, keys, mask, state)
        loss = loss_of(logits.reshape(-1, SYMBOLS), target.transpose(0, 1).reshape(-1))
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    return Task(run)


def decoding(case):
    """Greedy, or a beam whose rows are together; no output ends before its limit. variant=layer or cell: what makes
    a step of the decoder."""
    if "layers" in case:
        return transformer_decoding(case)
    model = EncoderDecoder(int(case["hidden"]), 0, symbols_of(case)).eval()
    lengths, beam, steps = lengths_of(case), int(case["beam"]), int(case.get("outputs", case["steps"]))
    source, symbols = random_symbols(lengths), symbols_of(case)
    count = len(lengths)
    cell = model.cell()

    def step(ids, memory, keys, state):
        if case["variant"] == "cell":
            return model.decode_by(cell, ids, memory, keys, state)
        return model.decode(ids, memory, keys, None, state)

    def greedy():
        with torch.inference_mode():
            memory, keys, state = model.encode(source, None)
            ids, written = torch.full((1, count), 2), []
            for _ in range(steps):
                logits, state = step(ids, memory, keys, state)
                ids = logits[:, 0].argmax(-1)[None]
                written.append(ids)
            torch.cat(written).tolist()

    def search():
        with torch.inference_mode():
            memory, keys, (h, c) = model.encode(source, None)
            memory, keys = (part.repeat_interleave(beam, 0) for part in (memory, keys))
            h, c = (part.repeat_interleave(beam, 1) for part in (h, c))
            scores = torch.full((count, beam), float("-inf"))
            scores[:, 0] = 0
            ids, origins, written = torch.full((1, count * beam), 2), [], []
            first = (torch.arange(count) * beam)[:, None]
            for _ in range(steps):
                logits, (h, c) = step(ids, memory, keys, (h, c))
                totals = scores[:, :, None] + torch.log_softmax(logits[:, 0], -1).view(count, beam, -1)
                scores, best = totals.view(count, -1).topk(beam)
                rows = (first + best // symbols).view(-1)
                ids = (best % symbols).view(1, -1)
                h, c = h[:, rows], c[:, rows]
                origins.append(rows)
                written.append(ids[0])
            torch.stack(written).tolist(), torch.stack(origins).tolist()
    return Task(greedy if beam == 1 else search)


def adam(case):
    shape = int(case["rows"]), int(case["columns"])
    parameters = [nn.Parameter(torch.rand(shape)) for _ in range(int(case["tensors"]))]
    for parameter in parameters:
        parameter.grad = torch.rand(shape)
    options = {"default": {}, "foreach": {"foreach": True}, "fused": {"fused": True}}[case.get("variant", "default")]
    return Task(torch.optim.Adam(parameters, lr=1e-3, **options).step)


if __name__ == "__main__":
    warnings.filterwarnings("ignore", message=".*nested tensors")
    torch.set_num_threads(threads())
    torch.set_flush_denormal(True)
    serve(f"PyTorch {torch.__version__.split('+')[0]}",
          {"product": product, "layer": layer, "cell": cell, "training-step": training_step, "decoding": decoding,
           "adam": adam, "attention": attention, "transformer-layer": transformer_layer,
           "language-model-step": language_model_step, "generation": generation, "forecaster-step": forecaster_step,
           "free-run": free_run})
