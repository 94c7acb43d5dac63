#!/bin/bash
# Lesson generate on the learner's own text, and the commands that it ends with.
set -u
elman=$1
export LC_ALL=C.UTF-8
source "$(dirname "$0")/expect.sh"

# ---- A text of the learner's own ----
refused_text() { "$elman" lesson generate --text "$1" --updates 1 >/dev/null 2>err.txt; echo "$? $(head -c 200 err.txt)"; }
printf 'Rain, rain, go away,\nCome again another day.\n' >rain.txt
expect 'a text of the own is learned' "$(("$("$elman" lesson generate --text rain.txt | grep -c '^  Come again another day\.$')" > 1))" 1
printf '\xef\xbb\xbfRain, rain, go away,\r\nCome again another day.\r\n' >rain-crlf.txt
expect 'with a byte order mark and CRLF the same' \
  "$("$elman" lesson generate --text rain-crlf.txt --updates 20 --json | sed 's/rain-crlf\.txt//g' | cksum)" \
  "$("$elman" lesson generate --text rain.txt --updates 20 --json | sed 's/rain\.txt//g' | cksum)"
: >empty.txt
expect 'an empty text' "$(refused_text empty.txt)" '2 elman: empty.txt is "0", expected 20 to 2000 characters'
head -c 100000 /dev/zero | tr '\0' a >huge.txt
expect 'a text that is too long' "$(refused_text huge.txt)" '2 elman: huge.txt is "> 2000", expected 20 to 2000 characters'
printf 'cat\tk\xff\n' >invalid.txt
expect 'a text that is not UTF-8' "$(refused_text invalid.txt | cut -c 1-24)" '3 elman: invalid.txt:1:6'
printf 'what controls a terminal: \x1b[31m\n' >control.txt
expect 'a text that controls the terminal' "$(refused_text control.txt)" \
  '2 elman: control.txt is "U+001B", expected characters that can be seen, spaces and line breaks'
expect 'no such text' "$(refused_text nowhere.txt | cut -c 1-9)" '5 elman: '

# ---- The commands that it ends with, with one epoch ----
"$elman" lesson generate --updates 10 >generate.txt
if [ -r /usr/share/common-licenses/LGPL-2.1 ]; then
  sed -n '/^  elman train --task lm/,/^$/p' generate.txt | sed 's/^ *//; s/ -o / --epochs 1 -o /' >commands.sh
  rm -f licence.elman
  expect 'four commands' "$(wc -l <commands.sh)" 5
  (elman() { "$elman" "$@"; }; set -e; source ./commands.sh) >said.txt 2>err.txt
  expect 'they run' "$? $(grep -c '^You may' said.txt) $(grep -c '^perplexity' said.txt) $(grep -c 'dev nats' err.txt)" '0 1 1 3'
else
  echo 'no licences of Debian here: the commands of lesson generate are not run'
fi
exit "$((failures > 0))"
