#!/bin/bash
# kill_test.sh ELMAN [KILLS]: kill -9 at random moments of training; 20 of them unless told otherwise.
exec python3 "$(dirname "$0")/kill_and_resume.py" "$1" "${2:-20}"
