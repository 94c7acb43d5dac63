#!/usr/bin/env python3
"""Writes what PyTorch computes, for the tests to compare with: tests/data/reference/*.safetensors.

  tools/make_reference.py [FOLDER [NAME...]]

Writes all files, or those named. Needs PyTorch; the tests need only the files, which are kept with the sources. Every
case is random but for its seed.
A file's __metadata__ has an entry for each case, its settings as JSON; tensors are named CASE/NAME, in float64.
Names: parameters as in PyTorch; "x", "h0", ... inputs; "output", "h_n", ... outputs; "d_NAME" gradients (those of
outputs are given, all others computed).
"""
import json
import pathlib
import random
import sys

import torch
from torch import nn

from adaptive_softmax_reference import adaptive_softmax
from language_model_reference import language_model
from pointer_reference import coverage, pointer_loss
from reference_writer import Writer, backward, leaf, module_case, normal, with_gradients
from series_reference import conv1d, error
from transformer_reference import gelu, multihead_attention, transformer_decoder_layer, transformer_encoder_layer

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def linear(writer, pick):
    options = {"in": pick.choice([1, 3, 7, 18]), "out": pick.choice([1, 2, 5, 17]), "bias": pick.random() < 0.7}
    module = nn.Linear(options["in"], options["out"], options["bias"])
    x = leaf(*[pick.randint(1, 4) for _ in range(pick.choice([1, 2]))], options["in"])
    module_case(writer, "linear", options, module, {"x": x}, {"output": module(x)})


def embedding(writer, pick):
    symbols, size = pick.randint(1, 9), pick.randint(1, 9)
    ids = [pick.randrange(symbols) for _ in range(pick.randint(1, 12))]
    module = nn.Embedding(symbols, size)
    settings = {"symbols": symbols, "size": size, "ids": ids}
    module_case(writer, "embedding", settings, module, {}, {"output": module(torch.tensor(ids))})


def layer_norm(writer, pick):
    size, epsilon = pick.randint(2, 19), pick.choice([1e-5, 1e-3])
    module = nn.LayerNorm(size, epsilon)
    nn.init.normal_(module.weight)
    nn.init.normal_(module.bias)
    x = leaf(pick.randint(1, 4), size)
    module_case(writer, "layer_norm", {"size": size, "epsilon": epsilon}, module, {"x": x}, {"output": module(x)})


def cell(writer, pick, kind):
    settings = {"input_size": pick.randint(1, 5), "hidden_size": pick.choice([1, 2, 3, 5, 9]),
                "bias": pick.random() < 0.7}
    if kind == "rnn_cell":
        settings["nonlinearity"] = pick.choice(["tanh", "relu"])
    module = {"rnn_cell": nn.RNNCell, "lstm_cell": nn.LSTMCell, "gru_cell": nn.GRUCell}[kind](**settings)
    batch = pick.randint(1, 4)
    inputs = {"x": leaf(batch, settings["input_size"])}
    if pick.random() < 0.7:
        inputs["h0"] = leaf(batch, settings["hidden_size"])
        if kind == "lstm_cell":
            inputs["c0"] = leaf(batch, settings["hidden_size"])
    if kind == "lstm_cell":
        h, c = module(inputs["x"], (inputs["h0"], inputs["c0"]) if "h0" in inputs else None)
        outputs = {"output": h, "c_n": c}
    else:
        outputs = {"output": module(inputs["x"], inputs.get("h0"))}
    module_case(writer, kind, settings, module, inputs, outputs)


def recurrent_settings(pick, kind):
    settings = {"input_size": pick.randint(1, 4), "hidden_size": pick.choice([1, 2, 3, 4, 5]),
                "num_layers": pick.choice([1, 1, 2, 3]), "bias": pick.random() < 0.7,
                "batch_first": pick.random() < 0.4, "bidirectional": pick.random() < 0.5}
    if pick.random() < 0.1:  # more than a vector
        settings.update(hidden_size=pick.choice([8, 9, 17]), num_layers=1)
    if kind == "rnn":
        settings["nonlinearity"] = pick.choice(["tanh", "relu"])
    return settings


def recurrent(writer, pick, kind):
    settings = recurrent_settings(pick, kind)
    module = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[kind](**settings)
    batch, time = pick.randint(1, 4), pick.randint(1, 5)
    batch_first = settings["batch_first"]
    inputs = {"x": leaf(*((batch, time) if batch_first else (time, batch)), settings["input_size"])}
    state = (settings["num_layers"] * (2 if settings["bidirectional"] else 1), batch, settings["hidden_size"])
    if pick.random() < 0.5:
        inputs["h0"] = leaf(*state)
        if kind == "lstm":
            inputs["c0"] = leaf(*state)
    initial = inputs.get("h0")
    if kind == "lstm" and initial is not None:
        initial = (initial, inputs["c0"])
    x = inputs["x"]
    if pick.random() < 0.7:
        settings["lengths"] = [pick.randint(1, time) for _ in range(batch)]
        x = nn.utils.rnn.pack_padded_sequence(x, torch.tensor(settings["lengths"]), batch_first, enforce_sorted=False)
    output, last = module(x, initial)
    if "lengths" in settings:
        output, _ = nn.utils.rnn.pad_packed_sequence(output, batch_first, total_length=time)
    outputs = {"output": output}
    if kind == "lstm":
        outputs["h_n"], outputs["c_n"] = last
    else:
        outputs["h_n"] = last
    module_case(writer, kind, settings, module, inputs, outputs)


class Attention(nn.Module):
    def __init__(self, score, query_size, source_size, size):
        super().__init__()
        self.score = score
        if score == "additive":
            self.v = nn.Parameter(normal(size))
            self.query = nn.Linear(query_size, size)
        if score != "dot":
            self.key = nn.Linear(source_size, query_size if score == "general" else size, bias=False)

    def forward(self, query, item, source, lengths):
        """query (n, query_size), source (time, batch, source_size) -> context (n, source_size), weights (n, time)."""
        own = source[:, item].transpose(0, 1)  # (n, time, source_size)
        keys = own if self.score == "dot" else self.key(own)
        if self.score == "additive":
            scores = torch.tanh(self.query(query)[:, None] + keys) @ self.v
        else:
            scores = (keys * query[:, None]).sum(-1)
        past = torch.arange(source.shape[0])[None] >= torch.tensor(lengths)[item][:, None]
        weights = torch.softmax(scores.masked_fill(past, -torch.inf), -1)
        return (weights[:, :, None] * own).sum(1), weights


def attention(writer, pick):
    score = pick.choice(["dot", "general", "additive"])
    query_size = pick.choice([1, 3, 6, 17])
    source_size = query_size if score == "dot" else pick.choice([2, 5, 9])
    settings = {"score": score, "query_size": query_size, "source_size": source_size, "size": pick.randint(1, 6)}
    module = Attention(**settings)
    batch, time = pick.randint(1, 4), pick.randint(1, 5)
    settings["lengths"] = sorted([time, *(pick.randint(1, time) for _ in range(batch - 1))], reverse=True)
    settings["item"] = [pick.randrange(batch) for _ in range(pick.randint(1, 6))]
    inputs = {"query": leaf(len(settings["item"]), query_size), "source": leaf(time, batch, source_size)}
    context, weights = module(inputs["query"], torch.tensor(settings["item"]), inputs["source"], settings["lengths"])
    given = backward({"context": context})
    writer.add("attention", settings, {**with_gradients({**inputs, **dict(module.named_parameters())}),
                                       "context": context, "weights": weights, **given})


def cross_entropy(writer, pick):
    rows, classes = pick.randint(1, 6), pick.choice([2, 3, 7, 19])
    ignore = pick.choice([-100, 0])
    settings = {"reduction": pick.choice(["sum", "mean"]), "label_smoothing": pick.choice([0.0, 0.1, 0.5]),
                "ignore": ignore, "target": [pick.randrange(1, classes) for _ in range(rows)]}
    if pick.random() < 0.6 and rows > 1:
        settings["target"][pick.randrange(rows)] = ignore
    logits = (2 * normal(rows, classes)).requires_grad_()
    loss = nn.functional.cross_entropy(logits, torch.tensor(settings["target"]), ignore_index=ignore,
                                       reduction=settings["reduction"], label_smoothing=settings["label_smoothing"])
    given = backward({"loss": loss})
    writer.add("cross_entropy", settings, {**with_gradients({"logits": logits}), "loss": loss, **given})


def mean_squared_error(writer, pick):
    shape = [pick.randint(1, 5) for _ in range(pick.randint(1, 3))]
    prediction, target = leaf(*shape), normal(*shape)
    reduction = pick.choice(["sum", "mean"])
    loss = nn.functional.mse_loss(prediction, target, reduction=reduction)
    given = backward({"loss": loss})
    writer.add("mean_squared_error", {"reduction": reduction},
               {**with_gradients({"prediction": prediction}), "target": target, "loss": loss, **given})


def optimizer_settings(pick, kind):
    rate, decay = pick.choice([1e-3, 1e-2, 0.3]), pick.choice([0.0, 0.01, 0.3])
    if kind == "sgd":
        momentum = pick.choice([0.0, 0.5, 0.9])
        nesterov = momentum > 0 and pick.random() < 0.4
        dampening = 0.0 if nesterov or momentum == 0 else pick.choice([0.0, 0.3])
        return {"lr": rate, "momentum": momentum, "dampening": dampening, "weight_decay": decay, "nesterov": nesterov}
    return {"lr": rate, "betas": pick.choice([(0.9, 0.999), (0.5, 0.9), (0.9, 0.98)]),
            "eps": pick.choice([1e-8, 1e-3]), "weight_decay": decay}


def optimizer(writer, pick, kind):
    """Parameters after each step of given gradients; the rate changes once on the way."""
    settings = optimizer_settings(pick, kind)
    parameters = [nn.Parameter(normal(*shape)) for shape in [(pick.randint(1, 5), pick.randint(1, 5)), (3,)]]
    made = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[kind](parameters, **settings)
    settings["steps"] = pick.randint(2, 6)
    settings["later_lr"] = settings["lr"] / 3
    tensors = {f"start{i}": parameter.detach().clone() for i, parameter in enumerate(parameters)}
    for step in range(settings["steps"]):
        if step == 2:
            made.param_groups[0]["lr"] = settings["later_lr"]
        for i, parameter in enumerate(parameters):
            parameter.grad = tensors[f"gradient{i}.{step}"] = torch.randn_like(parameter)
        made.step()
        for i, parameter in enumerate(parameters):
            tensors[f"value{i}.{step}"] = parameter.detach().clone()
    writer.add(kind, settings, tensors)


def clip(writer, pick):
    gradients = [normal(pick.randint(1, 5), pick.randint(1, 9)) * pick.choice([0.1, 1, 10]) for _ in range(3)]
    parameters = [nn.Parameter(torch.zeros_like(gradient)) for gradient in gradients]
    for parameter, gradient in zip(parameters, gradients):
        parameter.grad = gradient.clone()
    max_norm = pick.choice([0.1, 1.0, 5.0, 50.0])
    norm = nn.utils.clip_grad_norm_(parameters, max_norm)
    writer.add("clip", {"max_norm": max_norm, "norm": norm.item()},
               {**{f"gradient{i}": gradient for i, gradient in enumerate(gradients)},
                **{f"clipped{i}": parameter.grad for i, parameter in enumerate(parameters)}})


def plateau(writer, pick):
    settings = {"mode": pick.choice(["min", "max"]), "factor": pick.choice([0.1, 0.5]), "patience": pick.randint(0, 3),
                "threshold": pick.choice([1e-4, 0.2]), "threshold_mode": pick.choice(["rel", "abs"]),
                "cooldown": pick.randint(0, 2), "min_lr": pick.choice([0.0, 1e-3]), "eps": 1e-8}
    made = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.1)
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(made, **settings)
    scores, rates = [], []
    for epoch in range(25):
        scores.append(round(pick.uniform(0, 3) + (10 / (epoch + 1)) * (1 if settings["mode"] == "min" else -1), 2))
        schedule.step(scores[-1])
        rates.append(made.param_groups[0]["lr"])
    writer.add("plateau", {**settings, "lr": 0.1, "scores": scores, "rates": rates}, {})


def inverse_sqrt(writer, pick):
    """The formula of Vaswani et al. 2017 for a model of that size."""
    size, warmup = pick.choice([64, 512]), pick.randint(1, 12)
    made = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=1.0)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        made, lambda epoch: size**-0.5 * min((epoch + 1) ** -0.5, (epoch + 1) * warmup**-1.5))
    rates = []
    for _ in range(30):
        rates.append(made.param_groups[0]["lr"])
        made.step()
        schedule.step()
    writer.add("inverse_sqrt", {"size": size, "warmup": warmup, "rates": rates}, {})


FILES = {
    "layers": [(linear, (), 12), (embedding, (), 8), (layer_norm, (), 8), (cell, ("rnn_cell",), 12),
               (cell, ("lstm_cell",), 12), (cell, ("gru_cell",), 12)],
    "recurrent": [(recurrent, ("rnn",), 32), (recurrent, ("lstm",), 36), (recurrent, ("gru",), 36)],
    "attention": [(attention, (), 24)],
    "losses": [(cross_entropy, (), 24), (mean_squared_error, (), 8)],
    "optim": [(optimizer, ("sgd",), 14), (optimizer, ("adam",), 10), (optimizer, ("adamw",), 10), (clip, (), 10),
              (plateau, (), 12), (inverse_sqrt, (), 4)],
    "transformer": [(multihead_attention, (), 20), (transformer_encoder_layer, (), 20),
                    (transformer_decoder_layer, (), 20), (gelu, (), 4)],
    "language_model": [(language_model, (), 16)],
    "series": [(conv1d, (), 16), (error, ("absolute",), 6), (error, ("huber",), 8), (error, ("quantile",), 8)],
    "pointer": [(pointer_loss, (), 12), (coverage, (), 6)],
    "adaptive_softmax": [(adaptive_softmax, (), 12)],
}


def main():
    default = pathlib.Path(__file__).resolve().parent.parent / "tests" / "data" / "reference"
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    for number, (name, kinds) in enumerate(FILES.items()):
        if len(sys.argv) > 2 and name not in sys.argv[2:]:
            continue
        torch.manual_seed(number)
        pick = random.Random(number)
        writer = Writer()
        writer.metadata["made_by"] = json.dumps({"kind": "note", "torch": torch.__version__})
        for function, arguments, count in kinds:
            for _ in range(count):
                function(writer, pick, *arguments)
        writer.write(folder / f"{name}.safetensors")


if __name__ == "__main__":
    main()
