#!/bin/bash
# The lessons as a learner meets them: the stored pages, the course's figures, names, flags, colour, width, JSON, and the
# commands that each lesson ends with. ELMAN_SANITIZE (set by CMake) leaves out what would take a sanitized build minutes.
set -u
elman=$1
here=$(cd "$(dirname "$0")" && pwd)
export LC_ALL=C.UTF-8
source "$(dirname "$0")/expect.sh"
small='srn srn-tanh cell rnn hello lengths'
sanitized=${ELMAN_SANITIZE:-}
runs_on() { ELMAN_TARGET=$1 "$elman" lesson srn >/dev/null 2>&1; }

# ---- What they print ----
if runs_on avx2; then
  skip=()
  [ -z "$sanitized" ] || skip=(--skip pairs --skip memory)
  python3 "$here/../../tools/lesson_docs.py" "$elman" --check "${skip[@]}" >pages.txt
  expect 'every lesson prints its stored page' "$? $(head -n 30 pages.txt)" '0 '
else
  echo 'no AVX2 here: the stored pages are not compared'
fi
for target in avx512 sse4 scalar; do
  runs_on $target || continue
  for lesson in $small; do
    expect "$lesson prints the same on $target" "$(ELMAN_TARGET=$target "$elman" lesson "$lesson" | cksum)" \
      "$("$elman" lesson "$lesson" | cksum)"
  done
done

# ---- The course's figures ----
outputs() {  # lesson and flags
  "$elman" lesson "$@" --json | python3 -c '
import json, sys
for block in json.load(sys.stdin)["blocks"]:
    if block.get("id") == "steps":
        for row in block["rows"]:
            one, other = ("%.*f" % (cell["digits"], cell["value"]) for cell in row[5:7])
            print(one if one == other else (one, other), end=" ")'
}
expect 'srn' "$(outputs srn)" '4 12 32 '
expect 'srn-tanh' "$(outputs srn-tanh)" '1.9281 1.9985 2.0000 '
expect 'srn-tanh from the state of srn' "$(outputs srn-tanh --carry-state)" '2.00000 1.99866 1.99998 '
expect 'cell' "$(outputs cell)" '1.9281 1.9985 2.0000 '

# ---- Names and flags ----
expect 'the lessons are listed' "$("$elman" lesson | awk '$1 != "" { print $1 }' | head -n 8 | tr '\n' ' ')" \
  'srn srn-tanh cell rnn hello pairs lengths memory '
expect 'in Chinese too' "$("$elman" lesson --lang zh | grep -c '循环网络')" 1
"$elman" lesson helo 2>err.txt
expect 'an unknown lesson: exit 2 and the nearest name' "$? $(grep -c 'did you mean hello?' err.txt)" '2 1'
"$elman" lesson srn --lang fr 2>err.txt
expect 'an unknown language' "$? $(grep -c 'en, zh' err.txt)" '2 1'
"$elman" lesson srn --seed 3 2>err.txt
expect 'a flag of another lesson is an error, not ignored' "$? $(grep -c 'srn has no --seed' err.txt)" '2 1'
"$elman" lesson srn --inputs '1 1, 2' 2>err.txt
expect 'inputs that are not pairs' "$? $(grep -c 'two numbers for each step' err.txt)" '2 1'
"$elman" lesson srn --inputs '1 1, 1 1e9' 2>err.txt
expect 'inputs beyond what a page shows' "$? $(grep -c 'from -100 to 100' err.txt)" '2 1'
"$elman" lesson rnn --recurrent-weight nan 2>err.txt
expect 'a weight that is no number' "$? $(grep -c 'expected -10 to 10' err.txt)" '2 1'
"$elman" lesson memory --epochs -1 2>err.txt
expect 'epochs below zero' "$? $(grep -c 'expected 0 or more' err.txt)" '2 1'
expect 'halves are shown as halves' "$(outputs srn --recurrent-weight 0.5 --inputs '1 1, 0.5 1')" '4 7 '
expect 'large numbers fit' "$("$elman" lesson srn --recurrent-weight 10 --inputs "$(printf '100 100,%.0s' $(seq 19))1 1" |
  awk 'length > 80' | wc -l)" 0
expect 'hello with another seed has no losses of PyTorch' "$("$elman" lesson hello --seed 1 --seeds 0 | grep -c PyTorch)" 0
"$elman" lesson memory --epochs 1 --plot /nowhere/plot.svg >/dev/null 2>err.txt
expect 'a plot that cannot be written' "$? $(grep -c '/nowhere/plot.svg' err.txt)" '5 1'

# ---- Colour, width, JSON, commands, time ----
python3 - "$elman" "$small" "$sanitized" <<'PY'
import json, os, pty, resource, shlex, subprocess, sys, unicodedata, xml.dom.minidom

elman, small, sanitized = sys.argv[1], sys.argv[2].split(), sys.argv[3]
lessons = {name: [name] for name in small}
if not sanitized:
    lessons.update({"pairs": ["pairs", "--epochs", "300"], "memory": ["memory", "--epochs", "1"]})
failures = []


def expect(what, holds):
    print("ok   " if holds else "WRONG", what)
    if not holds:
        failures.append(what)


def run(*arguments):
    return subprocess.run([elman, "lesson", *arguments], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          encoding="utf-8").stdout


def on_terminal(**environment):
    """What srn prints if standard output is a terminal."""
    read, write = pty.openpty()
    kept = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    process = subprocess.Popen([elman, "lesson", "srn"], stdout=write, env={**kept, "TERM": "xterm", **environment})
    os.close(write)
    text = b""
    try:
        while part := os.read(read, 65536):
            text += part
    except OSError:
        pass  # the other end is closed
    process.wait()
    return text.decode()


def width(line):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def numbers(block):
    """Every number of a block, as people are shown it."""
    found = []
    if isinstance(block, dict):
        if "value" in block:
            found.append(f"{block['value']:.{block['digits']}{'e' if block.get('scientific') else 'f'}}")
        return found + [number for part in block.values() for number in numbers(part)]
    return [number for part in block for number in numbers(part)] if isinstance(block, list) else []


expect("colour on a terminal", "\033[1m" in on_terminal())
expect("none with NO_COLOR", "\033" not in on_terminal(NO_COLOR="1"))
expect("an empty NO_COLOR refuses nothing", "\033" in on_terminal(NO_COLOR=""))
expect("none in a pipe", "\033" not in run("srn"))
for name, arguments in lessons.items():
    for language in ("en", "zh"):
        text = run(*arguments, "--lang", language)
        data = json.loads(run(*arguments, "--lang", language, "--json"))
        widest = max(text.splitlines(), key=width)
        expect(f"{name} ({language}) fits 80 columns" + ("" if width(widest) <= 80 else ": " + widest), width(widest) <= 80)
        expect(f"{name} ({language}) has no space at the end of a line", all(l == l.rstrip() for l in text.splitlines()))
        missing = [number for block in data["blocks"] for number in numbers(block) if number not in text]
        expect(f"{name} ({language}) has the numbers of its JSON {missing[:3]}", data["lesson"] == name and not missing)
        commands = [block["command"] for block in data["blocks"] if block["kind"] == "try"]
        expect(f"{name} ({language}) ends with two things to try",
               len(commands) == 2 and [block["kind"] for block in data["blocks"][-2:]] == ["try", "try"]
               and all(command in text for command in commands))
    for command in commands if not sanitized else []:
        words = shlex.split(command)
        result = subprocess.run([elman, *words[1:]], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        expect(command, words[0] == "elman" and result.returncode == 0 and len(result.stdout) > 500)
if not sanitized:
    xml.dom.minidom.parse("memory.svg")
    expect("the plot is SVG with a curve for each network", open("memory.svg").read().count("<polyline") == 3)
    for arguments in (["srn"], ["srn-tanh"], ["cell"], ["rnn"], ["hello", "--seeds", "0"], ["lengths"]):
        best = 1
        for _ in range(5):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            run(*arguments)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        expect(f"{' '.join(arguments)} takes {1000 * best:.0f} ms, at most 100", best <= 0.1)
sys.exit(1 if failures else 0)
PY
failures=$((failures + $?))
exit "$((failures > 0))"
