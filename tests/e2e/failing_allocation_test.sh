#!/bin/bash
# Whichever allocation fails, a command ends with 1 and says why, or goes on without it to the same output.
set -u
elman=$1
export LC_ALL=C.UTF-8
source "$(dirname "$0")/expect.sh"
rm -f ./*.elman* ./*.tsv ./*.txt ./*.csv

if [ -n "${ELMAN_SANITIZE:-}" ]; then
  echo 'not looked at: sanitizers have allocations of their own'
  exit 0
fi

awk 'BEGIN { srand(3); for (i = 0; i < 40; ++i) { n = 3 + int(rand() * 6); s = t = ""
  for (j = 0; j < n; ++j) { k = 1 + int(rand() * 8); s = s substr("abcdefgh", k, 1); t = t substr("ABCDEFGH", k, 1) " " }
  sub(/ $/, "", t); print s "\t" t } }' >pairs.tsv
cut -f1 pairs.tsv | head -n 4 >sources.txt
"$elman" train pairs.tsv --held-out 0 -o m.elman --epochs 2 --hidden-size 8 --embedding-size 8 --threads 1 2>/dev/null
for text in 'a rose is a rose' 'is a rose a rose'; do for _ in 1 2 3 4 5 6; do echo "$text"; done; done >text.txt
"$elman" train --task lm text.txt --held-out 0 -o lm.elman --epochs 1 --hidden-size 8 --embedding-size 8 --threads 1 2>/dev/null
awk 'BEGIN { print "t,y"; for (i = 0; i < 80; ++i) print i "," i % 7 }' >y.csv
"$elman" train --task forecast y.csv --arch linear -o y.elman 2>/dev/null

python3 - "$elman" "$ELMAN_FAILING_ALLOCATION" <<'PYTHON' >found.txt
import concurrent.futures, os, subprocess, sys

program, library = sys.argv[1:]
commands = [
    'predict m.elman sources.txt --alignment --threads 1',
    'predict m.elman sources.txt --beam 3 --nbest 2 --threads 1',
    'eval m.elman pairs.tsv --json --threads 1',
    'eval lm.elman text.txt --threads 1',
    'check pairs.tsv --json',
    'inspect m.elman --json',
    'forecast y.elman y.csv --steps 3 --json',
]


def run(command, **environment):
    environment = dict(os.environ, LD_PRELOAD=library, **environment)
    return subprocess.run([program, *command.split()], env=environment, stdin=subprocess.DEVNULL, capture_output=True)


known = set()
for command in commands:
    whole = run(command, ELMAN_ALLOCATIONS='numbers.txt')
    with open('numbers.txt') as file:
        numbers = [line.strip() for line in file]
    # The first ones are the same for each command: it is chosen after them.
    chosen = [number for number in numbers if number not in known]
    known.update(numbers)
    attempts = [('ELMAN_FAIL', number) for number in chosen]
    attempts += [('ELMAN_FAIL_FROM', number) for number in chosen[::20]]
    wrong = []
    refused = 0

    def attempt(which):
        name, number = which
        return which, run(command, **{name: number})

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for which, ended in pool.map(attempt, attempts):
            said = ended.stderr.decode('utf-8', 'replace').strip().split('\n')[-1]
            if ended.returncode == 1 and said == 'elman: out of memory':
                refused += 1
            elif ended.returncode != 0 or ended.stdout != whole.stdout:
                wrong.append(f'{" ".join(which)}: {ended.returncode} {said}')
    enough = len(chosen) > 80 and refused > len(chosen) / 2 and whole.returncode == 0
    print(f'{command}\t{"; ".join(wrong[:3])}{"all" if enough and not wrong else ""}')
PYTHON
count=0
while IFS=$'\t' read -r command found; do
  count=$((count + 1))
  expect "$command" "$found" all
done <found.txt
expect 'commands' "$count" 7
exit "$((failures > 0))"
