#!/bin/bash
# elman check says what is in a file.
set -u
elman=$1
export LC_ALL=C.UTF-8
source "$(dirname "$0")/expect.sh"

printf 'ab\tx\ncd\ty\nab\tx\nab\tz\nsame\tsame\ne\xCC\x81\tz\na\xE2\x80\x8Bb\tq\xC2\xA0\n ab\tx\nonly\n\xFF\ta\n' >bad.tsv
head -n 8 bad.tsv >good.tsv
printf 'ab\tz\nnew\tw\ncd\tother\n' >dev.tsv

"$elman" check good.tsv >out.txt 2>err.txt
expect 'a file without bad lines' "$? $(cat err.txt)" '0 '
report() { sed -n "s/^$1 *//p" out.txt; }
expect 'pairs' "$(report pairs)" '8; column 1 source, column 2 target (chosen from the number of columns)'
expect 'repeated' "$(report repeated) $(grep -c 'good.tsv:3: as line 1' out.txt)" '1 pairs occur earlier in the file 1'
expect 'conflicts' "$(report conflicts) $(grep -c "'ab' in lines 1, 4" out.txt)" '1 sources have several targets 1'
expect 'identical' "$(report identical)" '1 targets are their source: line 5'
expect 'normal form' "$(report 'normal form')" '1 lines are not in nfc, in which they are read: line 6'
expect 'edges' "$(report edges)" '1 lines have a field that begins or ends with a space: line 8'
expect 'invisible characters' "$(grep -c 'U+200B: an invisible character, 1 time, first at good.tsv:7:2' out.txt)" 1
expect 'spaces' "$(grep -c 'U+00A0: a space other than U+0020, 1 time, first at good.tsv:7:8' out.txt)" 1
expect 'symbols with their code points' "$(grep -c 'é  U+00E9' out.txt)" 1
expect 'the longest' "$(report longest)" 'source 4 symbols in line 5, target 4 in line 5'

"$elman" check bad.tsv --dev dev.tsv --json >out.txt 2>err.txt
expect 'bad lines: exit and message' "$? $(grep -c 'elman: 2 bad lines in bad.tsv, the first: bad.tsv:9:5: found 1 column' err.txt)" '3 1'
expect 'the same as JSON' "$(python3 -c '
import json
report = json.load(open("out.txt"))
print([bad["line"] for bad in report["bad_lines"]], report["pairs"], report["repeated"], report["conflicts"],
      report["identical"], report["not_normalized"], report["leakage"])')" \
  "[9, 10] 8 [{'line': 3, 'first_line': 1}] [{'source': 'ab', 'lines': [1, 4]}] [5] [6] {'pairs': [1], 'sources': [1, 3]}"

printf 'a\t<s> b\nb\t<pad> c\n' >reserved.tsv
"$elman" check reserved.tsv --target-symbols space >out.txt
expect 'reserved symbols' "$(report reserved)" '2 symbols look like special ones and are kept with a backslash'
"$elman" check absent.tsv >out.txt 2>err.txt
expect 'a file that is not there' "$? $(cat out.txt)" '5 '
: >empty.tsv
"$elman" check empty.tsv >out.txt 2>err.txt
expect 'an empty file' "$? $(grep -c 'found no pairs' err.txt)" '3 1'
for i in $(seq 1 3000); do printf 'ab%s\tx%s\nab%s\ty%s\n' "$i" "$i" "$i" "$i"; done >many.tsv
expect 'a reader that leaves' "$("$elman" check many.tsv --json 2>err.txt | head -n 1; cat err.txt)" '{'
exit "$((failures > 0))"
