#!/bin/bash
# Signals at any time, and readers that leave: what ends, with which exit code, and what does not. No signal is ignored
# here that a user's shell does not ignore.
set -u
elman=$1
export LC_ALL=C.UTF-8
source "$(dirname "$0")/expect.sh"
rm -f ./*.elman* ./.elman* ./*.tsv ./*.txt pipe
for i in $(seq 1 120); do printf 'ab%sc\tx%sy\n' "$i" "$i"; done >pairs.tsv
head -n 20 pairs.tsv >dev.tsv
small=(--dev dev.tsv --hidden-size 8 --embedding-size 4 --threads 1)
"$elman" train pairs.tsv -o m.elman "${small[@]}" --epochs 1 2>/dev/null

# Runs a command with the signals as a fresh shell has them, its stdout or stderr a pipe that nobody reads any more.
without_reader() {  # file descriptor, command
  python3 - "$@" <<'PYTHON'
import os, subprocess, sys
read, write = os.pipe()
os.close(read)
gone, other = {int(sys.argv[1]): write}, subprocess.DEVNULL
with open("pairs.tsv") as pairs:
    run = subprocess.run(sys.argv[2:], stdin=pairs, stdout=gone.get(1, other), stderr=gone.get(2, other))
print(run.returncode)
PYTHON
}
cut -f1 pairs.tsv >sources.txt
for verb in 'inspect m.elman' 'check pairs.tsv' '--help' 'eval m.elman dev.tsv' 'train pairs.tsv --dump-config'; do
  # shellcheck disable=SC2086
  expect "nobody reads the answer: $verb" "$(without_reader 1 "$elman" $verb)" 0
done
expect 'nobody reads the predictions' "$(cut -f1 pairs.tsv >sources.txt; bash -c \
  'set -o pipefail; "$1" predict m.elman <sources.txt | head -n 1 >/dev/null; echo $?' - "$elman")" 0
expect 'nobody reads the log: training ends well' \
  "$(without_reader 2 "$elman" train pairs.tsv -o log.elman "${small[@]}" --epochs 2) $(ls log.elman*)" '0 log.elman'

# While data is read, which here never ends: the signals come when the program waits for more of it.
while_reading() {  # signals
  python3 - "$@" "$elman" <<'PYTHON'
import os, signal, subprocess, sys
name, elman = sys.argv[1:]
os.mkfifo("pipe")
run = subprocess.Popen([elman, "train", "pipe", "-o", "x.elman"], stderr=subprocess.PIPE, text=True)
with open("pipe", "w") as data:  # returns when the program has opened it too
    data.write("a\tb\n")
    data.flush()
    run.send_signal(getattr(signal, name))
    said = run.stderr.read()
    print(run.wait(), said.splitlines()[-1])
os.remove("pipe")
PYTHON
}
expect 'Ctrl-C while data is read' "$(while_reading SIGINT) $(ls -A | grep x.elman)" '130 elman: interrupted '
rm -f x.elman*
expect 'SIGTERM' "$(while_reading SIGTERM)" '130 elman: interrupted'
rm -f x.elman*

# As under nohup or behind & in a script.
expect 'a Ctrl-C that was ignored at the beginning stays ignored' "$(
  trap '' INT
  python3 - "$elman" "${small[@]}" <<'PYTHON'
import os, signal, subprocess, sys
run = subprocess.Popen([sys.argv[1], "train", "pairs.tsv", "-o", "ignoring.elman", *sys.argv[2:], "--epochs", "3"],
                       stderr=subprocess.PIPE, text=True)
log = ""
for line in run.stderr:
    log += line
    if line.startswith("epoch   1"):
        os.kill(run.pid, signal.SIGINT)
print(run.wait(), log.count("\nepoch "))
PYTHON
)" '0 3'

# ---- Two runs with one output ----
: >one.txt  # so that there is something to follow from the first moment
"$elman" train pairs.tsv -o one.elman "${small[@]}" --epochs 100000 --patience 0 2>one.txt &
first=$!
tail -n +1 --pid=$first -f one.txt 2>/dev/null | grep -q -m 1 '^epoch'
for flags in '' --force --resume; do
  # shellcheck disable=SC2086
  "$elman" train pairs.tsv -o one.elman "${small[@]}" $flags 2>err.txt
  expect "a second run to the same model is refused: ${flags:-plain}" \
    "$? $(grep -c "process $first is training this model" err.txt)" '2 1'
done
kill -9 $first
wait $first 2>/dev/null
"$elman" train pairs.tsv -o one.elman "${small[@]}" --force --epochs 1 2>err.txt
expect 'the lock has gone with its process' "$? $(ls -A | grep one.elman)" '0 one.elman'
exit "$((failures > 0))"
