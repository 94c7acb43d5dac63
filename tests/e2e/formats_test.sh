#!/bin/bash
# Files as people have them: what train and check take them for, and that they can be told otherwise.
set -u
elman=$1
export LC_ALL=C.UTF-8
source "$(dirname "$0")/expect.sh"
rm -rf ./*.elman* ./.elman* ./*.tsv* ./*.txt* ./*.svg ./*.jsonl ./*.csv* ./*.dict
small=(--hidden-size 8 --embedding-size 4 --epochs 1 --threads 1 --force)
report() { "$elman" check "$1" "${@:3}" 2>&1 | sed -n "s/^$2 *//p"; }
pairs() { "$elman" check "$1" --json "${@:2}" 2>/dev/null | python3 -c '
import json, sys
r = json.load(sys.stdin)
print(r["format"], r["pairs"], " ".join(s["symbol"] for s in r["target_symbols"][:9]))'; }
learn() { "$elman" train "$1" -o m.elman "${small[@]}" "${@:2}" 2>train.txt; }

# ---- CMUdict ----
printf ';;; a comment\nBARN  B AA1 R N\nBARN(1)  B AA1 N\nBLUE  B L UW1 # colour\n#HASH-MARK  HH AE1 SH\n' >cmu.dict
expect 'CMUdict: words, variants, comments' "$(pairs cmu.dict)" 'cmudict 4 B AA1 N AE1 HH L R SH UW1'
learn cmu.dict
expect 'train says so' "$? $(grep -c '^format   cmudict: a word, then its phones; comments, and (2) behind a variant' train.txt)" '0 1'
expect 'told otherwise' "$("$elman" check cmu.dict --format tsv 2>&1 >/dev/null | grep -c 'found 1 column')" 1
printf 'a\tB C\na(2)\tB D # foreign\nb\tC\n' >variants.tsv
expect 'with tabs' "$(pairs variants.tsv)" 'cmudict 3 B C D'
expect 'variants of one word are one source' "$(report variants.tsv conflicts | head -n 1)" '1 sources have several targets'
expect 'taken as they are' "$(pairs variants.tsv --format tsv --target-symbols space)" 'tsv 3 B C # D foreign'

# ---- The Montreal Forced Aligner's ----
printf 'af\t0.99\ta f\nba\t0.5\tb a\nab\t1.0\ta b\n' >mfa.dict
expect 'probabilities' "$(pairs mfa.dict)" 'mfa 3 a b f'
printf 'af 0.99 0.1 1.2 0.7 a f\nba 0.5 0.3 1.0 2.1 b a\n' >more.dict
expect 'five numbers and spaces' "$(pairs more.dict)" 'mfa 2 a b f'
learn mfa.dict
expect 'told in train' "$(grep -c 'numbers such as probabilities, which are left out' train.txt)" 1

# ---- ipa-dict, WikiPron ----
printf 'an\t/an/, /ɐn/\nbe\t/be/\n' >ipa.txt
expect 'pronunciations between slashes' "$(pairs ipa.txt)" 'ipa-dict 3 n a b e ɐ'
printf 'dance\td æ n s ~ d a n s\ncat\tk æ t\n' >wikipron.tsv
expect 'alternatives' "$(pairs wikipron.tsv)" 'wikipron 3 d n s æ a k t'
expect 'where they are' "$(report wikipron.tsv several)" '1 line with several targets, the first is wikipron.tsv:1:'

# ---- UniMorph, UD ----
printf 'add\tadds\tV;PRS;NOM(3,SG)\nadd\tadded\tV;PST\nwalk\twalks\tV;PRS;NOM(3,SG)\n' >unimorph.tsv
learn unimorph.tsv
expect 'lemma, form, features' "$(grep -c '^columns  column 1 source, column 2 target, column 3 features$' train.txt)" 1
learn unimorph.tsv --columns lemma,features,form
expect 'names win' "$? $(grep -c 'column 2 features' train.txt)" '0 1'
printf 'walk\tNumber=Sing|Person=3\twalks\ntalk\tNumber=Plur|Person=3\ttalk\n' >ud.tsv
learn ud.tsv
expect 'a bar between features' "$("$elman" inspect m.elman --json | grep -c '"\[Person=3\]"') $(grep -c "'|' between features" train.txt)" '1 1'
learn ud.tsv --features-separator ';'
expect 'told otherwise' "$("$elman" inspect m.elman --json | grep -c '"\[Number=Sing|Person=3\]"')" 1
learn ud.tsv --features-separator '||'
expect 'no separator' "$? $(grep -c 'expected one ASCII character' train.txt)" '2 1'

# ---- CSV ----
printf 'Id,Word,Phones\n1,"a,b","x y"\n2,"say ""no""",z\n3,c,x\n' >pairs.csv
expect 'quotes, a header in any case' "$(pairs pairs.csv --target-symbols space)" 'csv 3 x y z'
sed '1s/.*/No,SPELLING,Pronunciation/' pairs.csv >usual.csv
expect 'other usual names' "$(pairs usual.csv --target-symbols space)" 'csv 3 x y z'
printf '"ab"\t"x"\n"cd"\t"y"\n' >quoted.tsv
expect 'quotes around every field' "$(pairs quoted.tsv)" 'csv 2 x y'
expect 'as they are, with a warning' "$(report quoted.tsv warning --format tsv)" 'all fields are in quotes; --format csv takes them off'

# ---- gzip, standard input ----
printf 'ab\tx y\nba\ty x\nbb\ty y\n' >plain.tsv
gzip -c plain.tsv >pairs.tsv.gz
{ head -n 1 plain.tsv | gzip -c; tail -n 2 plain.tsv | gzip -c; } >members.gz
expect 'gzip' "$(pairs pairs.tsv.gz)" 'tsv 3 y x'
expect 'several members' "$(pairs members.gz)" 'tsv 3 y x'
expect 'standard input' "$("$elman" check - <plain.tsv | grep -c '^pairs  *3;')" 1
expect 'a pipe of gzip' "$(gzip -c plain.tsv | "$elman" check - | grep -c '^pairs  *3;')" 1
learn plain.tsv && cp m.elman from_plain.elman && learn - <pairs.tsv.gz
expect 'hashes are of what was learnt' "$("$elman" inspect m.elman --json | grep train-sha256)" \
  "$("$elman" inspect from_plain.elman --json | grep train-sha256)"
head -c 30 pairs.tsv.gz >cut.gz
learn cut.gz
expect 'cut off' "$? $(grep -c 'cut.gz: found a damaged or incomplete gzip file' train.txt)" '3 1'

# ---- What looks like a mistake: one line, with the flag that mends it ----
warned() { learn "$1" "${@:3}"; expect "warns: $2" "$? $(grep -c "^warning  .*$2" train.txt)" '0 1'; }
printf 'word\tphones\nab\tx y\nba\ty x\n' >header.tsv
warned header.tsv 'line 1 looks like names of columns; --header'
for i in 1 2 3 4; do printf 'w%s\t%s\tx y\n' $i $i; done >numbers.tsv
warned numbers.tsv 'numbers alone; --columns source,-,target'
for i in a b c d e f g h i j k l; do printf 'w%s\tnote %s%s\tx y\n' $i $i $i; done >comments.tsv
warned comments.tsv 'most features occur once'
printf 'an\t/an/\nbe\t/be/\n' >slashes.tsv
warned slashes.tsv 'between slashes; --format ipa-dict' --format tsv
printf 'a\tx;y\nb\ty;x\n' >semicolons.tsv
warned semicolons.tsv 'most targets have a semicolon'
printf 'ab\tx\xC2\xA0y\nba\ty\xE2\x80\x8Bx\nbb\td\xCD\xA1 z\n' >strange.tsv
warned strange.tsv 'suspicious: 3 characters, 3 lines; see elman check'
expect 'a tie bar that joins nothing' "$(report strange.tsv suspicious)$("$elman" check strange.tsv | grep -c 'U+0361: a tie bar that joins nothing, 1 time, first at strange.tsv:3')" '3 characters1'
printf 'ab\tx q\nzz\ty\n' >dev.tsv
learn plain.tsv --dev dev.tsv
expect 'dev has what train never has' "$(grep -c '^warning  dev has 2 symbols that the model does not learn' train.txt)" 1
expect 'dev has what train has' "$(grep -c '^warning  1 of 2 dev sources are in train too, the first in line 1' train.txt)" 1
printf 'ab\tx y\rcd\ty z\ref\tz x' >mac.tsv
learn mac.tsv
expect 'line ends of old Macs' "$? $(grep -c 'CR (U+000D) in it: convert line ends to LF' train.txt)" '3 1'
printf 'ab\tx y\r\r\nba\ty x\r\r\n' >crcr.tsv
expect 'two CRs before LF' "$(pairs crcr.tsv)" 'tsv 2 x y'
expect 'the summary is last' "$("$elman" check variants.tsv | tail -n 1)" \
  'summary     variants.tsv: 3 pairs, 0 bad lines, 0 repeated, 1 conflict, 0 suspicious characters'
expect 'where a rare symbol is' "$("$elman" check plain.tsv | grep -c '  1  .*plain.tsv')" 0
expect 'and where another is' "$("$elman" check variants.tsv --format tsv --target-symbols space | grep -c '       1  #  U+0023  variants.tsv:2')" 1
exit "$((failures > 0))"
