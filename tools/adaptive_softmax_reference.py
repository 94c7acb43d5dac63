"""PyTorch's AdaptiveLogSoftmaxWithLoss, for make_reference.py."""
import torch
from torch import nn

from reference_writer import backward, leaf, with_gradients


def adaptive_softmax(writer, pick):
    inputs, classes, rows = pick.choice([16, 21]), pick.randint(5, 9), pick.randint(1, 5)
    cutoffs = sorted(pick.sample(range(1, classes), pick.choice([1, 2])))
    module = nn.AdaptiveLogSoftmaxWithLoss(inputs, classes, cutoffs, head_bias=True)
    for parameter in module.parameters():
        nn.init.normal_(parameter, std=0.5)
    x, targets = leaf(rows, inputs), [pick.randrange(classes) for _ in range(rows)]
    found = module(x, torch.tensor(targets))
    given = backward({"loss": found.loss})
    writer.add("adaptive_softmax", {"inputs": inputs, "classes": classes, "cutoffs": cutoffs, "targets": targets},
               {**with_gradients({"x": x, **dict(module.named_parameters())}), "loss": found.loss,
                "of_targets": found.output, "log_probabilities": module.log_prob(x), **given})
