#!/bin/sh
# english_pairs.sh > PAIRS.tsv: CMUdict of Debian's pocketsphinx-en-us (BSD-2), `word TAB phones separated by spaces`.
# A further pronunciation of a word, written `word(2)` there, becomes a further line of the word.
set -eu

sed -E 's/^([^ (]+)(\([0-9]+\))? +/\1\t/' /usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict | LC_ALL=C sort -u
