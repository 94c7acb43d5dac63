"""Time and memory of whole processes and of a worker's cases, and made-up pairs to run them on."""
import os
import random
import statistics
import subprocess
import time

MB = 1e6


class Ran:
    def __init__(self, seconds, peak_bytes, processor_seconds, output):
        self.seconds, self.peak_bytes = seconds, peak_bytes
        self.processor_seconds, self.output = processor_seconds, output


def run_measured(command, stdin=None, environment=None):
    """Wall and processor time, and the largest resident memory, of one process from its start to its end."""
    began = time.monotonic()
    process = subprocess.Popen([str(word) for word in command], stdin=stdin, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, env={**os.environ, **(environment or {})})
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"exit code {process.returncode}: {' '.join(map(str, command))}")
    return Ran(seconds, usage.ru_maxrss * 1024, usage.ru_utime + usage.ru_stime, output)


class Step:
    def __init__(self, seconds, operations, peak, peak_bytes):
        """`peak`: operations that the machine could have done in that time."""
        self.seconds, self.operations, self.peak, self.peak_bytes = seconds, operations, peak, peak_bytes


def training_step(programs, hidden, length, batch, threads=1, looks=5):
    """A training step of the benchmark's encoder-decoder, every item of that length, in a process of its own."""
    lengths = ",".join([str(length - 1)] * batch)
    suffix = f" threads={threads}" if threads > 1 else ""
    process = subprocess.Popen([str(programs / "elman_benchmarks")], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               text=True)

    def ask(case):
        process.stdin.write(case + suffix + "\n")
        process.stdin.flush()
        return [float(word) for word in process.stdout.readline().split()[:2]]
    answers = [(*ask("peak"), *ask(f"training-step hidden={hidden} source={lengths} target={lengths}"))
               for _ in range(looks)]
    process.stdin.close()
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    process.stdout.close()
    seconds = statistics.median(answer[2] for answer in answers)
    rate = statistics.median(answer[1] / answer[0] for answer in answers)
    return Step(seconds, answers[0][3], rate * seconds, usage.ru_maxrss * 1024)


def write_pairs(path, count, seed):
    """Words of 3 to 12 of 26 letters, no two alike but by chance, and their letters' neighbours one by one."""
    draw = random.Random(seed)
    letters = "abcdefghijklmnopqrstuvwxyz"
    with path.open("w", encoding="utf-8") as file:
        for _ in range(count):
            word = draw.choices(letters, k=draw.randint(3, 12))
            said = (letters[(letters.index(letter) + 1) % 26] for letter in word)
            file.write(f"{''.join(word)}\t{' '.join(said)}\n")
