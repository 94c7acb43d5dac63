#!/bin/bash
# The lessons as a learner meets them: the stored pages, the course's figures, names, flags, pages for a browser, colour,
# width, JSON, and the commands that each lesson ends with. ELMAN_SANITIZE (set by CMake) leaves out what would take a
# sanitized build minutes.
set -u
elman=$1
here=$(cd "$(dirname "$0")" && pwd)
export LC_ALL=C.UTF-8
source "$(dirname "$0")/expect.sh"
small='srn srn-tanh cell rnn hello lengths sequence'
sanitized=${ELMAN_SANITIZE:-}
runs_on() { ELMAN_TARGET=$1 "$elman" lesson srn >/dev/null 2>&1; }

# ---- What they print ----
if runs_on avx2; then
  skip=()
  [ -z "$sanitized" ] || skip=(--skip pairs --skip memory --skip seq2seq --skip attention --skip transformer --skip memories --skip explode --skip generate)
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
expect 'the lessons are listed' "$("$elman" lesson | awk '/^  [a-z]/ { print $1 }' | tr '\n' ' ')" \
  'srn srn-tanh cell rnn hello pairs lengths sequence seq2seq attention transformer memories memory explode generate '
expect 'in Chinese too' "$("$elman" lesson --lang zh | grep -c '亲手算一个循环网络')" 1
"$elman" lesson helo 2>err.txt
expect 'an unknown lesson: exit 2 and the nearest name' "$? $(grep -c 'did you mean hello?' err.txt)" '2 1'
"$elman" lesson mathematics 2>err.txt
expect 'a name like none: where they are listed' "$? $(cat err.txt)" \
  '2 elman: there is no lesson "mathematics"; elman lesson lists them'
"$elman" lesson helo --lang zh 2>err.txt
expect 'in Chinese' "$? $(grep -c '是不是 hello？' err.txt)" '2 1'
"$elman" lesson srn --lang fr 2>err.txt
expect 'an unknown language' "$? $(grep -c 'en or zh' err.txt)" '2 1'
"$elman" lesson srn --seed 3 2>err.txt
expect 'a flag of another lesson is an error, not ignored' "$? $(grep -c 'srn has no --seed' err.txt)" '2 1'
"$elman" lesson srn --inputs '1 1, 2' 2>err.txt
expect 'inputs that are not pairs' "$? $(grep -c 'steps of two numbers' err.txt)" '2 1'
"$elman" lesson srn --inputs '1 1, 1 1e9' 2>err.txt
expect 'inputs beyond what a page shows' "$? $(grep -c 'from -100 to 100' err.txt)" '2 1'
"$elman" lesson rnn --recurrent-weight nan 2>err.txt
expect 'a weight that is no number' "$? $(grep -c 'expected a number from -10 to 10' err.txt)" '2 1'
"$elman" lesson memory --epochs -1 --lang zh 2>err.txt
expect 'epochs below zero, in Chinese' "$? $(grep -c '应为 1 到 100000 之间的整数' err.txt)" '2 1'
"$elman" lesson srn --step 4 2>err.txt
expect 'a step that there is not' "$? $(grep -c 'a step from 1 to 3' err.txt)" '2 1'
"$elman" lesson hello --step 1 --seeds 0 2>err.txt
expect 'a lesson without steps' "$? $(grep -c 'hello has no steps' err.txt)" '2 1'
"$elman" lesson --inputs '1 1' 2>err.txt
expect 'a flag without a lesson' "$? $(grep -c 'name a lesson' err.txt)" '2 1'
expect 'one step alone' "$("$elman" lesson srn --step 2 | grep -c '^Step')$("$elman" lesson srn --step 2 | grep -c 'Step 2')" 11
expect 'the place in the course' "$("$elman" lesson cell | tail -n 1)" '3 of 15, next: elman lesson rnn'
expect 'in Chinese, with the language' "$("$elman" lesson cell --lang zh | tail -n 1)" \
  '第 3 课，共 15 课；下一课：elman lesson rnn --lang zh'
printf '\n\n' | "$elman" lesson srn --slow >slow.txt 2>prompts.txt
expect 'slowly, it waits and then says the same' "$(cmp slow.txt <("$elman" lesson srn) && grep -o 'Enter goes on' prompts.txt | wc -l)" 3
for locale in 'LC_ALL=zh_CN.UTF-8' 'LC_ALL= LC_MESSAGES=zh_CN' 'LC_ALL= LC_MESSAGES= LANG=zh_TW.UTF-8'; do
  # shellcheck disable=SC2086 # several settings
  expect "$locale decides" "$(env $locale "$elman" lesson | grep -c '激活函数\|循环网络')" 1
done
expect 'a locale of another language is English' "$(LC_ALL=de_DE.UTF-8 "$elman" lesson | grep -c 'by hand, with every')" 1
expect 'LC_ALL before LANG' "$(LC_ALL=C LANG=zh_CN.UTF-8 "$elman" lesson | grep -c 'by hand, with every')" 1
expect '--lang before the environment' "$(LC_ALL=zh_CN.UTF-8 "$elman" lesson --lang en | grep -c 'by hand, with every')" 1
expect 'help in Chinese' "$("$elman" lesson --lang zh --help | grep -c '学习率')" 1
expect 'the glossary' "$("$elman" lesson --terms | grep -c 'vanishing gradient (梯度消失)')" 1
expect 'the glossary in Chinese' "$("$elman" lesson --terms --lang zh | grep -c '^梯度消失 (vanishing gradient)')" 1
expect 'terms in order have a meaning and a lesson' "$("$elman" lesson --terms --json | python3 -c '
import json, sys
terms = json.load(sys.stdin)["terms"]
print(len(terms) > 30 and all(term["meaning"] and term["lesson"] for term in terms))')" True

# ---- Words of the learner's own ----
printf 'cat\tkatze\ndog\thund\n' >own.tsv
expect 'pairs of a file' "$("$elman" lesson pairs --pairs own.tsv --epochs 300 --word cats | grep -c '^  dog .*hund .*hund')" 2
printf '\xef\xbb\xbfcat\tkatze\r\ndog\thund\r\n' >crlf.tsv
expect 'with a byte order mark and CRLF the same' \
  "$("$elman" lesson pairs --pairs crlf.tsv --epochs 20 --json | grep -v crlf.tsv | cksum)" \
  "$("$elman" lesson pairs --pairs own.tsv --epochs 20 --json | grep -v own.tsv | cksum)"
refused() { "$elman" lesson pairs --pairs "$1" --epochs 1 >/dev/null 2>err.txt; echo "$? $(head -c 200 err.txt)"; }
printf 'cat\tKatze\n' >capital.tsv
expect 'a capital letter' "$(refused capital.tsv | cut -c 1-57)" '2 elman: capital.tsv:1 is "Katze", expected lines of word'
: >empty.tsv
expect 'an empty file' "$(refused empty.tsv | cut -c 1-10)" '3 elman: e'
printf 'cat\n' >column.tsv
expect 'a missing column' "$(refused column.tsv | cut -c 1-10)" '3 elman: c'
printf 'cat\tk\xff\n' >invalid.tsv
expect 'bytes that are no text' "$(refused invalid.tsv | cut -c 1-10)" '3 elman: i'
head -c 100000 /dev/zero | tr '\0' a >huge.tsv
expect 'a huge line' "$(refused huge.tsv | cut -c 1-10)" '3 elman: h'
cp capital.tsv 'a{b}.tsv'
expect 'a name with braces' "$(refused 'a{b}.tsv' | cut -c 1-40)" '2 elman: a{b}.tsv:1 is "Katze", expected'
expect 'no such file' "$(refused nowhere.tsv | cut -c 1-9)" '5 elman: '
"$elman" lesson pairs --pairs nowhere.tsv --lang zh 2>err.txt
expect 'in Chinese too' "$? $(grep -c '文件无法使用（.*nowhere.tsv' err.txt)" '5 1'
"$elman" lesson pairs --pairs column.tsv --lang zh 2>err.txt
expect 'and of data' "$? $(grep -c '数据有误（column.tsv' err.txt)" '3 1'
"$elman" lesson srn --wieghts w1=2 --lang zh 2>err.txt
expect 'a flag that there is not, in Chinese' "$? $(grep -c '没有参数 --wieghts' err.txt)" '2 1'
"$elman" lesson srn --wieghts w1=2 --lang en 2>err.txt
expect 'and in English' "$? $(grep -c 'did you mean --weights?' err.txt)" '2 1'
expect 'a word of its own for hello' "$("$elman" lesson hello --word abba --target baab --epochs 60 --seeds 0 | grep -c 'In epoch 60')" 1
expect 'halves are shown as halves' "$(outputs srn --recurrent-weight 0.5 --inputs '1 1, 0.5 1')" '4 7 '
expect 'large numbers fit' "$("$elman" lesson srn --recurrent-weight 10 --inputs "$(printf '100 100,%.0s' $(seq 19))1 1" |
  awk 'length > 80' | wc -l)" 0
expect 'hello with another seed has no losses of PyTorch' "$("$elman" lesson hello --seed 1 --seeds 0 | grep -c "PyTorch's")" 0
"$elman" lesson srn --plot /proc/nowhere >/dev/null 2>err.txt
expect 'figures that cannot be written' "$? $(grep -c '/proc/nowhere' err.txt)" '5 1'
"$elman" lesson srn --html /nowhere/page.html >/dev/null 2>err.txt
expect 'a page that cannot be written' "$? $(grep -c '/nowhere' err.txt)" '5 1'

# ---- Figures and pages ----
rm -rf figures
"$elman" lesson srn-tanh --plot figures >/dev/null
expect 'a file for each figure' "$(ls figures | tr '\n' ' ')" \
  'srn-tanh-function.svg srn-tanh-states.svg srn-tanh-unrolled.svg '
"$elman" lesson memories --epochs 1 --plot figures >memories.txt
"$elman" lesson generate --updates 10 --plot figures >generate.txt
"$elman" lesson generate --updates 10 --html generate.html
"$elman" lesson srn --html srn.html
"$elman" lesson srn --lang zh --html srn.zh.html --inputs '1 2, 3 4'
printf 'old' >kept.html
(ulimit -f 1; "$elman" lesson srn --html kept.html) 2>err.txt
expect 'a page that cannot be finished leaves the old one' "$? $(cat kept.html)" '5 old'
python3 - "$elman" <<'PY'
import html, html.parser, json, subprocess, sys, xml.dom.minidom

failures = 0


def expect(what, holds):
    global failures
    print("ok   " if holds else "WRONG", what)
    failures += not holds


class Page(html.parser.HTMLParser):
    """Which elements there are, whether they close, what is asked for, and the document inside."""

    EMPTY = {"meta", "link", "input", "br", "path", "line", "rect", "circle"}

    def __init__(self, path):
        super().__init__()
        self.open, self.wrong, self.asked, self.names, self.document, self.ids = [], [], [], [], "", []
        self.command = ""
        self.feed(open(path, encoding="utf-8").read())

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.asked += [values[name] for name in ("src", "href", "action") if name in values]
        self.names += [values["data-name"]] if "data-name" in values else []
        self.ids += [values["id"]] if "id" in values else []
        if tag not in self.EMPTY:
            self.open.append((tag, values.get("id")))

    def handle_endtag(self, tag):
        if tag in self.EMPTY:
            return
        if not self.open or self.open[-1][0] != tag:
            self.wrong.append(tag)
        else:
            self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] == ("script", "document"):
            self.document += data
        if [tag for tag, _ in self.open[-2:]] == ["p", "code"]:
            self.command += data


def data(*arguments):
    return json.loads(subprocess.run([sys.argv[1], "lesson", *arguments, "--json"], check=True, encoding="utf-8",
                                     stdout=subprocess.PIPE).stdout)


for path, arguments in (("srn.html", ["srn"]), ("srn.zh.html", ["srn", "--lang", "zh", "--inputs", "1 2, 3 4"])):
    page = Page(path)
    expect(f"{path}: every element is closed {page.wrong[:3]} {page.open[:3]}", not page.wrong and not page.open)
    expect(f"{path}: nothing is asked for", set(page.asked) <= {"#main", "data:,"})
    expect(f"{path}: ids are there once", len(page.ids) == len(set(page.ids)))
    command = f"{page.command} --json".replace("elman", f'"{sys.argv[1]}"', 1)
    expect(f"{path}: the command above it gives the same: {page.command}",
           json.loads(subprocess.check_output(command, shell=True)) == data(*arguments))
    expect(f"{path}: the document inside is the lesson's", json.loads(page.document) == data(*arguments))
    expect(f"{path}: numbers can be found by name", {"h1(2)", "y2(2)", "x1(1)"} <= set(page.names))
for name in ("function", "states", "unrolled"):
    svg = xml.dom.minidom.parse(f"figures/srn-tanh-{name}.svg").documentElement
    expect(f"figure {name} is SVG with a title and a style", svg.tagName == "svg" and svg.getAttribute("aria-label")
           and svg.getElementsByTagName("style").length == 1)
nodes = [g for g in xml.dom.minidom.parse("figures/srn-tanh-unrolled.svg").getElementsByTagName("g")
         if g.getAttribute("class").startswith("node")]
expect("the unrolled network has every unit of every step and the state before", len(nodes) == 3 * 6 + 2)

views = xml.dom.minidom.parse("figures/memories-views.svg")
kinds = [g.getAttribute("class") for g in views.getElementsByTagName("g")]
expect("views: of 7 inputs a feed-forward network does not see 6, one with a window of 5 does not see 2",
       (kinds.count("node given"), kinds.count("node")) == (6 + 2, 1 + 5 + 2 * 7 + 2 + 7 + 7 + 1))
expect("views: two loops lead from step to step", kinds.count("edge recurrent") == 2 * 6)
text = open("memories.txt", encoding="utf-8").read()
for line in ("      .     .     .     .     .     .    [0]\n", "      .     .    [0     0     0     0     0]\n",
             "                  +-----+-----+-----+-----+--> y(t)\n", "      y --> y --> y --> y --> y --> y --> y(t)\n",
             "      h --> h --> h --> h --> h --> h --> h(t) --> y(t)\n"):
    expect(f"views in characters: {line.strip()}", line in text)

page = Page("generate.html")
expect(f"questions: every element is closed {page.wrong[:3]} {page.open[:3]}", not page.wrong and not page.open)
lesson = data("generate", "--updates", "10")
questions = [block for block in lesson["blocks"] if block["kind"] == "question"]
source = html.unescape(open("generate.html", encoding="utf-8").read())
text = open("generate.txt", encoding="utf-8").read()
joined = " ".join(text.split())
expect("questions: the page hides their answers, the text has them at the end", len(questions) >= 6 and all(
    f"<summary>{question['text']}</summary><p>{question['answer']}</p></details>" in source
    and f"Question {number}: {question['text']}" in joined and f" {number}. {question['answer']}" in joined
    and joined.index(question["answer"]) > joined.index("Answers -------")
    for number, question in enumerate(questions, 1)))
for picture in (block for block in lesson["blocks"] if block["kind"] == "shaded"):
    svg = xml.dom.minidom.parse(f"figures/generate-{picture['id']}.svg")
    drawn = [group.getElementsByTagName("text")[0].firstChild.data for group in svg.getElementsByTagName("g")]
    expect(f"{picture['id']}: each character has its shade",
           drawn == [character["text"] for line in picture["lines"] for character in line])
    most = max(abs(character["value"]) for line in picture["lines"] for character in line)
    signs = "=-.+#" if picture["diverging"] else " .:-=+*#%@"
    shares = [character["value"] / most for character in picture["lines"][0]]
    shades = "".join(signs[min(4, int((share + 1) * 2.5)) if picture["diverging"] else int(share * 9)] for share in shares)
    line = "".join(character["text"] for character in picture["lines"][0])
    expect(f"{picture['id']}: and its sign", f"  {line}\n{('  ' + shades).rstrip()}\n" in text)
sys.exit(1 if failures else 0)
PY
failures=$((failures + $?))

# ---- Colour, width, JSON, commands, time ----
python3 - "$elman" "$small" "$sanitized" <<'PY'
import fcntl, json, os, pty, resource, shlex, struct, subprocess, sys, termios, unicodedata, xml.dom.minidom

elman, small, sanitized = sys.argv[1], sys.argv[2].split(), sys.argv[3]
lessons = {name: [name] for name in small}
if not sanitized:
    lessons.update({"pairs": ["pairs", "--epochs", "300"], "memory": ["memory", "--epochs", "1"]})
    lessons.update({name: [name] for name in ("seq2seq", "attention", "transformer", "memories", "explode", "generate")})
failures = []


def expect(what, holds):
    print("ok   " if holds else "WRONG", what)
    if not holds:
        failures.append(what)


def run(*arguments):
    return subprocess.run([elman, "lesson", *arguments], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          encoding="utf-8").stdout


def on_terminal(*flags, rows=0, **environment):
    """What srn prints if standard output is a terminal."""
    read, write = pty.openpty()
    fcntl.ioctl(write, termios.TIOCSWINSZ, struct.pack("HHHH", rows, 80, 0, 0))
    kept = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    process = subprocess.Popen([elman, "lesson", "srn", *flags], stdout=write, env={**kept, "TERM": "xterm", **environment})
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
        if block.get("kind") in ("plot", "heat"):
            return []  # drawn, not written
        if "value" in block and "digits" in block:
            found.append(f"{block['value']:.{block['digits']}{'e' if block.get('scientific') else 'f'}}")
        return found + [number for key, part in block.items() if key != "because" for number in numbers(part)]
    return [number for part in block for number in numbers(part)] if isinstance(block, list) else []


expect("colour on a terminal", "\033[1m" in on_terminal())
expect("none with NO_COLOR", "\033" not in on_terminal(NO_COLOR="1"))
expect("an empty NO_COLOR refuses nothing", "\033" in on_terminal(NO_COLOR=""))
expect("none in a pipe", "\033" not in run("srn"))
paged = "sed s/^/paged:/"
expect("a pager on a terminal that is too small", "paged:" in on_terminal(rows=24, PAGER=paged))
expect("none on one that is large enough", "paged:" not in on_terminal(rows=500, PAGER=paged))
expect("none with --no-pager", "paged:" not in on_terminal("--no-pager", rows=24, PAGER=paged))
expect("none that is not there", "1 of 15" in on_terminal(rows=24, PAGER="no-such-pager"))
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
        expect(f"{name} ({language}) ends with things to try",
               len(commands) >= 2 and all(block["kind"] == "try" for block in data["blocks"][-len(commands):])
               and all(command in text for command in commands))
    for command in commands if not sanitized else []:  # the Chinese ones, which are the English ones and --lang zh
        words = shlex.split(command)
        result = subprocess.run([elman, *words[1:]], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        expect(command, words[0] == "elman" and result.returncode == 0 and len(result.stdout) > 500
               and any(character >= 0xE4 for character in result.stdout))
if not sanitized:
    for arguments in (["srn"], ["srn-tanh"], ["cell"], ["rnn"], ["hello", "--seeds", "0"], ["lengths"], ["sequence"]):
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
