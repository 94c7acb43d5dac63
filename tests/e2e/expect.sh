# What end-to-end tests share: comparisons, and the count of those that failed. To be sourced.
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
