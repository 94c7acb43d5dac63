# What end-to-end tests share: the comparison, and the count of those that failed. To be sourced.
failures=0

expect() {  # what, found, expected
  if [ "$2" == "$3" ]; then echo "ok    $1"; else
    printf 'WRONG %s\n  found    %s\n  expected %s\n' "$1" "$2" "$3"
    failures=$((failures + 1))
  fi
}
