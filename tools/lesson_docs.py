#!/usr/bin/env python3
"""Writes docs/lessons: what each lesson prints, in both languages, with its program below.

  tools/lesson_docs.py ELMAN            writes the pages
  tools/lesson_docs.py ELMAN --check    fails if a page is not what would be written; --skip NAME leaves one out

The pages are made with ELMAN_TARGET=avx2, since the last bits of sums depend on the instruction set.
"""
import difflib
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "lessons"
LANGUAGES = {
    "en": {"suffix": "", "prints": "prints:", "program": "The program", "uses": "It uses", "other": "中文",
           "made": "Made by `make lessons-docs`.", "index": "# The lessons\n\n",
           "page": "## The page, line by line\n\nWhere each line of the course's page has its counterpart: a lesson, and "
                   "in it a table, a formula or a flag.\n\n| page | line | lesson | there |\n|---|---|---|---|\n",
           "more": "`elman lesson --terms` is a glossary; `elman lesson --html FOLDER` writes the course as pages with "
                   "figures.\n\n"},
    "zh": {"suffix": ".zh", "prints": "的输出：", "program": "程序", "uses": "它用到", "other": "English",
           "made": "由 `make lessons-docs` 生成。", "index": "# 课程\n\n",
           "page": "## 课程页面，逐行对照\n\n课程页面的每一行在这里的对应：哪一课，以及其中的表、公式或选项。\n\n"
                   "| 页面 | 内容 | 课 | 位置 |\n|---|---|---|---|\n",
           "more": "`elman lesson --terms` 列出术语；`elman lesson --html 文件夹` 把整个课程写成带图的网页。\n\n"},
}


def run(elman, *arguments):
    environment = {**os.environ, "ELMAN_TARGET": "avx2", "NO_COLOR": "1"}
    return subprocess.run([elman, "lesson", *arguments], env=environment, check=True, text=True, encoding="utf-8",
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def sources(name):
    """The lesson's program, and what it includes of the room beyond the pages themselves."""
    program = f"lessons/{name.replace('-', '_')}.cpp"
    includes = re.findall(r'#include "(lessons/\w+)\.h"', (ROOT / program).read_text(encoding="utf-8"))
    shared = [f"{path}.cpp" for path in includes if not path.endswith(("/course", "/page", "/texts", "_start"))]
    return program, shared


def page(elman, lesson, language):
    words, name = LANGUAGES[language], lesson["name"]
    other = next(key for key in LANGUAGES if key != language)
    program, shared = sources(name)
    output = run(elman, name, "--lang", language)
    command = f"elman lesson {name}" + ("" if language == "en" else f" --lang {language}")
    uses = ", ".join(f"[{path}](../../{path})" for path in shared)
    uses = f" {words['uses']} {uses}." if uses else ""
    return (f"# {lesson['title']}\n\n"
            f"{words['made']} [{words['other']}]({name}{LANGUAGES[other]['suffix']}.md)\n\n"
            f"`{command}` {words['prints']}\n\n```text\n{output}```\n\n"
            f"## {words['program']}\n\n[{program}](../../{program}){':' if not uses else '.' + uses}\n\n"
            f"```cpp\n{(ROOT / program).read_text(encoding='utf-8')}```\n")


def index(elman, lessons, language):
    words, suffix = LANGUAGES[language], LANGUAGES[language]["suffix"]
    listed = "".join(f"{number}. [{lesson['name']}]({lesson['name']}{suffix}.md): {lesson['summary']}\n"
                     for number, lesson in enumerate(lessons, 1))
    lines = json.loads(run(elman, "--terms", "--json", "--lang", language))["page"]
    table = "".join(
        f"| {line['section']} | {line['line'].replace('|', chr(92) + '|')} | "
        + ", ".join(f"[{name}]({name}{suffix}.md)" for name in line["lesson"].split(", ")) + f" | {line['where']} |\n"
        for line in lines)
    return words["index"] + listed + "\n" + words["more"] + words["page"] + table


def pages(elman, skipped):
    for language, words in LANGUAGES.items():
        lessons = json.loads(run(elman, "--json", "--lang", language))
        yield f"README{words['suffix']}.md", index(elman, lessons, language)
        for lesson in lessons:
            if lesson["name"] not in skipped:
                yield f"{lesson['name']}{words['suffix']}.md", page(elman, lesson, language)


def main():
    elman, arguments = sys.argv[1], sys.argv[2:]
    skipped = [name for flag, name in zip(arguments, arguments[1:]) if flag == "--skip"]
    wrong = 0
    for name, text in pages(elman, skipped):
        path = FOLDER / name
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            continue
        stored = path.read_text(encoding="utf-8") if path.exists() else ""
        if stored != text:
            wrong += 1
            lines = difflib.unified_diff(stored.splitlines(), text.splitlines(), f"docs/lessons/{name}", "now", "", "", 1)
            print("\n".join(list(lines)[:20]))
    if wrong:
        print(f"{wrong} pages are out of date; make lessons-docs writes them")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
