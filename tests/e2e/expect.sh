# What end-to-end tests share: comparisons, and the count of those that failed. To be sourced.

# Most of them write and remove files where they run.
if [ -e CMakeLists.txt ] || [ -e .git ]; then
  echo "$0 removes files where it runs: run it in a folder of its own, as ctest does" >&2
  exit 2
fi

failures=0

expect() {  # what, found, expected
  if [ "$2" == "$3" ]; then echo "ok    $1"; else
    printf 'WRONG %s\n  found    %s\n  expected %s\n' "$1" "$2" "$3"
    failures=$((failures + 1))
  fi
}

refused() {  # what, exit code, what one line on stderr says, command ...
  local what=$1 code=$2 says=$3
  shift 3
  "$@" 2>err.txt >out.txt </dev/null
  expect "$what" "$? $(grep -c -- "$says" err.txt)" "$code 1"
}
