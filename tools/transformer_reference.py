"""Cases of make_reference.py: attention with several heads and the layers of a Transformer, on live rows."""
import torch
from torch import nn

from reference_writer import backward, leaf, module_case, normal, with_gradients


class LiveRows:
    """A batch of true lengths, longest first: its rows step by step, without padding."""

    def __init__(self, lengths):
        self.lengths = lengths
        self.places = [(t, b) for t in range(lengths[0]) for b, length in enumerate(lengths) if t < length]
        self.step, self.item = (torch.tensor(part) for part in zip(*self.places))

    def padded(self, rows):
        """(rows, size) -> (time, batch, size); what is padding is large, so that it would show."""
        result = torch.full((self.lengths[0], len(self.lengths), rows.shape[1]), 1e3)
        return result.index_put((self.step, self.item), rows)

    def rows(self, padded):
        return padded[self.step, self.item]

    def padding(self):
        """(batch, time), true past an item's end."""
        return torch.arange(self.lengths[0])[None] >= torch.tensor(self.lengths)[:, None]


def some_lengths(pick, batch):
    return sorted((pick.randint(1, 5) for _ in range(batch)), reverse=True)


def causal_mask(time):
    return torch.ones(time, time, dtype=torch.bool).triu(1)


def randomised(module):
    """Parameters that start from zeros or ones would hide faults."""
    for parameter in module.parameters():
        nn.init.normal_(parameter, std=0.7)
    return module


def multihead_attention(writer, pick):
    heads = pick.choice([1, 2, 3])
    size = heads * pick.choice([1, 2, 3, 5])
    kind = pick.choice(["self", "causal", "cross"])
    batch = pick.randint(1, 4)
    source = LiveRows(some_lengths(pick, batch))
    target = LiveRows(some_lengths(pick, batch)) if kind == "cross" else source
    settings = {"size": size, "heads": heads, "sort": kind, "source": source.lengths, "target": target.lengths}
    module = randomised(nn.MultiheadAttention(size, heads))
    inputs = {"x": leaf(len(target.places), size)}
    if kind == "cross":
        inputs["memory"] = leaf(len(source.places), size)
    x, keys = target.padded(inputs["x"]), source.padded(inputs.get("memory", inputs["x"]))
    output, weights = module(x, keys, keys, key_padding_mask=source.padding(),
                             attn_mask=causal_mask(source.lengths[0]) if kind == "causal" else None)
    rows = target.rows(output)
    given = backward({"output": rows})
    writer.add("multihead_attention", settings,
               {**with_gradients({**inputs, **dict(module.named_parameters())}), "output": rows,
                "weights": target.rows(weights.transpose(0, 1)), **given})


def transformer_settings(pick):
    heads = pick.choice([1, 2, 4])
    return {"size": heads * pick.choice([1, 2, 3]), "heads": heads, "feed_forward": pick.choice([1, 3, 8]),
            "activation": pick.choice(["relu", "gelu"]), "norm_first": pick.random() < 0.5,
            "layer_norm_eps": pick.choice([1e-5, 1e-3])}


def transformer_module(kind, settings):
    return randomised(kind(settings["size"], settings["heads"], settings["feed_forward"], dropout=0.0,
                           activation=settings["activation"], norm_first=settings["norm_first"],
                           layer_norm_eps=settings["layer_norm_eps"]))


def transformer_encoder_layer(writer, pick):
    settings = transformer_settings(pick)
    source = LiveRows(some_lengths(pick, pick.randint(1, 4)))
    causal = pick.random() < 0.4
    module = transformer_module(nn.TransformerEncoderLayer, settings)
    x = leaf(len(source.places), settings["size"])
    output = module(source.padded(x), src_mask=causal_mask(source.lengths[0]) if causal else None,
                    src_key_padding_mask=source.padding())
    module_case(writer, "transformer_encoder_layer", {**settings, "source": source.lengths, "causal": causal}, module,
                {"x": x}, {"output": source.rows(output)})


def transformer_decoder_layer(writer, pick):
    settings = transformer_settings(pick)
    batch = pick.randint(1, 4)
    source, target = LiveRows(some_lengths(pick, batch)), LiveRows(some_lengths(pick, batch))
    module = transformer_module(nn.TransformerDecoderLayer, settings)
    x, memory = leaf(len(target.places), settings["size"]), leaf(len(source.places), settings["size"])
    output = module(target.padded(x), source.padded(memory), tgt_mask=causal_mask(target.lengths[0]),
                    tgt_key_padding_mask=target.padding(), memory_key_padding_mask=source.padding())
    module_case(writer, "transformer_decoder_layer",
                {**settings, "source": source.lengths, "target": target.lengths}, module,
                {"x": x, "memory": memory}, {"output": target.rows(output)})


def gelu(writer, pick):
    x = (4 * normal(pick.randint(1, 40))).requires_grad_()
    output = nn.functional.gelu(x)
    given = backward({"output": output})
    writer.add("gelu", {}, {**with_gradients({"x": x}), "output": output, **given})
