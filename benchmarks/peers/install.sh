#!/bin/sh
# install.sh FOLDER: the newest PyTorch, ONNX Runtime, oneDNN, CTranslate2 and fastcan that pip has, in a virtual environment at FOLDER.
# PIP_FLAGS are passed on: an index of builds without CUDA, for one, saves most of the 5 GB.
set -eu

folder=$1
python=$folder/bin/python
[ -x "$python" ] || python3 -m venv "$folder"

# oneDNN's packages of 2023.2.0 (oneDNN 3.2) are the last that run on plain threads; the later ones need SYCL's runtime.
for packages in 'torch numpy' 'onnx onnxruntime' 'onednn-devel-cpu-gomp' ctranslate2 fastcan; do
  echo "Installing into $folder: $packages"
  # A peer that is not to be had leaves the others; the benchmark's tables say which is not there.
  "$python" -m pip install --quiet --upgrade ${PIP_FLAGS:-} $packages || echo "Not installed: $packages" >&2
done
"$python" -m pip list 2>/dev/null | grep -E '^(torch|numpy|onnx|onnxruntime|onednn-cpu-gomp|ctranslate2|fastcan) '
