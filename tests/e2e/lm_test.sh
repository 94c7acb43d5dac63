#!/bin/bash
# elman train --task lm, generate, score: from a text to a model that writes, and everything that can go wrong.
set -u
elman=$1
export LC_ALL=C.UTF-8
source "$(dirname "$0")/expect.sh"
rm -f ./*.elman* ./.elman* ./*.txt ./*.toml ./*.json

# A text of a few sentences in an order by a fixed linear congruence.
awk 'BEGIN {
  split("the cat sat on a mat|a dog ran to the café|the sun is in the sea|no man is an island", sentence, "|")
  for (state = 7; lines < 400; ++lines) {
    state = (state * 1103 + 12345) % 65536
    print sentence[1 + int(state / 256) % 4]
  }
}' >text.txt
small=(--hidden-size 24 --embedding-size 8 --batch-size 4 --context 16 --epochs 4 --learning-rate 0.015)
train=("$elman" train text.txt --task lm "${small[@]}")

# ---- Training ----
"${train[@]}" -o text.elman --threads 1 2>log.txt
expect 'training ends well' "$?" 0
expect 'it says what is learned from' "$(grep -c -e '^train .* symbols from text.txt' -e '^dev .* symbols of its middle' \
  -e '^symbols .*by char, ' log.txt)" 3
expect "the n-gram model's score is beside its own" \
  "$(grep -c -e '^Ended after 4 epochs; .*dev nats [0-9.]*$' -e '^For comparison, a 5-gram model .* dev nats 0\.' log.txt)" 2
"${train[@]}" -o text2.elman --threads 2 2>/dev/null
expect 'two threads give the same bytes' "$(cmp text.elman text2.elman && echo same)" same
"${train[@]}" --dump-config >dumped.toml 2>/dev/null
"$elman" train text.txt --task lm --config dumped.toml -o configured.elman --threads 1 2>/dev/null
expect 'the dumped configuration gives the same bytes' "$(cmp text.elman configured.elman && echo same)" same
cat text.txt | "$elman" train /dev/stdin --task lm "${small[@]}" -o piped.elman 2>/dev/null
expect 'a pipe is read as a file is' "$(cmp <("$elman" generate text.elman) <("$elman" generate piped.elman) && echo same)" same
sed 's/$/\r/' text.txt >crlf.txt
"$elman" train crlf.txt --task lm "${small[@]}" -o crlf.elman 2>/dev/null
expect 'CR before LF is no symbol' \
  "$(cmp <("$elman" generate text.elman) <("$elman" generate crlf.elman) && echo same)" same

# ---- Evaluation ----
"$elman" eval text.elman text.txt --json >eval.json
expect 'eval: what has no unit of a symbol compares' "$(python3 -c 'import json, math; e = json.load(open("eval.json"))
near = lambda a, b: abs(a - b) < 1e-6 * abs(b)
nats = e["nats_per_symbol"]
print(e["symbols"] == e["characters"], e["bytes"] > e["characters"], e["lines"], e["unknown"], nats < 1,
      near(e["perplexity"], math.exp(nats)), near(e["bits_per_character"], nats / math.log(2)),
      near(e["bits_per_byte"] * e["bytes"], nats * e["symbols"] / math.log(2)))')" \
  'True True 400 0 True True True True'
expect 'and as text' "$("$elman" eval text.elman text.txt | awk '{ print $1 }' | tr '\n' ' ')" 'nats bits bits perplexity '
expect 'threads change nothing' "$(cmp <("$elman" eval text.elman text.txt --json --threads 1) \
  <("$elman" eval text.elman text.txt --json --threads 2) && echo same)" same
echo 'the ñandú' >unknown.txt
"$elman" eval text.elman unknown.txt >/dev/null 2>err.txt
expect 'symbols that are not known are named' "$(grep -c "does not know 'ñ'.*first in line 1" err.txt)" 1
expect 'inspect' "$("$elman" inspect text.elman | grep -c -e ': language-model,' -e '  symbols  *char' -e '^vocabulary')" 3
expect 'provenance' "$("$elman" inspect text.elman | grep -c -e '^  dev-nats  *0\.[0-9][0-9][0-9][0-9]$' -e '^  train-symbols')" 2

# ---- Generation ----
expect 'generate begins with the prompt' "$("$elman" generate text.elman --prompt 'the cat s' --temperature 0 --length 11)" \
  'the cat sat on a mat'
expect 'the same seed gives the same text, on any threads' \
  "$(cmp <("$elman" generate text.elman --seed 3) <("$elman" generate text.elman --seed 3 --threads 2) && echo same)" same
expect 'another seed another' \
  "$(cmp -s <("$elman" generate text.elman --seed 3) <("$elman" generate text.elman --seed 4) && echo same)" ''
expect 'as many symbols as asked for' "$("$elman" generate text.elman --length 50 | wc -m)" 51
expect 'it ends before a stop' "$("$elman" generate text.elman --stop mat --stop café --length 5000 | grep -c -e mat -e café)" 0
"$elman" generate text.elman --prompt 'a dog' --count 3 --length 20 --json >texts.json
expect 'as JSON' "$(python3 -c 'import json, math
texts = [json.loads(line) for line in open("texts.json")]
print(len(texts), *{t["prompt"] for t in texts}, *{t["end"] for t in texts}, *{len(t["symbols"]) for t in texts},
      all("".join(s["symbol"] for s in t["symbols"]) == t["text"] for t in texts),
      all(abs(sum(s["log_probability"] for s in t["symbols"]) - t["log_probability"]) < 1e-6 for t in texts),
      len({t["text"] for t in texts}) > 1)')" '3 a dog length 20 True True True'
"$elman" generate text.elman --length 100000000 2>err.txt | head -c 100 >/dev/null
expect 'a reader that leaves ends it without complaint' "$(cat err.txt)" ''
expect 'predict goes on with a line' "$(echo 'no man' | "$elman" predict text.elman)" ' is an island'

# Ctrl-C, sent when it writes.
python3 - "$elman" >interrupted.txt <<'PYTHON'
import signal, subprocess, sys
run = subprocess.Popen([sys.argv[1], "generate", "text.elman", "--length", "100000000"], stdout=subprocess.PIPE)
read = run.stdout.read(1000)
run.send_signal(signal.SIGINT)
rest = read + run.stdout.read()
print(run.wait(), rest.decode("utf-8")[-1] == "\n")
PYTHON
expect 'Ctrl-C ends it with a whole line' "$(cat interrupted.txt)" '130 True'

# ---- Scores of lines ----
printf 'the cat sat on a mat\nmat a on sat cat the\n\n' | "$elman" score text.elman >scores.txt
expect 'score: a line for each, the probable one above' \
  "$(awk -F'\t' 'NR == 1 { a = $1 } NR == 2 { b = $1 } END { print NR, (a > b) }' scores.txt)" '3 1'
printf 'the cat sat on a mat\nmat a on sat cat the\n\n' >lines.txt
expect 'score: the same of a file' "$("$elman" score text.elman lines.txt | cmp - scores.txt && echo same)" same
expect 'score: the same of a file that gzip has compressed' \
  "$(gzip -c lines.txt >lines.txt.gz && "$elman" score text.elman lines.txt.gz | cmp - scores.txt && echo same)" same
"$elman" score text.elman none.txt 2>err.txt
expect 'score: no such file' "$? $(grep -c 'none.txt' err.txt)" '5 1'
printf 'a café\n' | "$elman" score text.elman --symbols >symbols.txt
expect 'the surprisal of each symbol' "$(awk -F'\t' 'NF == 3 && $1 == 1 && $3 >= 0 { printf "%s", $2 }' symbols.txt)" 'a caféU+000A'
expect 'which sums to that of the line' \
  "$(paste <(printf 'a café\n' | "$elman" score text.elman | cut -f 1) <(awk '{ s -= $NF * log(2) } END { print s }' symbols.txt) |
    awk '{ d = $1 - $2; print (d < 0.01 && d > -0.01) }')" 1
expect 'in colours' "$(printf 'xqz\n' | "$elman" score text.elman --colour 2>/dev/null | grep -c $'\033\[48;5;196m')" 1
expect 'lines together are the text' \
  "$(paste <("$elman" score text.elman --together <text.txt | awk '{ s -= $1 } END { print s }') \
    <(python3 -c 'import json; print(json.load(open("eval.json"))["nats"])') | awk '{ d = $1 - $2; print (d < 0.5 && d > -0.5) }')" 1

# ---- Other symbols, documents, networks ----
head -n 100 text.txt >short.txt
for flags in '--symbols byte' '--symbols word' '--symbols word --min-count 1 --adaptive-softmax 30,60' '--symbols bpe --merges 20' '--document line' '--arch gru --layers 2 --variational --weight-dropout 0.2 --tied-embeddings' \
  '--arch transformer --heads 2' '--arch rnn --activation-penalty 1 --change-penalty 0.5 --document blank'; do
  # shellcheck disable=SC2086
  "$elman" train short.txt --task lm "${small[@]}" $flags -o other.elman --force 2>log.txt
  expect "$flags: learns" "$? $(grep -c '^Ended after 4 epochs' log.txt)" '0 1'
  expect "$flags: writes UTF-8" "$("$elman" generate other.elman --length 200 --count 3 | iconv -f UTF-8 -t UTF-8 | wc -c |
    awk '{ print ($1 > 3) }')" 1
  expect "$flags: scores the characters that there are" \
    "$("$elman" eval other.elman short.txt --json | python3 -c 'import json, sys; e = json.load(sys.stdin)
print(e["characters"], 0 < e["bits_per_character"] < 8)')" "$(wc -m <short.txt) True"
done
# More than 5,000 words: the output layer is divided. Two threads learn the same bytes.
awk 'BEGIN { srand(3); for (i = 0; i < 30000; ++i) printf "w%d%s", int(exp(rand() * log(8000))), i % 12 ? " " : "\n" }' >zipf.txt
zipf=(--task lm --symbols word --min-count 1 --hidden-size 16 --epochs 2)
"$elman" train zipf.txt "${zipf[@]}" --threads 1 -o zipf.elman 2>log.txt
expect 'many words divide the softmax' "$? $(grep -c 'softmax divided at 2000' log.txt)" '0 1'
"$elman" train zipf.txt "${zipf[@]}" --threads 2 -o zipf2.elman 2>log.txt
expect 'and two threads learn the same' "$(cmp zipf.elman zipf2.elman && echo same)" same
"$elman" train zipf.txt "${zipf[@]}" --adaptive-softmax none -o plain.elman 2>log.txt
expect 'unless the user says otherwise' "$? $(grep -c 'divided' log.txt)" '0 0'
for wrong in 3000,2000 0 99999 2000,,3000 some ''; do
  refused "cutoffs $wrong" 2 'adaptive-softmax: found' "$elman" train zipf.txt "${zipf[@]}" --adaptive-softmax "$wrong" \
    -o wrong.elman
done
refused 'cutoffs and one table' 2 'leave one of them out' "$elman" train zipf.txt "${zipf[@]}" --adaptive-softmax 2000 \
  --tied-embeddings --embedding-size 16 -o wrong.elman
printf 'anna\nbob\ncarl\ndora\nemil\nfrieda\n' >names.txt
"$elman" train names.txt --task lm --document line --hidden-size 16 --batch-size 1 --epochs 30 -o names.elman 2>log.txt
expect 'documents are counted' "$(grep -c '6 documents by line' log.txt)" 1
expect 'and each text is one' "$("$elman" generate names.elman --count 5 | wc -l)" 5
split -n l/2 text.txt part_ && mv part_aa part_a.txt && mv part_ab part_b.txt
"$elman" train part_a.txt part_b.txt --task lm "${small[@]}" -o parts.elman 2>log.txt
expect 'files are read one after the other' \
  "$(cmp <("$elman" generate text.elman) <("$elman" generate parts.elman) && echo same)" same

# ---- Words and their parts ----
"$elman" train text.txt --task lm "${small[@]}" --symbols bpe --merges 30 -o parts.elman --threads 1 --force 2>log.txt
expect 'parts of words: bits a character compare' \
  "$(grep -c -e '^Ended .*dev nats [0-9.]*, bits-per-character [0-9.]*$' -e '^For comparison, .*bits-per-character' log.txt)" 2
"$elman" train text.txt --task lm "${small[@]}" --symbols bpe --merges 30 -o parts2.elman --threads 2 2>/dev/null
expect 'the same bytes again' "$(cmp parts.elman parts2.elman && echo same)" same
expect 'a prompt may end with a space' \
  "$("$elman" generate parts.elman --prompt 'the cat ' --temperature 0 --length 3 --seed 1 | cut -c 1-11)" 'the cat sat'
expect 'score says bits a character, for all lines' \
  "$(printf 'a dog\nñ\n' | "$elman" score parts.elman 2>&1 >out.txt | sed 's/[0-9]*\.[0-9]*/N/g')" \
  'elman: N bits a character, N bits a byte'
expect 'surprisals of a line are of its text' \
  "$(printf 'a dog ñ\n' | "$elman" score parts.elman --symbols | awk -F'\t' '{ printf "%s", $2 }' | head -c 5)" 'a dog'
expect 'eval compares them with others' "$("$elman" eval parts.elman text.txt --json | python3 -c 'import json, sys
e, o = json.load(sys.stdin), json.load(open("eval.json"))
print(e["characters"] == o["characters"], e["bytes"] == o["bytes"], e["symbols"] < o["symbols"], e["unknown"])')" \
  'True True True 0'
expect 'inspect lists the merges' "$("$elman" inspect parts.elman --json | python3 -c 'import json, sys
print(len([m for m in json.load(sys.stdin)["merges"] if " " in m[1:]]))')" 30
"$elman" train short.txt --task lm "${small[@]}" --symbols-of parts.elman -o same.elman 2>log.txt
expect 'parts of words may be those of another model' "$? $("$elman" inspect same.elman --json | python3 -c 'import json, sys
print(json.load(sys.stdin)["merges"] == json.loads(sys.argv[1])["merges"])' "$("$elman" inspect parts.elman --json)")" '0 True'
refused 'merges are of bpe' 2 'merges belongs to symbols bpe' "$elman" train text.txt --task lm --merges 10 -o x.elman
refused 'parts of words have no least count' 2 'min-count belongs to' "$elman" train text.txt --task lm --symbols bpe \
  --min-count 3 -o x.elman
refused 'a model without parts of words' 2 'without parts of words' "$elman" train text.txt --task lm \
  --symbols-of text.elman -o x.elman

# ---- Nothing held out ----
"$elman" train short.txt --task lm "${small[@]}" --held-out 0 -o all.elman 2>log.txt
expect 'all of a text may be learnt from' "$? $(grep -c -e '^train    [0-9]* symbols' -e '^dev .*nothing is held out: the last' \
  -e '^Ended after 4 epochs; the last is kept' -e '^For comparison' log.txt) $(sed -n 's/^train *\([0-9]*\) .*/\1/p' log.txt)" \
  "0 3 $(wc -m <short.txt)"
expect 'and the model says so' "$("$elman" inspect all.elman | grep -c -e '^  dev  *none' -e '^  epoch  *4')" 2
refused 'patience without a dev set' 2 'patience belongs to a dev set' "$elman" train short.txt --task lm --held-out 0 --patience 2 -o x.elman

# ---- What is refused ----
: >empty.txt
refused 'an empty file' 3 'empty.txt: found 0 symbols' "$elman" train empty.txt --task lm -o x.elman
printf 'ab\ncd\xff\n' >latin.txt
refused 'what is not UTF-8' 3 'latin.txt:2:3: found byte 0xFF' "$elman" train latin.txt --task lm -o x.elman
refused 'in eval' 3 'latin.txt:2:3' "$elman" eval text.elman latin.txt
refused 'an empty text in eval' 3 'found no text' "$elman" eval text.elman empty.txt
refused 'a missing file' 5 'nowhere.txt' "$elman" train text.txt nowhere.txt --task lm -o x.elman
printf 'a\tb\n' >pairs.tsv
refused 'two files of pairs' 2 'found a second file of pairs' "$elman" train pairs.tsv text.txt -o x.elman
refused 'a dev set twice' 2 'give one of them' "$elman" train text.txt --task lm --dev short.txt --held-out 0.2 -o x.elman
refused 'a foreign option' 2 'attention' "$elman" train text.txt --task lm --attention dot -o x.elman
refused 'options of other networks' 2 'for recurrent layers' "$elman" train text.txt --task lm --arch transformer --variational -o x.elman
refused 'an alignment' 2 'no alignment' "$elman" predict text.elman --alignment
refused 'options for series' 2 '--horizon means nothing' "$elman" eval text.elman text.txt --horizon 3
refused 'columns' 2 '--columns means nothing' "$elman" eval text.elman text.txt --columns a,b
refused 'a temperature below 0' 2 'temperature' "$elman" generate text.elman --temperature -1
refused 'two forms of scores' 2 'give one of them' "$elman" score text.elman --symbols --colour
"$elman" train pairs.tsv --dev pairs.tsv --hidden-size 4 --epochs 1 -o pairs.elman 2>/dev/null
refused 'another model in generate' 2 'kind seq2seq, expected a language-model' "$elman" generate pairs.elman
refused 'and in score' 2 'kind seq2seq, expected a language-model' "$elman" score pairs.elman
printf 'x\tsat\nx\tsaw\nx\tsap\ny\tsun\ny\tsum\n' >words.tsv
"$elman" train words.tsv --dev words.tsv --hidden-size 16 --epochs 60 --patience 0 --batch-size 5 --learning-rate 0.02 \
  --average 0 --dropout 0 --label-smoothing 0 -o words.elman 2>/dev/null
for lines in 'saw\nsum\n' 'sap\nsun\n'; do
  for i in {1..60}; do printf "$lines"; done >lines.txt
  "$elman" train lines.txt --task lm --document line "${small[@]}" --epochs 30 -o lines.elman --force 2>/dev/null
  expect 'a language model decides between what a transducer finds as probable' \
    "$(printf 'x\ny\n' | "$elman" predict words.elman --beam 5 --lm lines.elman --lm-weight 0.5)" "$(printf "${lines%\\n}")"
done
printf 'a\tb c d\nb\tc d\nc\tb d c\n' >spaced.tsv
"$elman" train spaced.tsv --dev spaced.tsv --hidden-size 4 --epochs 1 -o spaced.elman 2>/dev/null
refused 'a language model for other symbols' 2 'leave --lm out' "$elman" predict spaced.elman --lm text.elman
refused 'a language model of other symbols' 2 'train one with --symbols char' "$elman" predict words.elman --lm parts.elman
refused 'a language model that is none' 2 'expected a language-model' "$elman" predict words.elman --lm words.elman
refused 'a language model of a language model' 2 '--lm means nothing' "$elman" predict text.elman --lm text.elman
head -c 3000 text.elman >cut.elman
refused 'half a model' 4 'cut.elman' "$elman" generate cut.elman
expect 'no model is left' "$(ls x.elman* 2>/dev/null)" ''
printf 'ab\xff\n' | "$elman" score text.elman >/dev/null 2>err.txt
expect 'a line that is no text' "${PIPESTATUS[1]} $(grep -c 'stdin:1:3' err.txt)" '3 1'

# ---- Interrupted in the middle of a stream, and killed ----
python3 - "$elman" "${small[@]}" <<'PYTHON'
import signal, subprocess, sys
train = [sys.argv[1], "train", "text.txt", "--task", "lm", *sys.argv[2:], "--threads", "1"]
for name, begin, ended_by in (("stopped", "epoch   1", signal.SIGINT), ("killed", "epoch   2", signal.SIGKILL)):
    run = subprocess.Popen([*train, "-o", name + ".elman"], stderr=subprocess.PIPE, text=True)
    for line in run.stderr:
        if line.startswith(begin):
            run.send_signal(ended_by)
            break
    run.stderr.read()
    run.wait()
PYTHON
for name in stopped killed; do
  expect "a $name run leaves its checkpoint" "$(ls $name.elman.checkpoint)" $name.elman.checkpoint
  "${train[@]}" -o $name.elman --resume --threads 2 2>log.txt
  expect 'goes on' "$? $(grep -c '^resumed ' log.txt)" '0 1'
  expect 'to the same bytes' "$(cmp $name.elman text.elman && echo same)" same
done
exit $((failures > 0))
