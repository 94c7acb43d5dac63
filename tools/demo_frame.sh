# What the demos share: how they speak. To be sourced, in the repository's folder.

# shellcheck disable=SC2034
elman=${ELMAN:-build/release/elman}

say() { printf '\n== %s\n' "$*"; }
lines() { wc -l <"$1"; }

# Sets folder and model for the demo of that name.
works_in() {
  folder=build/demo/$1
  model=$folder/$1.elman
  mkdir -p "$folder"
}
