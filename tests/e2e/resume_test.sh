#!/bin/bash
# Ctrl-C, SIGTERM and --resume: what is saved, what is said, what is refused.
set -u
elman=$1
export LC_ALL=C.UTF-8
source "$(dirname "$0")/expect.sh"
rm -f ./*.elman* ./.elman* piped.*
for i in $(seq 1 120); do printf 'ab%sc\tx y %s\n' "$i" "$(echo "$i" | sed 's/./& /g;s/ $//')"; done >pairs.tsv
head -n 20 pairs.tsv >dev.tsv
train=("$elman" train pairs.tsv --hidden-size 24 --embedding-size 8 --batch-size 4 --epochs 8 --patience 0)
"${train[@]}" -o whole.elman --threads 1 2>/dev/null
expect 'a run that ends leaves no checkpoint' "$(ls whole.elman*)" whole.elman

# Starts training with these arguments, sends the signals when the first epoch is over, and prints the exit code.
interrupted() {  # signals, model, flags
  python3 - "$@" <<'PYTHON'
import os, signal, subprocess, sys
names, arguments = sys.argv[1].split(), sys.argv[2:]
run = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True)
log = ""
for line in run.stderr:
    log += line
    if line.startswith("epoch "):
        break
os.kill(run.pid, signal.SIGSTOP)  # so that the signals arrive together
for name in names:
    os.kill(run.pid, getattr(signal, name))
os.kill(run.pid, signal.SIGCONT)
log += run.stderr.read()
open("log.txt", "w").write(log)
print(run.wait())
PYTHON
}

for signal in SIGINT SIGTERM; do
  for threads in 1 2; do
    model="a 'quoted' $signal.elman"
    rm -f "$model"*
    expect "$signal at $threads threads: exit" "$(interrupted $signal "${train[@]}" -o "$model" --threads $threads)" 130
    expect 'the log says that it is saved' "$(grep -c 'interrupted after .* saved to' log.txt)" 1
    expect 'the checkpoint is there' "$(ls "$model.checkpoint")" "$model.checkpoint"
    "${train[@]}" -o "$model" 2>err.txt
    expect 'beginning again is refused' "$? $(grep -c -- '--resume' err.txt)" '2 1'
    bash -c "$(tail -n 1 log.txt)" 2>resumed.txt
    expect 'the command that it prints goes on' "$? $(grep -c '^resumed ' resumed.txt)" '0 1'
    expect 'to the same bytes' "$(cmp "$model" whole.elman && echo same)" same
    expect 'and the checkpoint goes' "$(ls "$model.checkpoint" 2>/dev/null)" ''
  done
done
expect 'twice: exit' "$(interrupted 'SIGINT SIGTERM' "${train[@]}" -o twice.elman --threads 1)" 130
expect 'at once, and says no more than that' "$(grep 'interrupted' log.txt)" 'elman: interrupted'
expect 'what was saved stays' "$(ls twice.elman.checkpoint)" twice.elman.checkpoint

# What does not go together.
cp twice.elman.checkpoint kept
refused() {  # what, code, says, arguments
  local what=$1 code=$2 says=$3
  shift 3
  "$@" 2>err.txt >out.txt
  expect "$what" "$? $(grep -c -- "$says" err.txt)" "$code 1"
  cmp -s twice.elman.checkpoint kept || { echo "WRONG $what: the checkpoint changed"; failures=$((failures + 1)); }
}
go_on=("${train[@]}" -o twice.elman --resume)
refused 'another seed' 2 '--seed was 1, is 2' "${go_on[@]}" --seed 2
refused 'another architecture' 2 '--arch was lstm, is gru' "${go_on[@]}" --arch gru
refused 'a dev set although a part was held out' 2 'dev-sha256 was not given' "${go_on[@]}" --dev dev.tsv
refused 'resume and force' 2 'give one of them' "${go_on[@]}" --force
refused 'resume of a run that ended' 2 '--init MODEL -o NEW' "${train[@]}" -o whole.elman --resume
refused 'resume of nothing' 2 'leave --resume out' "${train[@]}" -o nothing.elman --resume
cp pairs.tsv pairs.kept
printf 'zz\tz z\n' >>pairs.tsv
refused 'other data' 2 'train-sha256 was' "${go_on[@]}"
mv pairs.kept pairs.tsv
mkfifo piped.tsv
piped=("$elman" train piped.tsv --hidden-size 8 --embedding-size 4 --epochs 400 --patience 0 --batch-size 1 -o piped.elman)
cat pairs.tsv >piped.tsv &
expect 'data from a pipe: exit' "$(interrupted SIGINT "${piped[@]}")" 130
head -n 100 pairs.tsv >piped.tsv &
"${piped[@]}" --resume 2>err.txt
expect 'other data from a pipe' "$? $(grep -c 'train-sha256 was' err.txt)" '2 1'
rm -f piped.*
head -c 5000 kept >twice.elman.checkpoint
"${go_on[@]}" 2>err.txt
expect 'a damaged checkpoint' "$? $(grep -c 'twice.elman.checkpoint' err.txt)" '4 1'
"${train[@]}" -o twice.elman --force --threads 1 2>err.txt
expect 'force begins anew' "$? $(cmp twice.elman whole.elman && echo same) $(ls twice.elman.checkpoint 2>/dev/null)" \
  '0 same '
exit "$((failures > 0))"
