"""Cases of make_reference.py for networks on series: convolution over time, errors other than squared ones."""
import torch
from torch import nn

from reference_writer import backward, leaf, normal, with_gradients


def conv1d(writer, pick):
    channels, out, width, dilation = pick.randint(1, 5), pick.choice([1, 2, 5, 17]), pick.randint(1, 4), pick.randint(1, 3)
    time, batch = (width - 1) * dilation + pick.randint(1, 6), pick.randint(1, 4)
    x, weight = leaf(time, batch, channels), leaf(out, channels, width)
    bias = leaf(out) if pick.random() < 0.7 else None
    # PyTorch has (batch, channels, time).
    output = nn.functional.conv1d(x.permute(1, 2, 0), weight, bias, dilation=dilation).permute(2, 0, 1)
    given = backward({"output": output})
    leaves = with_gradients({"x": x, "weight": weight, "bias": bias})
    writer.add("conv1d", {"dilation": dilation}, {**leaves, "output": output, **given})


def error(writer, pick, measure):
    rows, targets = pick.randint(1, 6), pick.randint(1, 3)
    settings = {"measure": measure, "reduction": pick.choice(["sum", "mean"])}
    target = normal(rows, targets)
    if measure == "quantile":
        settings["quantiles"] = sorted(pick.sample([0.05, 0.1, 0.25, 0.5, 0.9, 0.975], pick.randint(1, 3)))
        quantiles = torch.tensor(settings["quantiles"])
        prediction = leaf(rows, targets * len(quantiles))
        difference = target[:, :, None] - prediction.reshape(rows, targets, len(quantiles))
        losses = torch.maximum(quantiles * difference, (quantiles - 1) * difference)
        loss = losses.sum() if settings["reduction"] == "sum" else losses.mean()
    else:
        prediction = leaf(rows, targets)
        if measure == "huber":
            settings["delta"] = pick.choice([0.3, 1.0, 2.5])
            loss = nn.functional.huber_loss(prediction, target, reduction=settings["reduction"], delta=settings["delta"])
        else:
            loss = nn.functional.l1_loss(prediction, target, reduction=settings["reduction"])
    given = backward({"loss": loss})
    writer.add("error", settings, {**with_gradients({"prediction": prediction}), "target": target, "loss": loss, **given})
