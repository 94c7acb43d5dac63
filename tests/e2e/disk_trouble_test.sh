#!/bin/bash
# A disk that is full, a limit on files, a file system that is read-only, a reader that has gone: a message with path and
# reason, exit 5, what was there is as it was, and nothing is left behind.
set -u
elman=$1
export LC_ALL=C.UTF-8
source "$(dirname "$0")/expect.sh"
for i in $(seq 1 30); do printf 'ab%sc\tx%sy\n' "$i" "$i"; done >pairs.tsv
rm -rf ./*.elman* ./.elman-* full
small=(--hidden-size 64 --embedding-size 16 --epochs 3 --threads 1)  # a checkpoint of 1.5 MB, a model of 300 kB
"$elman" train pairs.tsv -o old.elman "${small[@]}" 2>/dev/null
cp old.elman kept

# ---- A limit on the size of files ----
(ulimit -f 100; "$elman" train pairs.tsv -o limited.elman "${small[@]}" 2>err.txt)
expect 'a file-size limit: exit' "$? $(grep -c 'elman: cannot write: .*File too large' err.txt)" '5 1'
expect 'nothing is left' "$(ls -A | grep -e limited -e '\.tmp')" ''
(ulimit -f 100; "$elman" train pairs.tsv -o old.elman --force "${small[@]}" 2>err.txt)
expect 'over a model that is there' "$? $(cmp old.elman kept && echo same) $(ls -A | grep -e '\.tmp')" '5 same '

# ---- A device without room, of the test's own making ----
if mknod full c 1 7 2>/dev/null && { : >full; } 2>/dev/null; then
  "$elman" train pairs.tsv -o full --force "${small[@]}" 2>err.txt
  expect 'no model goes to a device' "$? $(grep -c 'elman: full: found a device' err.txt)" '2 1'
  expect 'it stays one, and nothing is beside it' "$(stat -c %F full) $(ls full.* 2>/dev/null)" 'character special file '
  for verb in 'predict old.elman' 'eval old.elman pairs.tsv' 'inspect old.elman' 'check pairs.tsv' '--help' '--version' \
    'train pairs.tsv --dump-config'; do
    echo ab1c | "$elman" $verb >full 2>err.txt
    expect "stdout on a full disk: $verb" "$? $(grep -c 'No space left' err.txt)" '5 1'
  done
  "$elman" train pairs.tsv -o logged.elman "${small[@]}" 2>full
  expect 'a log on a full disk does not end training' "$? $(cmp logged.elman kept && echo same)" '0 same'
  "$elman" train absent.tsv -o x.elman 2>full
  expect 'nor change an exit code' "$?" 5
else
  echo 'skip  only root makes device nodes'
fi
rm -f full

# ---- Readers that go ----
for i in $(seq 1 20000); do echo ab1c; done >many.txt
for verb in 'inspect old.elman' 'check pairs.tsv --json' '--help'; do
  expect "a reader that leaves: $verb" "$("$elman" $verb 2>err.txt | head -n 1 | wc -l; cat err.txt)" 1
done
expect 'predict' "$("$elman" predict old.elman <many.txt 2>err.txt | head -n 1 | wc -l; cat err.txt)" 1

# ---- File systems of the test's own, in a mount namespace that goes away with it ----
mkdir -p disk
if ! unshare -m mount -t tmpfs -o size=1m none disk 2>/dev/null; then
  echo 'skip  file systems cannot be mounted here'
  exit "$((failures > 0))"
fi
unshare -m bash -s "$elman" "${small[@]}" >mounted.txt <<'MOUNTED'
elman=$1
shift
mount -t tmpfs -o size=1m none disk
"$elman" train pairs.tsv -o disk/m.elman "$@" 2>err.txt
echo "full: $? $(grep -c 'elman: cannot write: disk/.*No space left on device' err.txt)"
echo "left: $(ls -A disk)"
cp old.elman disk/m.elman
"$elman" train pairs.tsv -o disk/m.elman --force "$@" 2>err.txt
echo "over: $? $(cmp disk/m.elman kept && echo same) $(ls -A disk)"
# Room for the first checkpoint and the model, none for the second checkpoint beside it: what is there can go on.
mount -o remount,size=2300k disk
rm disk/m.elman
"$elman" train pairs.tsv -o disk/m.elman "$@" 2>err.txt
echo "half: $? $(ls -A disk | tr '\n' ' ')"
mount -o remount,size=20m disk
"$elman" train pairs.tsv -o disk/m.elman --resume "$@" 2>err.txt
echo "on: $? $(cmp disk/m.elman kept && echo same) $(ls -A disk)"
mount -o remount,ro disk
"$elman" train pairs.tsv -o disk/m.elman --force "$@" 2>err.txt
echo "read-only: $? $(grep -c 'elman: cannot .*disk/.*Read-only file system' err.txt) $(cmp disk/m.elman kept && echo same)"
MOUNTED
mounted() { sed -n "s/^$1: //p" mounted.txt; }
expect 'a full disk' "$(mounted full)" '5 1'
expect 'nothing is left on it' "$(mounted left)" ''
expect 'a model that was there is as it was' "$(mounted over)" '5 same m.elman'
expect 'full in the middle of training' "$(mounted half)" '5 m.elman m.elman.checkpoint '
expect 'with room again it goes on' "$(mounted on)" '0 same m.elman'
expect 'read-only' "$(mounted read-only)" '5 1 same'
exit "$((failures > 0))"
