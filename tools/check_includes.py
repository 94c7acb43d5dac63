#!/usr/bin/env python3
"""Holds the house's table of who may include whom, and fails on any include or name outside it.

  tools/check_includes.py [ROOT]     checks the tree (this one by default)
  tools/check_includes.py --self-test  checks that a bad tree fails, one fault at a time
"""
import pathlib
import re
import sys
import tempfile

# room: (rooms, libraries) that it may include beside itself, the standard library and the root's few files (errors,
# version, choices by name), which know no room.
LIBRARY_ROOMS = ("system kernels tensor autograd nn optim io text data model train decode tasks run trace").split()
ROOMS = {
    "system": ((), ("fmt", "system", "intrinsics")),
    "kernels": (("system",), ("highway",)),
    "tensor": (("kernels",), ("fmt",)),
    "autograd": (("tensor", "kernels", "system"), ("fmt",)),
    "nn": (("autograd", "tensor"), ("fmt",)),
    "optim": (("autograd", "tensor", "kernels", "system"), ("fmt",)),
    "io": (("model", "nn", "tensor", "data", "text", "system"), ("json", "fmt")),
    "text": (("system",), ("utf8proc",)),
    "data": (("text", "system"), ()),
    "model": (("nn", "autograd", "tensor", "data", "text", "system"), ("fmt",)),
    "train": (("model", "optim", "io", "data", "text", "system"), ("fmt",)),
    "decode": (("model", "data", "text", "tensor", "system"), ("fmt",)),
    "trace": (("model", "nn", "autograd", "tensor", "data"), ("fmt",)),
    "serve": (LIBRARY_ROOMS, ("json", "fmt", "boost", "system")),
}
PROGRAMS = {  # folders beside elman/; they may include themselves too
    "cli": ([*LIBRARY_ROOMS, "serve", "elman.h", "lessons"], ("json", "fmt", "cli11", "system")),
    "python": ([*LIBRARY_ROOMS, "serve", "elman.h"], ("json", "fmt", "python")),
    "lessons": (["elman.h"], ()),
    "benchmarks": ([*LIBRARY_ROOMS, "serve", "elman.h"], ("json", "fmt", "highway", "peers", "system")),
    "tests": ([*LIBRARY_ROOMS, "serve", "cli", "elman.h", "lessons"],
              ("json", "fmt", "utf8proc", "highway", "gtest", "rapidcheck", "system")),
}
LIBRARIES = {  # how an include of the library begins
    "highway": r"hwy/",
    "intrinsics": r"(x86|xmm|imm)intrin\.h$",  # only to flush denormals
    "utf8proc": r"utf8proc\.h$",
    "json": r"nlohmann/",
    "fmt": r"fmt/",
    "cli11": r"CLI/",
    "boost": r"boost/",
    "python": r"(pybind11|nanobind)/|Python\.h$",
    "gtest": r"(gtest|gmock)/",
    "rapidcheck": r"rapidcheck",
    "peers": r"(oneapi/)?dnnl",
    "system": r"(sys/\w+|unistd|fcntl|poll|termios|signal|stdlib|pthread|sched)\.h$",
}
STANDARD = re.compile(r"[a-z_0-9]+$")  # <vector>, <cstddef>
INCLUDE = re.compile(r'\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')
VAGUE = re.compile(r"(^|[_-])(utils?|common|helpers?)($|[_-])")
SOURCES = {".h", ".cpp", ".cc", ".hpp"}
NOT_OURS = {"build", ".git", ".cache", "third_party"}


def room_of(path):
    """elman/kernels/gemm.h -> kernels; elman/error.h -> root; elman/elman.h -> elman.h; cli/train.cpp -> cli."""
    if path.parts[0] != "elman":
        return path.parts[0]
    return path.parts[1] if len(path.parts) > 2 or path.name == "elman.h" else "root"


def is_public(path):
    return path.suffix == ".h" and path.parts[0] == "elman" and not path.stem.endswith(("-inl", "dispatch", "_parts"))


def allowed(path):
    """The rooms and libraries that this file may include."""
    room = room_of(path)
    if room == "root":
        return {"root"}, set()
    if room == "elman.h":
        return {*LIBRARY_ROOMS, "root"}, set()
    rooms, libraries = ROOMS[room] if room in ROOMS else PROGRAMS[room]
    return {room, *rooms, *([] if room == "lessons" else ["root"])}, set() if is_public(path) else set(libraries)


def fault(path, quoted, angled, root):
    """Why this include is not allowed, or None."""
    rooms, libraries = allowed(path)
    name = quoted or angled
    target = pathlib.PurePosixPath(name)
    if target.parts[0] == "elman" or target.parts[0] in PROGRAMS:
        if not (root / target).is_file():
            return "is no file of this tree"
        return None if room_of(target) in rooms else f"{room_of(path)} may not include {room_of(target)}"
    if angled and STANDARD.match(name):
        return None
    for library, pattern in LIBRARIES.items():
        if re.match(pattern, name):
            where = "a public header" if is_public(path) else room_of(path)
            return None if library in libraries else f"{where} may not include {library}"
    return "is neither a path from the root, nor the standard library's, nor a known library's"


def check(root):
    faults = []
    for file in sorted(root.rglob("*")):
        path = file.relative_to(root)
        if NOT_OURS & set(path.parts):
            continue
        if VAGUE.search(path.stem):
            faults.append(f"{path}: say what is inside: utils, common and helpers are no names")
        if file.suffix not in SOURCES or path.is_relative_to("tests/install"):
            continue
        if room_of(path) not in {*ROOMS, *PROGRAMS, "elman.h", "root"}:
            faults.append(f"{path}: there is no room {room_of(path)}")
            continue
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            include = INCLUDE.match(line)
            why = include and fault(path, include[1], include[2], root)
            if why:
                faults.append(f"{path}:{number}: {line.strip()}: {why}")
    return faults


GOOD_TREE = {
    "elman/error.h": "#include <string>",
    "elman/version.cpp": '#include "elman/error.h"',
    "elman/elman.h": '#include "elman/nn/linear.h"\n#include "elman/error.h"',
    "elman/kernels/gemm.h": "#include <cstddef>",
    "elman/kernels/gemm-inl.h": '#include "hwy/highway.h"',
    "elman/kernels/gemm.cpp": '#include "elman/kernels/gemm-inl.h"\n#include <hwy/foreach_target.h>',
    "elman/tensor/tensor.h": '#include "elman/kernels/gemm.h"',
    "elman/autograd/ops.h": '#include "elman/tensor/tensor.h"\n#include "elman/kernels/gemm.h"',
    "elman/nn/linear.h": '#include "elman/autograd/ops.h"\n#include "elman/error.h"',
    "elman/text/unicode.cpp": "#include <utf8proc.h>",
    "elman/data/pairs.h": "#include <vector>",
    "elman/decode/beam.h": '#include "elman/data/pairs.h"',
    "elman/system/file.cpp": "#include <fcntl.h>",
    "elman/io/model.cpp": "#include <nlohmann/json.hpp>",
    "elman/train/trainer.cpp": '#include "elman/data/pairs.h"',
    "cli/main.cpp": '#include <CLI/CLI.hpp>\n#include "elman/decode/beam.h"',
    "lessons/one.cpp": '#include "elman/elman.h"\n#include "lessons/page.h"',
    "lessons/page.h": "#include <string>",
    "cli/lesson.cpp": '#include "lessons/page.h"',
    "tests/nn/linear_test.cpp": '#include <gtest/gtest.h>\n#include "elman/kernels/gemm-inl.h"',
}
BAD_FILES = {  # each alone makes the good tree fail
    "elman/kernels/up.h": '#include "elman/tensor/tensor.h"',
    "elman/kernels/words.cpp": "#include <fmt/format.h>",
    "elman/tensor/up.cpp": '#include "elman/autograd/ops.h"',
    "elman/nn/down.cpp": '#include "elman/kernels/gemm.h"',
    "elman/nn/simd.cpp": "#include <hwy/highway.h>",
    "elman/data/descriptors.cpp": "#include <unistd.h>",
    "elman/data/tensors.h": '#include "elman/tensor/tensor.h"',
    "elman/train/meets.cpp": '#include "elman/decode/beam.h"',
    "elman/decode/meets.cpp": "#  include <elman/train/trainer.h>",
    "elman/io/leaks.h": "#include <nlohmann/json.hpp>",
    "elman/nn/menu.cpp": '#include "elman/elman.h"',
    "elman/nn/relative.cpp": '#include "linear.h"',
    "elman/nn/stranger.cpp": "#include <zlib.h>",
    "elman/error.h": '#include "elman/tensor/tensor.h"',
    "elman/version.cpp": '#include <fmt/format.h>',
    "lessons/two.cpp": '#include "elman/nn/linear.h"',
    "lessons/three.cpp": "#include <fmt/format.h>",
    "elman/model/taught.cpp": '#include "lessons/page.h"',
    "cli/verb.cpp": '#include "tests/nn/linear_test.cpp"',
    "elman/extras/new.h": "",
    "elman/nn/utils.h": "",
    "elman/data/string_helpers.cpp": "",
    "elman/common/x.h": "",
}


def faults_of(files):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text + "\n", encoding="utf-8")
        return check(root)


def self_test():
    wrong = faults_of(GOOD_TREE)
    wrong += [f"{name} should fail: {text}" for name, text in BAD_FILES.items()
              if not any(fault.startswith(name.split("/x.h")[0]) for fault in faults_of({**GOOD_TREE, name: text}))]
    return wrong


def main():
    arguments = sys.argv[1:]
    root = pathlib.Path(arguments[0] if arguments else pathlib.Path(__file__).parent.parent)
    faults = self_test() if arguments == ["--self-test"] else check(root.resolve())
    print("\n".join(faults) if faults else "includes: as the table says")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
