#!/bin/bash
# What the program says of itself.
set -u
elman=$1
export LC_ALL=C.UTF-8
source "$(dirname "$0")/expect.sh"

commands=$("$elman" --help | sed -n '/^Commands:/,$s/^  \([a-z]*\) .*/\1/p')
expect 'commands are listed' "$(echo $commands | tr ' ' '\n' | grep -cx 'train\|predict\|eval\|compare\|help')" 5
for command in $commands; do
  "$elman" help "$command" >help.txt
  expect "help $command" "$? $(awk 'length($0) > 80' help.txt | wc -l) $(grep -c '{false}\|{true}' help.txt)" '0 0 0'
  expect "$command --help is the same" "$("$elman" "$command" --help)" "$(cat help.txt)"
done
for task in transduce tag lm forecast; do
  "$elman" train --task $task --help >help.txt
  expect "help of $task within 80 columns" "$? $(awk 'length($0) > 80' help.txt | wc -l)" '0 0'
done
expect 'help alone' "$("$elman" help)" "$("$elman" --help)"
says() { "$elman" "${@:2}" 2>err.txt >out.txt; expect "${*:2}" "$? $(grep -c -- "$1" err.txt)" '2 1'; }
says 'did you mean train' help trian
says 'here it is called eval' evaluate m.elman x.tsv
says 'here it is called predict' translate
says 'here it is called --learning-rate' train x.tsv --lr 0.1
says 'here it is called --batch-size' train x.tsv --max_batch_size 3
says 'here it is called --beam' predict m.elman --beam_size 3
expect 'a manual page' "$("$elman" help --man | head -n 1 | cut -c1-10) $("$elman" help --man | grep -c '^.SS elman ')" ".TH ELMAN  $(echo $commands | wc -w)"
expect 'options of every task are in it' "$("$elman" help --man | grep -c 'hidden\\-size\|\\-\\-target X\|\\-\\-target V')" "$("$elman" help --man | grep -c 'hidden\\-size\|\\-\\-target X\|\\-\\-target V')"
"$elman" help --bash-completion >completion.sh
complete_words() { bash -c '. ./completion.sh; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _elman; echo "${COMPREPLY[*]}"' - "$@"; }
expect 'commands are completed' "$(complete_words elman pre)" predict
expect 'flags are completed' "$(complete_words elman predict m.elman --nb)" --nbest
expect 'flags of other tasks too' "$(complete_words elman train --horiz | wc -w | awk '{print ($1 > 0)}')" "$("$elman" train --task forecast --help | grep -c '^  --horiz' | awk '{print ($1 > 0)}')"
exit "$((failures > 0))"
