"""What the cases of make_reference.py are made and written with."""
import json
import struct

import torch


class Writer:
    """Collects the cases of one file."""

    def __init__(self):
        self.metadata, self.tensors, self.count = {}, {}, {}

    def add(self, kind, settings, tensors):
        number = self.count[kind] = self.count.get(kind, 0) + 1
        case = f"{kind}.{number:03d}"
        self.metadata[case] = json.dumps({"kind": kind, **settings})
        for name, tensor in tensors.items():
            if tensor is not None:
                self.tensors[f"{case}/{name}"] = tensor.detach().to(torch.float64).contiguous()

    def write(self, path):
        header, offset = {"__metadata__": self.metadata}, 0
        for name, tensor in self.tensors.items():
            size = 8 * tensor.numel()
            header[name] = {"dtype": "F64", "shape": list(tensor.shape), "data_offsets": [offset, offset + size]}
            offset += size
        text = json.dumps(header, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 8)
        values = b"".join(tensor.numpy().tobytes() for tensor in self.tensors.values())
        path.write_bytes(struct.pack("<Q", len(text)) + text + values)
        print(f"{path}: {sum(self.count.values())} cases, {path.stat().st_size} bytes")


def normal(*shape):
    return torch.randn(*shape)


def leaf(*shape):
    return normal(*shape).requires_grad_()


def backward(outputs):
    """From random gradients of the outputs, which are returned as d_NAME."""
    given = {name: torch.randn_like(output) for name, output in outputs.items()}
    torch.autograd.backward(list(outputs.values()), list(given.values()))
    return {f"d_{name}": gradient for name, gradient in given.items()}


def with_gradients(tensors):
    """Leaves and their gradients."""
    result = {}
    for name, tensor in tensors.items():
        if tensor is not None:
            result[name] = tensor
            result[f"d_{name}"] = torch.zeros_like(tensor) if tensor.grad is None else tensor.grad
    return result


def module_case(writer, kind, settings, module, inputs, outputs):
    given = backward(outputs)
    writer.add(kind, settings, {**with_gradients({**inputs, **dict(module.named_parameters())}), **outputs, **given})
