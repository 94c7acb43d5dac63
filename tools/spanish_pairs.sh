#!/bin/sh
# spanish_pairs.sh > PAIRS.tsv: the single words of Debian's dict-freedict-spa-eng (GPL-2+) and their sounds,
# `word TAB phones separated by spaces`, without stress marks. Entries look like `abadesa /ˌaβaðˈesa/`.
set -eu
export LC_ALL=C.UTF-8

gzip -dc /usr/share/dictd/freedict-spa-eng.dict.dz |
  sed -nE 's|^([[:alpha:]]{2,}) /([^/ ]+)/.*$|\L\1\E\t\2|p' |
  sed -E -e 's/[ˈˌ]//g' -e ':space' -e 's/(\t.*[^ ])([^ \t])/\1 \2/' -e 't space' |
  LC_ALL=C sort -u
