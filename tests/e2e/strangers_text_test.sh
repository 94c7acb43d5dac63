#!/bin/bash
# What strangers have written into data, models and configurations reaches nobody's terminal as it is, however a verb
# shows it; and answers that are larger than the memory end with exit code 1.
set -u
elman=$1
export LC_ALL=C.UTF-8
source "$(dirname "$0")/expect.sh"
rm -f ./*.elman* ./.elman* ./*.tsv ./*.txt ./*.toml
for i in $(seq 1 60); do printf 'ab%sc\tx%sy\n' "$i" "$i"; done >pairs.tsv
"$elman" train pairs.tsv -o m.elman --hidden-size 8 --embedding-size 4 --threads 1 --epochs 1 2>/dev/null

# Control characters but for line breaks, C1, and marks that turn the direction of writing.
unsafe() {
  python3 - "$@" <<'PYTHON'
import re, sys
text = "".join(open(path, encoding="utf-8", newline="").read() for path in sys.argv[1:])
print(len(re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]", text)))
PYTHON
}
cat >edit.py <<'PYTHON'
import json, struct, sys
with open("m.elman", "rb") as file:
    length, = struct.unpack("<Q", file.read(8))
    header, data = json.loads(file.read(length)), file.read()
description = json.loads(header["__metadata__"]["elman"])
exec(sys.argv[2])
header["__metadata__"]["elman"] = json.dumps(description)
text = json.dumps(header).encode()
text += b" " * (-len(text) % 8)
open(sys.argv[1], "wb").write(struct.pack("<Q", len(text)) + text + data)
PYTHON

python3 edit.py e.elman "description['provenance']['train'] = 'a\x1b]0;title\x07\x1b[2J\u202e\x9b'
description['source-vocabulary'][5] = '\x1b[31m'"
for flags in '' --json; do
  # shellcheck disable=SC2086
  "$elman" inspect e.elman $flags >out.txt 2>err.txt
  expect "inspect ${flags:-as text}" "$? $(unsafe out.txt err.txt) $(grep -c 'title' out.txt)" '0 0 1'
done
python3 edit.py e.elman "description['source-vocabulary'][5] = 'a\nb'"
echo ab1c | "$elman" predict e.elman >out.txt 2>err.txt
expect 'no symbol of a model has two lines' "$? $(grep -c 'expected each symbol on one line' err.txt) $(wc -c <out.txt)" '4 1 0'
for change in "description['options']['arch'] = '\x1b[31m\n'" "description['text']['source-symbols'] = '\x1b[2J' * 100000"; do
  python3 edit.py e.elman "$change"
  "$elman" inspect e.elman >out.txt 2>err.txt
  expect "errors about a model: ${change:0:30}" "$? $(unsafe out.txt err.txt) $(wc -l <err.txt)" '4 0 1'
  expect 'and they are short' "$(($(wc -c <err.txt) < 2000))" 1
done

printf 'ab\033]0;title\007\tb c\nd\te\nf\342\200\256g\th\n' >e.tsv
for verb in 'check e.tsv' 'check e.tsv --json' 'eval m.elman e.tsv' 'eval m.elman e.tsv --json' 'check e.tsv --header'; do
  # shellcheck disable=SC2086
  "$elman" $verb >out.txt 2>err.txt
  expect "$verb" "$(unsafe out.txt err.txt)" 0
done
cut -f1 e.tsv | "$elman" predict m.elman --alignment >out.txt 2>err.txt
expect 'predict --alignment' "$? $(unsafe out.txt err.txt) $(wc -l <out.txt)" '0 0 3'
"$elman" train e.tsv --dev e.tsv -o s.elman --hidden-size 8 --embedding-size 4 --epochs 1 2>err.txt
expect 'train' "$? $(unsafe err.txt)" '0 0'
printf '\033[2J = 1\n' >e.toml
"$elman" train pairs.tsv -o s.elman --force --config e.toml 2>err.txt
expect 'a configuration' "$? $(unsafe err.txt)" '2 0'
python3 -c "print('[' + 'a.' * 100000 + 'b]')" >deep.toml
"$elman" train pairs.tsv -o s.elman --force --config deep.toml 2>err.txt
expect 'a configuration of many sections in each other' "$? $(wc -l <err.txt)" '2 1'

# ---- Answers that are larger than the memory ----
if [ -n "${ELMAN_SANITIZE:-}" ]; then exit "$((failures > 0))"; fi  # sanitizers reserve terabytes of addresses
head -c 3000 /dev/zero | tr '\0' a >long.txt
(ulimit -c 0; ulimit -v 300000; "$elman" predict m.elman --alignment --max-length 20000 --threads 1 <long.txt >out.txt 2>err.txt)
code=$?
expect 'predict --alignment without memory' "$code $(tail -n 1 err.txt)" '1 elman: out of memory'
exit "$((failures > 0))"
