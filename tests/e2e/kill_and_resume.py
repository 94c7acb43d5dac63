#!/usr/bin/env python3
"""kill_and_resume.py ELMAN KILLS [SEED]: training that is killed at random moments loses no epoch and ends as if it had
not been.

After each kill -9: the model file is complete or absent, the checkpoint is complete and holds every epoch that the
program has told of. Each run that came to its end has the bytes of the one that nobody killed. Runs in the current
folder.
"""
import hashlib
import json
import pathlib
import random
import re
import subprocess
import sys
import time

elman, kills, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1
model, checkpoint = pathlib.Path("m.elman"), pathlib.Path("m.elman.checkpoint")
train = [elman, "train", "pairs.tsv", "-o", str(model), "--hidden-size", "16", "--embedding-size", "8", "--batch-size",
         "4", "--epochs", "30", "--patience", "0", "--learning-rate", "0.01"]


def fail(message):
    print("WRONG", message)
    sys.exit(1)


def clean():
    for path in [model, checkpoint, *pathlib.Path(".").glob(".elman-*.tmp")]:
        path.unlink(missing_ok=True)


def header(path):
    """Of a safetensors file; fails where it is not complete."""
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    fields = json.loads(data[8:8 + length])
    ends = [entry["data_offsets"][1] for name, entry in fields.items() if name != "__metadata__"]
    if len(data) != 8 + length + max(ends):
        fail(f"{path} has {len(data)} bytes")
    return fields["__metadata__"]


def epochs_told(log):
    return max([0, *(int(number) for number in re.findall(r"^epoch +(\d+)  loss", log, re.M))])


def run(threads, seconds):
    """Trains, from the checkpoint where there is one; killed after that time. Whether it came to its end, and its log."""
    resume = ["--resume"] if checkpoint.exists() else []
    process = subprocess.Popen([*train, "--threads", str(threads), *resume], stderr=subprocess.PIPE, text=True)
    try:
        log = process.communicate(timeout=seconds)[1]
        if process.returncode != 0:
            fail(f"exit {process.returncode}: {log}")
        return True, log
    except subprocess.TimeoutExpired:
        process.kill()
        return False, process.communicate()[1]


def sha256():
    return hashlib.sha256(model.read_bytes()).hexdigest()


def expect_end(expected):
    if sha256() != expected:
        fail("the resumed model differs from the uninterrupted one")
    if checkpoint.exists():
        fail("the checkpoint outlived the training")


random.seed(seed)
clean()
with open("pairs.tsv", "w") as pairs:
    for i in range(160):
        word = "".join(random.choice("abcde") for _ in range(2 + i % 7)) + str(i)
        pairs.write(f"{word}\t{word[::-1]}\n")

began = time.monotonic()
run(1, None)
whole_seconds = time.monotonic() - began
expected = sha256()
clean()

done, ends, resumes = 0, 0, 0
while done < kills:
    resumes += checkpoint.exists()
    ended, log = run(1 + done % 2, random.uniform(0, whole_seconds / 2))
    if ended:
        expect_end(expected)
        ends += 1
        clean()
        continue
    done += 1
    if model.exists():
        header(model)
    if model.exists() and not checkpoint.exists():  # killed when all was done
        expect_end(expected)
        ends += 1
        clean()
        continue
    over = int(header(checkpoint)["state.epochs-over"]) if checkpoint.exists() else 0
    if over < epochs_told(log):
        fail(f"{epochs_told(log)} epochs were told of, {over} are in the checkpoint")
while not model.exists() or checkpoint.exists():
    run(2, None)
expect_end(expected)
print(f"ok    {done} kills, {resumes} resumed runs, {ends + 1} came to their end, each with the same model")
