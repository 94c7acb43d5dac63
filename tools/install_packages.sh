#!/bin/sh
# install_packages.sh PACKAGE...: installs the Debian packages that are missing, and says which; silent when none is.
set -eu

missing=''
for package in "$@"; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=''
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || { echo "Become root, then: apt-get install$missing" >&2; exit 1; }
  as_root=sudo
fi
echo "Installing:$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { $as_root apt-get update -q &&
       $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing; } \
     >"$log" 2>&1; then
  cat "$log" >&2
  echo "The packages could not be installed:$missing" >&2
  exit 1
fi
