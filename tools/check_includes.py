#!/usr/bin/env python3
"""Holds the house's table of who may include whom, and fails on any include or name outside it.

  tools/check_includes.py [ROOT]                checks the tree (this one by default), ARCHITECTURE.md's table included
  tools/check_includes.py --write-architecture  writes the table into ARCHITECTURE.md
  tools/check_includes.py --self-test           checks that a bad tree fails, one fault at a time

A room that may not include another one may not name its namespace either (kernels::gemm), however it got to see it.
"""
import pathlib
import re
import sys
import tempfile

# Rooms of the library: (rooms, libraries) that each may include beside itself, the standard library and the root's
# files, which know no room.
ROOMS = {
    "system": ((), ("fmt", "posix", "intrinsics")),
    "kernels": (("system",), ("highway",)),
    "tensor": (("kernels", "system"), ("fmt",)),
    "autograd": (("tensor", "kernels", "system"), ("fmt",)),
    "nn": (("autograd", "tensor", "system"), ("fmt",)),
    "optim": (("autograd", "tensor", "kernels", "system"), ("fmt",)),
    "io": (("tensor", "system"), ("json", "fmt")),
    "text": (("system",), ("utf8proc", "zlib")),
    "data": (("text", "system"), ()),
    "model": (("nn", "autograd", "tensor", "data", "text", "system"), ("fmt",)),
    "train": (("nn", "autograd", "optim", "io", "tensor", "system"), ("fmt",)),
    "decode": (("model", "text", "tensor", "system"), ("fmt",)),
    "tasks": (("model", "decode", "train", "nn", "autograd", "tensor", "data", "text", "io", "system"), ("fmt",)),
    "run": (("tasks", "train", "optim", "io", "text", "system"), ("json", "fmt")),
    "trace": (("autograd", "system"), ("fmt",)),
    "export": (("model", "io", "system"), ("json", "fmt")),
    "serve": (("tasks", "run", "decode", "data", "text", "io", "trace", "export", "train", "system"),
              ("json", "fmt", "boost", "posix")),
}
ROOT_FILES = {"error", "fields", "checked_size", "printable", "scalar", "random", "philox", "steps", "version"}
FOR_PROGRAMS = ("tasks", "run", "decode", "data", "text", "io", "trace", "export", "train", "system", "serve")
EVERYTHING = (*ROOMS, "elman.h")
PUBLIC_HEADER_ALONE = ("elman.h",)
PROGRAMS = {  # folders beside elman/; they may include themselves too
    "cli": ((*FOR_PROGRAMS, "elman.h", "lessons"), ("json", "fmt", "cli11", "posix")),
    "python": ((*FOR_PROGRAMS, "elman.h"), ("json", "fmt", "python")),
    "lessons": (PUBLIC_HEADER_ALONE, ()),
    "examples": (PUBLIC_HEADER_ALONE, ()),
    "benchmarks": (EVERYTHING, ("json", "fmt", "highway", "peers", "posix")),
    "tests": ((*EVERYTHING, "cli", "lessons"), ("json", "fmt", "utf8proc", "highway", "gtest", "rapidcheck", "posix")),
}
# What rooms still include although the table forbids it, until they have been rebuilt. Not in ARCHITECTURE.md.
TRANSITIONAL = {}
NAMESPACES = {**{room: room for room in ROOMS}, "ops": "autograd"}  # namespace in elman: its room
LIBRARIES = {  # how an include of the library begins
    "highway": r"hwy/",
    "intrinsics": r"(x86|xmm|imm)intrin\.h$",  # only to flush denormals
    "utf8proc": r"utf8proc\.h$",
    "zlib": r"zlib\.h$",
    "json": r"nlohmann/",
    "fmt": r"fmt/",
    "cli11": r"CLI/",
    "boost": r"boost/",
    "python": r"(pybind11|nanobind)/|Python\.h$",
    "gtest": r"(gtest|gmock)/",
    "rapidcheck": r"rapidcheck",
    "peers": r"(oneapi/)?dnnl",
    "posix": r"(sys/\w+|unistd|unwind|dlfcn|fcntl|poll|termios|signal|stdlib|pthread|sched)\.h$",
}
STANDARD = re.compile(r"[a-z_0-9]+$")  # <vector>, <cstddef>
INCLUDE = re.compile(r'\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')
VAGUE = re.compile(r"(^|[_-])(utils?|common|helpers?)($|[_-])")
SOURCES = {".h", ".cpp", ".cc", ".hpp"}
NOT_OURS = {"build", ".git", ".cache", "third_party"}


# What the compiler does not read as code. A ' between digits separates them.
NOT_CODE = re.compile(
    r"""//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<!\w)'(?:\\.|[^'\\\n])+'""", re.DOTALL)
QUALIFIED = re.compile(r"(?<![\w:])(?:::\s*)?((?:\w+\s*::\s*)+\w+)")  # kernels::gemm, elman::kernels
BEGIN_TABLE = "<!-- Written by tools/check_includes.py --write-architecture. -->"
END_TABLE = "<!-- End of the table. -->"


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
        return {*ROOMS, "root"}, set()
    rooms, libraries = ROOMS[room] if room in ROOMS else PROGRAMS[room]
    root = () if rooms == PUBLIC_HEADER_ALONE else ("root",)
    return {room, *root, *rooms, *TRANSITIONAL.get(room, ())}, set() if is_public(path) else set(libraries)


def allowed_names(path):
    """The rooms whose namespaces this file may name: through elman.h all of them but the kernels."""
    room = room_of(path)
    if room in PROGRAMS and PROGRAMS[room][0] == PUBLIC_HEADER_ALONE:
        return {room, *ROOMS} - {"kernels"}
    return allowed(path)[0]


def include_fault(path, quoted, angled, root):
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
            place = "a public header" if is_public(path) else room_of(path)
            return None if library in libraries else f"{place} may not include {library}"
    return "is neither a path from the root, nor the standard library's, nor a known library's"


def code_of(text):
    """The text without comments and literals, of which only the line breaks are left."""
    return NOT_CODE.sub(lambda match: "\n" * match[0].count("\n") or " ", text)


def name_faults(path, line):
    """Why names on this line of code are not allowed."""
    for match in QUALIFIED.finditer(line):
        parts = [part.strip() for part in match[1].split("::")]
        namespace = parts[1] if parts[0] == "elman" else parts[0]
        room = NAMESPACES.get(namespace)
        if room and room not in allowed_names(path):
            yield f"{room_of(path)} may not name {namespace}::"


def file_faults(path, text, root):
    faults = []
    code = code_of(text).splitlines()
    for number, line in enumerate(text.splitlines(), 1):
        include = INCLUDE.match(line)
        why = [include_fault(path, include[1], include[2], root)] if include else name_faults(path, code[number - 1])
        faults += [f"{path}:{number}: {line.strip()}: {one}" for one in why if one]
    return faults


def architecture_table():
    """The table of ARCHITECTURE.md."""
    rows = ["| room | may include | libraries, in sources |", "|---|---|---|"]
    for room, (rooms, libraries) in {**ROOMS, **PROGRAMS}.items():
        names = list(rooms)
        if rooms == PUBLIC_HEADER_ALONE:
            names = ["`elman/elman.h` alone"]
        elif set(EVERYTHING) <= set(rooms):
            names = ["everything", *(room for room in rooms if room not in EVERYTHING)]
        rows.append(f"| {room} | {', '.join(names)} | {', '.join(libraries)} |".replace("  ", " "))
    return "\n".join(rows)


def with_table(text):
    """ARCHITECTURE.md with the table between its marks. None if they are not there."""
    before, begin, rest = text.partition(BEGIN_TABLE)
    _, end, after = rest.partition(END_TABLE)
    return f"{before}{begin}\n{architecture_table()}\n{end}{after}" if end else None


def architecture_faults(root):
    file = root / "ARCHITECTURE.md"
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    if with_table(text) == text:
        return []
    return ["ARCHITECTURE.md: its table of rooms is not that of tools/check_includes.py; run --write-architecture"]


def check(root):
    faults = architecture_faults(root)
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
        if room_of(path) == "root" and path.stem not in {*ROOT_FILES, *TRANSITIONAL.get("root", ())}:
            faults.append(f"{path}: belongs into a room; the root has only {', '.join(sorted(ROOT_FILES))}")
        faults += file_faults(path, file.read_text(encoding="utf-8"), root)
    return faults


GOOD_TREE = {
    "ARCHITECTURE.md": f"# Architecture\n{BEGIN_TABLE}\n{architecture_table()}\n{END_TABLE}\nMore.",
    "elman/error.h": "#include <string>",
    "elman/version.cpp": '#include "elman/error.h"',
    "elman/elman.h": '#include "elman/nn/linear.h"\n#include "elman/error.h"',
    "elman/kernels/gemm.h": "#include <cstddef>",
    "elman/kernels/gemm-inl.h": '#include "hwy/highway.h"',
    "elman/kernels/gemm.cpp": '#include "elman/kernels/gemm-inl.h"\n#include <hwy/foreach_target.h>',
    "elman/tensor/tensor.h": '#include "elman/kernels/gemm.h"',
    "elman/autograd/ops.h": '#include "elman/tensor/tensor.h"\n#include "elman/kernels/gemm.h"\nkernels::Cell cell;',
    "elman/nn/linear.h": '#include "elman/autograd/ops.h"\n#include "elman/error.h"\nelman::ops::Cell cell;',
    "elman/nn/words.cpp": """// kernels::gemm does it
/* as train::Trainer
   or optim::Adam asks */
const char* text = "io::read \\" model::Model"; const char mark = '\\''; int n = 1'000; char quote = '"';
const char* more = R"(decode::search
data::Batch)";
int nn::outer(std::vector<int> v, Not::kernels::here& kernels);
""",
    "elman/data/batch.cpp": "namespace elman::data { using system::File; ::elman::text::Vocabulary v; }",
    "elman/text/unicode.cpp": "#include <utf8proc.h>",
    "elman/data/pairs.h": "#include <vector>",
    "elman/model/decoding.h": '#include "elman/data/pairs.h"',
    "elman/decode/beam.h": '#include "elman/model/decoding.h"',
    "elman/system/file.cpp": "#include <fcntl.h>",
    "elman/io/model.cpp": "#include <nlohmann/json.hpp>",
    "elman/train/trainer.cpp": '#include "elman/nn/linear.h"',
    "elman/tasks/tag.cpp": '#include "elman/decode/beam.h"\n#include "elman/data/pairs.h"',
    "elman/run/training.cpp": "#include <fmt/format.h>\nint x = tasks::count + train::count;",
    "cli/main.cpp": '#include <CLI/CLI.hpp>\n#include "elman/decode/beam.h"',
    "lessons/one.cpp": '#include "elman/elman.h"\n#include "lessons/page.h"\nnn::Linear linear; optim::Adam adam;',
    "lessons/page.h": "#include <string>",
    "cli/lesson.cpp": '#include "lessons/page.h"',
    "tests/nn/linear_test.cpp": '#include <gtest/gtest.h>\n#include "elman/kernels/gemm-inl.h"',
}
BAD_FILES = {  # each alone makes the good tree fail
    "elman/kernels/up.h": '#include "elman/tensor/tensor.h"',
    "elman/kernels/words.cpp": "#include <fmt/format.h>",
    "elman/tensor/up.cpp": '#include "elman/autograd/ops.h"',
    "elman/nn/down.cpp": '#include "elman/kernels/gemm.h"',
    "elman/nn/names.cpp": "int x = kernels::lanes();",
    "elman/nn/full_names.cpp": "int x = ::elman::kernels::lanes();",
    "elman/nn/opens.cpp": "namespace elman::kernels { int lanes(); }",
    "elman/nn/uses.cpp": "using namespace elman::kernels;",
    "elman/nn/spaced.cpp": "int x = kernels :: lanes();",
    "elman/nn/after_comment.cpp": "/* a */ int x = kernels::lanes();  // b",
    "elman/nn/after_text.cpp": "const char* a = \"b\"; char c = '\"'; int x = kernels::lanes();",
    "elman/optim/op.cpp": "auto y = nn::forward(x);",
    "elman/data/op.cpp": "auto y = ops::tanh(tape, x);",
    "elman/nn/simd.cpp": "#include <hwy/highway.h>",
    "elman/data/descriptors.cpp": "#include <unistd.h>",
    "elman/data/tensors.h": '#include "elman/tensor/tensor.h"',
    "elman/io/knows.cpp": "tasks::Task task;",
    "elman/run/network.cpp": '#include "elman/nn/linear.h"',
    "elman/run/network_name.cpp": "nn::Linear linear;",
    "elman/trace/layer.cpp": '#include "elman/nn/linear.h"',
    "elman/train/meets.cpp": '#include "elman/decode/beam.h"',
    "elman/train/names.cpp": "decode::search();",
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
    "cli/network.cpp": '#include "elman/nn/linear.h"',
    "cli/network_name.cpp": "ops::tanh(tape, x);",
    "lessons/four.cpp": "int x = kernels::lanes();",
    "elman/extras/new.h": "",
    "elman/words.h": "",
    "elman/nn/utils.h": "",
    "elman/data/string_helpers.cpp": "",
    "elman/common/x.h": "",
    "ARCHITECTURE.md": f"{BEGIN_TABLE}\n{architecture_table()}\n| extras | everything | |\n{END_TABLE}\n",
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


def write_architecture(root):
    file = root / "ARCHITECTURE.md"
    text = with_table(file.read_text(encoding="utf-8"))
    if text is None:
        return [f"ARCHITECTURE.md: the lines {BEGIN_TABLE} and {END_TABLE} are missing"]
    file.write_text(text, encoding="utf-8")
    return []


def main():
    arguments = sys.argv[1:]
    here = pathlib.Path(__file__).resolve().parent.parent
    if arguments == ["--self-test"]:
        faults = self_test()
    elif arguments == ["--write-architecture"]:
        faults = write_architecture(here)
    else:
        faults = check(pathlib.Path(arguments[0]).resolve() if arguments else here)
    print("\n".join(faults) if faults else "includes: as the table says")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
