"""Transformers of PyTorch for the cases of elman_benchmarks."""
import torch
from torch import nn

from pytorch_inputs import SYMBOLS, fill, numbers, random_symbols, symbols_of
from worker import Task, lengths_of, made_up


class Transformer(nn.Module):
    """Pre-norm layers of PyTorch on both sides, 4 heads, as in elman_benchmarks. Padded positions are masked."""

    def __init__(self, hidden, layers, dropout, symbols=SYMBOLS):
        super().__init__()
        self.source, self.target = nn.Embedding(symbols, hidden), nn.Embedding(symbols, hidden)
        self.positions = torch.rand(512, hidden)
        shape = {"d_model": hidden, "nhead": 4, "dim_feedforward": 4 * hidden, "dropout": dropout,
                 "norm_first": True, "batch_first": True}
        self.encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(**shape), layers, nn.LayerNorm(hidden),
                                             enable_nested_tensor=False)
        self.decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(**shape), layers, nn.LayerNorm(hidden))
        self.output = nn.Linear(hidden, symbols)
        self.dropout = nn.Dropout(dropout)
        self.scale = hidden ** 0.5

    def embed(self, table, ids, start=0):
        return self.dropout(table(ids) * self.scale + self.positions[start:start + ids.shape[1]])

    def encode(self, ids, mask):
        return self.encoder(self.embed(self.source, ids), src_key_padding_mask=mask)

    def decode(self, ids, memory, mask):
        causal = nn.Transformer.generate_square_subsequent_mask(ids.shape[1])
        read = self.decoder(self.embed(self.target, ids), memory, tgt_mask=causal, memory_key_padding_mask=mask,
                            tgt_is_causal=True)
        return self.output(read)

    def keys_and_values(self, memory):
        """Of the source, for each layer, (batch, heads, steps, size of a head)."""
        made = []
        for layer in self.decoder.layers:
            attention = layer.multihead_attn
            size = attention.embed_dim
            both = nn.functional.linear(memory, attention.in_proj_weight[size:], attention.in_proj_bias[size:])
            made.append([self.heads(part) for part in both.chunk(2, -1)])
        return made

    @staticmethod
    def heads(x):
        return x.view(x.shape[0], x.shape[1], 4, -1).transpose(1, 2)

    def step(self, ids, start, sources, caches):
        """One position for each row, with the keys and values of those before it."""
        x = self.embed(self.target, ids[:, None], start)
        for layer, source, cache in zip(self.decoder.layers, sources, caches):
            own = layer.self_attn
            projected = nn.functional.linear(layer.norm1(x), own.in_proj_weight, own.in_proj_bias)
            query, key, value = (self.heads(part) for part in projected.chunk(3, -1))
            cache[:] = [torch.cat([old, new], 2) for old, new in zip(cache, (key, value))] if cache else [key, value]
            x = x + own.out_proj(self.attend(query, *cache))
            looking = layer.multihead_attn
            size = looking.embed_dim
            query = nn.functional.linear(layer.norm2(x), looking.in_proj_weight[:size], looking.in_proj_bias[:size])
            x = x + looking.out_proj(self.attend(self.heads(query), *source))
            x = x + layer.linear2(torch.relu(layer.linear1(layer.norm3(x))))
        return self.output(self.decoder.norm(x))[:, 0]

    @staticmethod
    def attend(query, key, value):
        seen = nn.functional.scaled_dot_product_attention(query, key, value)
        return seen.transpose(1, 2).reshape(seen.shape[0], seen.shape[2], -1)


def transformer_step(case):
    """A training step of the Transformer, with the lengths of its items as masks."""
    model = Transformer(int(case["hidden"]), int(case["layers"]), 0.3)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
    loss_of = nn.CrossEntropyLoss(ignore_index=0, label_smoothing=0.1)
    source_lengths = [length + 1 for length in numbers(case["source"])]
    target_lengths = [length + 1 for length in numbers(case["target"])]
    source, target = random_symbols(source_lengths).t(), random_symbols(target_lengths).t()
    mask = None if len(set(source_lengths)) == 1 else source == 0

    def run():
        optimizer.zero_grad()
        logits = model.decode(target, model.encode(source, mask), mask)
        loss_of(logits.reshape(-1, SYMBOLS), target.reshape(-1)).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    return Task(run)


def transformer_decoding(case):
    """Greedy, with the keys and values of earlier steps kept; no output ends before its limit."""
    model = Transformer(int(case["hidden"]), int(case["layers"]), 0, symbols_of(case)).eval()
    lengths, steps = lengths_of(case), int(case["steps"])
    source = random_symbols(lengths).t()

    def run():
        with torch.inference_mode():
            sources = model.keys_and_values(model.encode(source, None))
            caches = [[] for _ in sources]
            ids, written = torch.full((len(lengths),), 2), []
            for step in range(steps):
                ids = model.step(ids, step, sources, caches).argmax(-1)
                written.append(ids)
            torch.stack(written).tolist()
    return Task(run)


def attention(case):
    """scaled_dot_product_attention between projected rows."""
    size, heads, batch, time = (int(case[name]) for name in ("size", "heads", "batch", "steps"))
    train = case["mode"] == "train"
    x = torch.from_numpy(made_up("x", time, batch, 3 * size)).transpose(0, 1).contiguous()
    d_context = torch.from_numpy(made_up("d_output", time, batch, size)).transpose(0, 1).contiguous()
    last = {}

    def forward(projected):
        parts = (part.view(batch, time, heads, -1).transpose(1, 2) for part in projected.chunk(3, -1))
        context = nn.functional.scaled_dot_product_attention(*parts, is_causal=case["causal"] == "1")
        last["context"] = context.transpose(1, 2).reshape(batch, time, size)

    def inference():
        with torch.inference_mode():
            forward(x)

    def gradients():
        forward(x.detach().requires_grad_(True))
        last["context"].backward(d_context)
    return Task(gradients if train else inference, lambda: [last["context"].detach().transpose(0, 1)])


def transformer_layer(case):
    """variant=padded computes every step of every item, where lengths differ behind a mask; variant=nested takes nested
    tensors, forward alone, as nn.TransformerEncoder makes of padded ones."""
    lengths, size, mode = sorted(lengths_of(case), reverse=True), int(case["size"]), case["mode"]
    module = nn.TransformerEncoderLayer(size, int(case["heads"]), int(case["feed-forward"]),
                                        int(case["dropout"]) / 100, norm_first=case["norm"] == "pre", batch_first=True)
    for parameter in module.parameters():
        fill(parameter, "parameter", 1 / size ** 0.5)
    module.train(mode == "train")
    time, batch = max(lengths), len(lengths)
    x, d_output = (torch.from_numpy(made_up(seed, time, batch, size)).transpose(0, 1).contiguous()
                   for seed in ("x", "d_output"))
    mask = torch.arange(time)[None] >= torch.tensor(lengths)[:, None] if len(set(lengths)) > 1 else None
    nested = None
    if case.get("variant") == "nested":
        nested = torch.nested.nested_tensor([row[:length] for row, length in zip(x, lengths)])
    last = {}

    def inference():
        with torch.inference_mode():
            last["output"] = module(x, src_key_padding_mask=mask) if nested is None else module(nested)

    def train():
        for parameter in module.parameters():
            parameter.grad = None
        last["inputs"] = x.detach().requires_grad_(True)
        last["output"] = module(last["inputs"], src_key_padding_mask=mask)
        last["output"].backward(d_output)

    def gradients():
        return [last["output"].detach().transpose(0, 1), last["inputs"].grad.transpose(0, 1),
                *(parameter.grad for parameter in module.parameters())]
    if mode == "train":
        return Task(train, gradients)
    return Task(inference, lambda: [last["output"].transpose(0, 1)])
