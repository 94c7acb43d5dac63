#!/bin/bash
# What predict answers beside what the network says, and what eval writes.
set -u
elman=$1
export LC_ALL=C.UTF-8
source "$(dirname "$0")/expect.sh"
rm -rf ./*.elman* ./.elman* ./*.tsv* ./*.txt* ./*.svg ./*.jsonl ./*.csv* ./*.dict

for a in a b c d; do for b in a b c d '' ; do for c in a b c d ''; do
  printf '%s\t%s\n' "$a$b$c" "$(echo "$a$b$c" | tr a-d A-D | sed 's/./& /g; s/ $//')"
done; done; done | sort -u >pairs.tsv
"$elman" train pairs.tsv --dev pairs.tsv -o words.elman --force --hidden-size 32 --embedding-size 16 --dropout 0 \
  --label-smoothing 0 --learning-rate 0.01 --batch-size 8 --average 0 --epochs 12 --threads 1 2>train.txt
predict=("$elman" predict words.elman)
ask() { printf "$1" | "${predict[@]}" "${@:2}" 2>err.txt | tr '\n' '|'; }

# ---- A lexicon, lower case, unknown symbols, improbable outputs, long sources ----
printf 'ab\tk n o w n\nab\ts e c o n d\nBA\tb i g\n' >known.tsv
expect 'known words as they are there' "$(ask 'ab\nba\ncd\n' --lexicon known.tsv)" 'k n o w n|B A|C D|'
expect 'in lower case' "$(ask 'AB\nba\nCd\n' --lexicon known.tsv --lower)" 'k n o w n|b i g|C D|'
expect 'several known targets' "$(ask 'ab\n' --lexicon known.tsv --nbest 5)" 'ab	k n o w n	0.0000|ab	s e c o n d	0.0000|'
gzip -c known.tsv >known.tsv.gz
expect 'a lexicon in any form' "$(ask 'ab\n' --lexicon known.tsv.gz)" 'k n o w n|'
expect 'unknown symbols: left out' "$(ask 'ab\naq\nb\n' --on-unknown skip)" 'A B||B|'
expect 'kept' "$(ask 'ab\naq\nb\n' --on-unknown keep)" 'A B|aq|B|'
expect 'an error, after what comes before' "$(ask 'ab\naq\nb\n' --on-unknown error; grep -c "stdin:2: found 'q'" err.txt)" 'A B|1'
expect 'no such way' "$(ask 'ab\n' --on-unknown drop; grep -c 'expected one of read, skip, keep, error' err.txt)" 1
expect 'improbable outputs are left out' "$(ask 'ab\nba\n' --min-probability 1; grep -c '2 outputs left out as less probably right than 1' err.txt)" '||1'
expect 'how sure it is' "$(printf 'ab\n' | "${predict[@]}" --confidence | awk -F'\t' '{ print $1, ($2 > 0.9 && $2 < 1) }')" 'A B 1'
expect 'in JSON too' "$(printf 'ab\n' | "${predict[@]}" --alignment | grep -c '"confidence":0.9')" 1
expect 'as sure as is wanted' "$(ask 'ab\n' --precision 0.9; grep -c 'are given: 100.0 % of the dev set, 100.0 % of them right' err.txt)" 'A B|1'
expect 'not twice' "$(ask 'ab\n' --precision 0.99 --min-probability 0.5; grep -c 'give one of them' err.txt)" 1
"$elman" ensemble words.elman words.elman -o joined.elman 2>/dev/null
expect 'what is joined does not know' "$(printf 'ab\n' | "$elman" predict joined.elman --confidence 2>&1; printf 'ab\n' | "$elman" predict joined.elman)" \
  "$(printf 'elman: --confidence: the model does not know how often it is right (it was joined from others, had no dev set, or is of another task or an older Elman); leave it out\nA B')"
expect 'a longer source than any learnt' "$(ask 'ab\nabcdabcd\n' >/dev/null; grep -c '1 source is longer than all that was learnt (3 symbols), the first in line 2' err.txt)" 1
expect 'no longer one' "$(ask 'ab\nabc\n'; cat err.txt)" 'A B|A B C|'

# ---- A file instead of standard input ----
printf 'ab\nc\n' >words.txt
expect 'a file' "$("${predict[@]}" words.txt)" $'A B\nC'
expect 'gzip, and -' "$(gzip -c words.txt >w.gz; "${predict[@]}" w.gz; "${predict[@]}" - <words.txt)" $'A B\nC\nA B\nC'
expect 'no file' "$("${predict[@]}" none.txt 2>&1; echo $?)" $'elman: cannot read: none.txt: No such file or directory\n5'
expect 'data instead of a model' "$("$elman" predict words.txt </dev/null 2>&1 | grep -c 'expected a model')" 1

# ---- Features: a set, and n-best of empty lines ----
for v in walk talk jump look; do printf '%s\tV;PRS;3;SG\t%ss\n%s\tV;PST\t%sed\n' $v $v $v $v; done >forms.tsv
"$elman" train forms.tsv --dev forms.tsv -o forms.elman --force --hidden-size 32 --embedding-size 16 --dropout 0 --epochs 3 --threads 1 2>train.txt
printf 'walk\tV;PRS;3;SG\nwalk\tSG;3;PRS;V;V\n' >two.txt
expect 'another order, and a repeated one, are the same' "$("$elman" predict forms.elman two.txt --nbest 1 | cut -f3,4 | sort -u | wc -l)" 1
expect 'n-best of empty lines has the columns of others' \
  "$(printf '\nwalk\tV;PST\n' | "$elman" predict forms.elman --nbest 1 | awk -F'\t' '{print NF}' | tr '\n' ' ')" '4 4 '

# ---- eval ----
head -n 20 pairs.tsv >test.tsv
printf 'dd\tW R O N G\n' >>test.tsv
"$elman" eval words.elman test.tsv --output lines.tsv >out.txt 2>err.txt
expect 'a line for each source' "$? $(head -n 1 lines.tsv | tr '\t' ',') $(wc -l <lines.tsv)" '0 source,gold,prediction,log_probability,edits,confidence 22'
expect 'what was said, and how wrong' "$(grep '^dd' lines.tsv | cut -f1,2,3,5 | tr '\t' ',')" 'dd,W R O N G,D D,5'
expect 'how far confidence is from truth' "$(grep -cE '^ECE +[0-9.]+ %' out.txt)" 1
expect 'an interval beside the score' "$(grep -cE '^WER +4\.76 % \(0\.00 to [0-9.]+\)' out.txt)" 1
expect 'in JSON too' "$("$elman" eval words.elman test.tsv --json | grep -c '"wer_low": 0[.,]')" 1
expect 'no warning for other data' "$(cat err.txt)" ''
"$elman" eval words.elman pairs.tsv >/dev/null 2>err.txt
expect 'a warning for what was learnt' "$(grep -c 'warning: pairs.tsv is the file that the model was trained on' err.txt)" 1
"$elman" eval forms.elman forms.tsv --output forms_out.tsv >/dev/null 2>&1
expect 'features have a column' "$(head -n 2 forms_out.tsv | cut -f1,2,3 | tr '\t\n' ',|')" 'source,features,gold|walk,3;PRS;SG;V,walks|'
"$elman" eval words.elman test.tsv --output /nowhere/x.tsv >out.txt 2>err.txt
expect 'nowhere to write' "$? $(wc -c <out.txt)" '5 0'

# ---- compare ----
"$elman" train pairs.tsv --dev pairs.tsv -o early.elman --force --hidden-size 16 --embedding-size 16 --epochs 1 --threads 1 2>/dev/null
"$elman" compare early.elman words.elman test.tsv >out.txt 2>err.txt
expect 'options that differ' "$? $(grep -c '^options.hidden-size  *16  |  32$' out.txt)" '0 1'
expect 'scores side by side' "$(grep -cE '^WER +[0-9.]+ %  \|  4\.76 %$' out.txt)" 1
expect 'which is better' "$(grep -c 'the second has the lower WER on .* they differ' out.txt)" 1
expect 'the same model' "$("$elman" compare words.elman words.elman test.tsv | grep -c 'the models say the same\|wrong only by the first 0, only by the second 0: the same WER$')" 2
exit "$((failures > 0))"
