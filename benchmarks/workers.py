"""Elman and its peers as processes that answer questions (see worker.h), each on the same cores."""
import atexit
import os
import pathlib
import signal
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
# Held to AVX2, everybody is told so in the words of its libraries. ONNX Runtime has no such words.
AVX2 = {"ELMAN_TARGET": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2", "MKL_ENABLE_INSTRUCTIONS": "AVX2",
        "ATEN_CPU_CAPABILITY": "avx2", "CT2_FORCE_CPU_ISA": "AVX2"}
PEERS = ("PyTorch", "ONNX Runtime", "CTranslate2", "CTranslate2 in 8 bits", "oneDNN", "fastcan")


def processor():
    for line in open("/proc/cpuinfo", encoding="utf-8"):
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "unknown processor"


class Worker:
    def __init__(self, command, cores, threads, avx2):
        # Some machines set OPENBLAS_* for old builds of OpenBLAS; a peer is to choose for itself.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
        environment |= {**(AVX2 if avx2 else {}), "OMP_NUM_THREADS": str(threads)}
        self.threads = threads
        self.process = subprocess.Popen(["taskset", "-c", cores, *command], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, env=environment)
        atexit.register(self.process.kill)

    def ask(self, line):
        """Runs until it has answered, and is stopped otherwise: threads that wait for work may spin for long."""
        self.process.send_signal(signal.SIGCONT)
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().removesuffix("\n")
        if not answer:
            sys.exit(f"a worker ended at the case: {line}")
        self.process.send_signal(signal.SIGSTOP)
        return answer

    def measure(self, case):
        """[SECONDS, OPERATIONS, BYTES, BYTES_LIMIT], of a peer the first alone; None if it has no such case."""
        answer = self.ask(case)
        if answer == "none":
            return None
        seconds, *rest = answer.split(" ", 3)
        return [float(seconds), *(float(word) for word in rest[:2]), *rest[2:]]

    def seconds(self, case):
        measured = self.measure(case)
        return measured[0] if measured else None

    def numbers(self, case):
        answer = self.ask("check " + case)
        return None if answer == "none" else [float(word) for word in answer.split()]


def has_module(python, module):
    asked = subprocess.run([str(python), "-c", f"import {module}"], stderr=subprocess.DEVNULL, check=False)
    return asked.returncode == 0


def peer_commands(folder, ours, avx2):
    """({peer: command}, {peer: why it is not there})."""
    commands, missing = {}, {}
    if folder is None:
        return commands, missing
    python = pathlib.Path(folder) / "bin/python"
    for name, module, program, *flags in (("PyTorch", "torch", "pytorch.py"),
                                          ("ONNX Runtime", "onnxruntime", "onnx_runtime.py"),
                                          ("CTranslate2", "ctranslate2", "ctranslate2_decoding.py"),
                                          ("CTranslate2 in 8 bits", "ctranslate2", "ctranslate2_decoding.py", "--int8"),
                                          ("fastcan", "fastcan", "fastcan_narx.py")):
        if name == "ONNX Runtime" and avx2:
            missing[name] = "not held to AVX2"
        elif python.exists() and has_module(python, module):
            commands[name] = [str(python), str(HERE / "peers" / program), *flags, "--threads"]
        else:
            missing[name] = "not installed"
    onednn = ours.parent / "elman_peer_onednn"
    if onednn.exists():
        commands["oneDNN"] = [str(onednn), "--threads"]
    else:
        missing["oneDNN"] = "not installed"
    return commands, missing


def start_peers(folder, ours, cores, threads, avx2):
    """({peer: its workers, one for each number of threads to try}, {peer: why it is not there})."""
    commands, missing = peer_commands(folder, ours, avx2)
    counts = sorted({1, threads})
    workers = {name: [Worker([*command, str(count)], cores, count, avx2) for count in counts]
               for name, command in commands.items()}
    return workers, missing
