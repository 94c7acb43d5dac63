#!/usr/bin/env python3
"""Writes python.safetensors beside it with the official Python package (pip install safetensors torch): every dtype
that holds weights, a scalar, a tensor without values, one with five dimensions, whole numbers, and metadata."""
import pathlib

import torch
from safetensors.torch import save_file

file = pathlib.Path(__file__).with_name("python.safetensors")
halves = [0.0, -0.0, 1.0, -2.5, 65504.0, 2.0**-14, 2.0**-24, 0.333251953125]
save_file(
    {
        "float32": torch.tensor([[1.5, -2.25, 3e38], [1e-45, 0.1, -0.0]], dtype=torch.float32),
        "float64": torch.tensor([0.1, -1e-300, 12345.678], dtype=torch.float64),
        "float16": torch.tensor(halves, dtype=torch.float16).reshape(2, 2, 2),
        "bfloat16": torch.tensor([1.0, -3.140625, 2.0**100, 2.0**-130], dtype=torch.bfloat16),
        "infinite": torch.tensor([1.0, float("inf"), float("-inf"), float("nan")], dtype=torch.float16),
        "int64": torch.tensor([1, -2], dtype=torch.int64),
        "scalar": torch.tensor(7.0),
        "empty": torch.zeros(0, 3),
        "five": torch.ones(1, 1, 1, 1, 2),
    },
    file,
    metadata={"text": "línea \"1\"\n字", "format": "pt"},
)
file.chmod(0o644)
