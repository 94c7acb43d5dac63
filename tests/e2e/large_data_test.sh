#!/bin/bash
# More pairs than a shard holds: the same bits from a file and a pipe, at any number of threads, and after a stop; memory
# that does not grow with the file; nothing left of the temporary file, and a clear word if there is no room for it.
set -u
elman=$1
export LC_ALL=C.UTF-8
source "$(dirname "$0")/expect.sh"
rm -rf ./*.elman* ./*.tsv folder temporary disk
mkdir folder temporary
export TMPDIR=$PWD/temporary

# Few pairs in many bytes, which decide about the number of shards: a column that is not used makes the text long.
python3 - <<'PYTHON'
with open("large.tsv", "w") as file:
    for i in range(240):
        print(f"ab{i}c", "w" * 75_000, f"x{i}y", sep="\t", file=file)
PYTHON
train() {  # file, model, flags
  "$elman" train "$1" -o "$2" --columns source,-,target --hidden-size 8 --embedding-size 4 --batch-size 4 --epochs 3 \
    --patience 0 "${@:3}"
}
train large.tsv whole.elman --threads 1 2>log.txt
expect 'a file of three shards is learnt' "$? $(grep -c '^train    216 pairs' log.txt)" '0 1'
train large.tsv two.elman --threads 2 2>log.txt
expect 'two threads give the same bits' "$(cmp two.elman whole.elman && echo same)" same
mkfifo folder/large.tsv
cat large.tsv >folder/large.tsv &
train folder/large.tsv piped.elman --threads 1 2>log.txt
expect 'so does a pipe' "$? $(cmp piped.elman whole.elman && echo same)" '0 same'

# Stopped in the middle of an epoch, which is in the middle of the shards.
python3 - "$elman" train large.tsv -o stopped.elman --columns source,-,target --hidden-size 8 --embedding-size 4 \
  --batch-size 4 --epochs 3 --patience 0 --threads 1 <<'PYTHON'
import signal, subprocess, sys
run = subprocess.Popen(sys.argv[1:], stderr=subprocess.PIPE, text=True)
for line in run.stderr:
    if line.startswith("epoch "):
        run.send_signal(signal.SIGINT)
        break
run.stderr.read()
sys.exit(0 if run.wait() == 130 else f"exit code {run.returncode}")
PYTHON
expect 'a stop' "$? $(ls stopped.elman.checkpoint)" '0 stopped.elman.checkpoint'
train large.tsv stopped.elman --threads 2 --resume 2>log.txt
expect 'going on ends with the same bits' "$? $(cmp stopped.elman whole.elman && echo same)" '0 same'
expect 'nothing is left' "$(ls -A temporary)" ''

# ---- Memory ----
peak() {  # pairs: kilobytes that reading so many takes
  python3 - "$elman" "$1" <<'PYTHON'
import resource, subprocess, sys
elman, pairs = sys.argv[1], int(sys.argv[2])
with open("many.tsv", "w") as file:
    file.writelines(f"{i:08d}\t{i * 7919 % 100_000_007:09d}\n" for i in range(pairs))
subprocess.run([elman, "train", "many.tsv", "--dump-config"], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
PYTHON
}
few=$(peak 600000)
many=$(peak 1800000)
expect "three times the pairs, 11 and 34 MB of text, take the same memory ($few and $many kB)" \
  "$((many < few + few / 4))" 1

# ---- No room ----
TMPDIR=$PWD/nowhere train large.tsv new.elman 2>err.txt
expect 'a folder that is not there' "$? $(grep -c 'temporary file in .*/nowhere (TMPDIR names another folder): No such file' err.txt)" '5 1'
(ulimit -f 2; cat large.tsv | train /dev/stdin new.elman 2>err.txt)
expect 'a limit on files' "$? $(grep -c 'cannot write: temporary file in .*: File too large' err.txt)" '5 1'
mkdir disk
if ! unshare -m mount -t tmpfs -o size=1m none disk 2>/dev/null; then
  echo 'skip  file systems cannot be mounted here'
else
  cat large.tsv | unshare -m bash -c 'mount -t tmpfs -o size=1m none disk && TMPDIR=disk "$@" 2>err.txt' \
    - "$elman" train /dev/stdin -o new.elman --columns source,-,target
  expect 'a full disk' "$? $(grep -c 'temporary file in disk .*No space left on device' err.txt)" '5 1'
fi
expect 'no model was begun' "$(ls -A | grep -e new)" ''
exit "$((failures > 0))"
