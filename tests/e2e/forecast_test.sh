#!/bin/bash
# elman train --task forecast: from a table of numbers to forecasts, simulations and scores, and what can go wrong.
set -u
elman=$1
export LC_ALL=C.UTF-8
source "$(dirname "$0")/expect.sh"
rm -f ./*.elman* ./.elman* ./*.csv ./*.txt ./*.toml ./*.svg ./*.npy

# A system with an input: y(t) = 0.7 y(t-1) + u(t-1) - 0.3 u(t-1)^2, a row a day.
python3 - <<'PYTHON'
import datetime, random
random.seed(1)
day, y, u, rows = datetime.date(2023, 1, 1), 0.0, 0.0, []
for t in range(300):
    y = 0.7 * y + u - 0.3 * u * u
    u = random.uniform(-1, 1)
    rows.append((day + datetime.timedelta(t), u, y))
write = lambda name, rows, head="day,u,y\n", sep=",": open(name, "w").write(head + "".join(sep.join(map(str, r)) + "\n" for r in rows))
write("s.csv", rows)
write("ahead.csv", [(r[1],) for r in rows[:5]], "u\n")
write("inputs.csv", [r[:2] for r in rows], "day,u\n")
write("two.csv", [("A", *r) for r in rows[:150]] + [("B", *r) for r in rows[150:]], "name,day,u,y\n")
open("comma.csv", "w").write("day;u;y\r\n" + "".join(f"{d};{a:.6f};{b:.6f}\r\n".replace(".", ",") for d, a, b in rows))
PYTHON
train=("$elman" train s.csv --task forecast --target y --inputs u --delays 1 --input-delays 0..1 --threads 1)
small=(--hidden-size 6 --epochs 4)

# ---- Every kind ----
for arch in linear polynomial narx tdnn rnn lstm gru; do
  "${train[@]}" --arch $arch "${small[@]}" -o $arch.elman 2>log.txt
  expect "$arch: training ends well" "$? $(grep -c 'best was epoch .* dev one-step .*, free-run' log.txt)" '0 1'
  expect 'eval tells both scores beside persistence' \
    "$("$elman" eval $arch.elman s.csv --split 80/20 | grep -c -e '^one-step ' -e '^free-run ' -e '^  persistence ')" 4
  expect 'it forecasts' "$("$elman" forecast $arch.elman s.csv --steps 5 --inputs-ahead ahead.csv | wc -l)" 6
  expect 'it simulates' "$("$elman" simulate $arch.elman s.csv --initial 60 2>err.txt | wc -l) $(grep -c 'y: RMSE' err.txt)" '241 1'
done
"${train[@]}" --arch lstm "${small[@]}" --layers 2 --refine 2 --refine-steps 5 --threads 2 -o two.elman 2>/dev/null
"${train[@]}" --arch lstm "${small[@]}" --layers 2 --refine 2 --refine-steps 5 --threads 1 -o one.elman 2>/dev/null
expect 'two threads give the same bytes' "$(cmp one.elman two.elman && echo same)" same
"${train[@]}" --arch tdnn "${small[@]}" --layers 3 --dilation 2 -o stacked.elman 2>/dev/null
expect 'stacked and dilated' "$("$elman" forecast stacked.elman s.csv --steps 2 --inputs-ahead ahead.csv | wc -l)" 3
expect 'a polynomial knows the law' \
  "$("$elman" eval polynomial.elman s.csv --split 80/20 --json | python3 -c 'import json, sys
e = json.load(sys.stdin); print(e["free_run_r2"] > 0.9999, e["one_step_linear_r2"] < 0.999, e["lines"])')" 'True True 60'
"${train[@]}" --arch polynomial --for free-run -o p.elman 2>log.txt
expect 'and says it' "$(grep -c '^terms    y(t) = .* y(t-1)' log.txt)" 1

"${train[@]}" --arch narx "${small[@]}" --quantiles 0.1,0.5,0.9 -o quantiles.elman 2>log.txt
expect 'quantiles decide on dev' "$? $(grep -c 'best was epoch .* dev quantiles .*, one-step .*, free-run' log.txt)" '0 1'
expect 'and are told' "$("$elman" forecast quantiles.elman s.csv --steps 3 --inputs-ahead ahead.csv | head -n 1)" \
  'day,y,y_0.1,y_0.5,y_0.9'
expect 'eval says what share is below each' \
  "$("$elman" eval quantiles.elman s.csv --split 80/20 | grep -c -e '^quantiles ' -e "^  'y'  .* %$")" 5
expect 'as JSON' "$("$elman" forecast quantiles.elman s.csv --steps 3 --inputs-ahead ahead.csv --json | python3 -c '
import json, sys
e = json.load(sys.stdin)
print(e["quantiles"], all(x["quantiles"][0][1] == x["value"][0] for x in e["series"][0]["steps"]))')" '[0.1, 0.5, 0.9] True'

# ---- What is asked for ----
expect 'dates go on' "$("$elman" forecast linear.elman s.csv --steps 2 --inputs-ahead ahead.csv | cut -d, -f 1 | tr '\n' ' ')" \
  'day 2023-10-28 2023-10-29 '
expect 'as JSON, in bands' "$("$elman" forecast linear.elman s.csv --steps 3 --inputs-ahead ahead.csv --json | python3 -c '
import json, sys
s = json.load(sys.stdin)["series"][0]["steps"]
print(len(s), all(x["lower"][0] < x["value"][0] < x["upper"][0] for x in s), s[0]["time"])')" '3 True 2023-10-28'
"$elman" forecast linear.elman s.csv --steps 3 --inputs-ahead ahead.csv --plot p.svg >/dev/null
expect 'as a picture' "$(head -c 4 p.svg) $(grep -c polygon p.svg) $(python3 -c '
import xml.dom.minidom; print(xml.dom.minidom.parse("p.svg").documentElement.tagName)')" '<svg 1 svg'
expect 'a simulation from inputs alone' "$("$elman" simulate linear.elman inputs.csv 2>err.txt | wc -l) $(wc -c <err.txt)" '300 0'
expect 'inspect' "$("$elman" inspect narx.elman | grep -c -e ': forecaster,' -e '  target  *y' -e '  delays  *1$' -e '^scaling')" 5
"$elman" train two.csv --task forecast --target y --inputs u --series name --time day --arch linear -o series.elman 2>log.txt
expect 'several series in one file' "$? $(grep -c 'rows of 2 series' log.txt)" '0 1'
sed 's/^u/name,u/; s/^[-0-9]/A,&/' ahead.csv >ahead2.csv
sed -n 's/^A,/B,/p' ahead2.csv >>ahead2.csv
expect 'each goes on' "$("$elman" forecast series.elman two.csv --steps 2 --inputs-ahead ahead2.csv | cut -d, -f 1 | sort | uniq -c |
  awk '{ print $1 $2 }' | tr '\n' ' ')" '2A 2B 1name '
"$elman" train comma.csv --task forecast --target y --inputs u --decimal-comma --arch linear --delays 1 -o comma.elman 2>/dev/null
expect 'semicolons, decimal commas and CRLF' "$?" 0
"$elman" train s.csv --task forecast --arch linear --horizon 3 -o h.elman 2>log.txt
expect 'a horizon decides' "$(grep -c 'best was epoch 1: dev horizon' log.txt)" 1
expect 'and is told' "$("$elman" eval h.elman s.csv | grep -c -e '^horizon ' -e '^3 steps ahead')" 2
"${train[@]}" --arch narx "${small[@]}" --dump-config >dumped.toml 2>/dev/null
"$elman" train s.csv --task forecast --config dumped.toml -o configured.elman --threads 1 2>/dev/null
expect 'the dumped configuration gives the same bytes' "$(cmp narx.elman configured.elman && echo same)" same
"${train[@]}" --search --budget 100 --epochs 2 -o searched.elman 2>log.txt
expect 'a search tells what it tried and takes the law' \
  "$? $(grep -c '^tried ' log.txt) $(grep -c '^chosen   --arch polynomial' log.txt) $(ls searched.elman*)" '0 8 1 searched.elman'
"$elman" train s.csv --task forecast --target y --inputs u --threads 1 -o recommended.elman 2>log.txt
expect 'the kind is the simplest that is as good, and why is told' \
  "$? $(grep -c '^kind     dev one-step: linear .*, polynomial of degree 2 .*, polynomial of degree 3 ' log.txt) $(
    grep -c '^model    polynomial' log.txt) $(grep -c 'For comparison, the exact linear model' log.txt)" '0 1 1 1'
expect 'a backtest and correlations of errors' "$("$elman" eval recommended.elman s.csv --split 80/20 --horizon 5 \
  --backtest 4 --plot c.svg | grep -c -e '^backtest: 5 steps from each of 4 origins' -e '^correlations of one' \
  -e 'errors of .y. with input .u. before')" 3
expect 'drawn' "$(python3 -c '
import xml.dom.minidom; print(xml.dom.minidom.parse("c.svg").documentElement.tagName)') $(grep -c '<rect' c.svg)" 'svg 52'
"${train[@]}" --arch linear --refit -o refit.elman 2>log.txt
expect 'refit says that dev is learnt from' "$? $(grep -c '^refit ' log.txt)" '0 1'
awk -F, 'NR == 1 { print; next } { u = $2; print $1 "," u "," y + 0; y = 0.9 * y + u; if (y > 0.5) y = 0.5 }' s.csv >over.csv
"$elman" train over.csv --task forecast --target y --inputs u --arch linear -o limited.elman 2>log.txt
expect 'where a series overflows is found, and told' "$? $(grep -c '^limits   y ..0.5: it stays there' log.txt)" '0 1'
expect 'and no forecast passes it' "$("$elman" simulate limited.elman over.csv 2>/dev/null | tail -n +3 | awk -F, '
  $2 > 0.5 { beyond++ } $2 == 0.5 { at++ } END { print beyond + 0, (at > 9) }')" '0 1'
"$elman" train over.csv --task forecast --target y --inputs u --arch linear --limits none -o free.elman 2>/dev/null
expect 'without limits they do' "$("$elman" simulate free.elman over.csv 2>/dev/null | awk -F, '
  NR > 1 && $2 > 0.5 { beyond++ } END { print (beyond > 0) }')" 1
refused 'limits that the series passes' 2 "column 'y' goes from" \
  "$elman" train over.csv --task forecast --target y --limits 0..0.4 -o x.elman
{ echo y; seq 40 | awk '{ print $1 * $1 % 7 }'; } | "$elman" train /dev/stdin --task forecast --arch linear -o pipe.elman 2>err.txt
expect 'a pipe is read as a file' "$?" 0

# ---- What is refused ----
bad() {  # what, code, says, content of the table, flags
  local what=$1 code=$2 says=$3
  printf "$4" >bad.csv
  shift 4
  refused "$what" "$code" "$says" "$elman" train bad.csv --task forecast --arch linear -o x.elman "$@"
}
bad 'an empty file' 3 'bad.csv:1:1: found no rows' ''
bad 'names alone' 3 'found no rows' 't,y\n'
bad 'a missing cell' 3 'bad.csv:3:2: found 1 cells, expected 2' 't,y\n1,2\n2\n'
bad 'a missing value' 3 'bad.csv:3:1: found no value in column .*--missing' 't,y\n1,2\n2,\n3,1\n'
bad 'a word' 3 "bad.csv:3:3: found .*, expected a number" 't,y\n1,2\n2,many\n'
bad 'a number beyond all' 3 'at most 1e100' 't,y\n1,2\n2,1e300\n'
bad 'a constant column' 3 'same value in every row' 't,y\n1,2\n2,2\n3,2\n4,2\n5,2\n'
bad 'times out of order' 3 'ascending order' 't,y\n2,2\n1,3\n'
bad 'bytes that are not UTF-8' 3 'expected UTF-8' 't,y\n1,\377\n'
bad 'a quote that is open' 3 'expected its second one' 't,y\n"1,2\n'
bad 'fewer rows than delays' 3 'longer than the delays' 't,y\n1,1\n2,3\n3,2\n4,5\n5,1\n' --delays 1..12
bad 'a column that is not there' 2 '--target: bad.csv has no column .*expected one of' 't,y\n1,2\n' --target z
bad 'delays that are none' 2 'delays: found' 't,y\n1,2\n2,3\n3,1\n4,2\n5,3\n' --delays 0..3
printf '\xEF\xBB\xBFt,y\r\n1,1\r\n2,3\r\n3,2\r\n4,5\r\n5,1\r\n6,2\r\n' >bom.csv
"$elman" train bom.csv --task forecast --arch linear --delays 1 -o bom.elman 2>/dev/null
expect 'a byte order mark and CRLF are fine' "$?" 0
head -c 2000000 /dev/zero | tr '\0' '1' >huge.csv
refused 'a huge line' 3 'more than 1048576 bytes' "$elman" train huge.csv --task forecast -o x.elman
expect 'no model is left' "$(ls x.elman* 2>/dev/null)" ''
refused 'inputs that nobody gives' 2 '--inputs-ahead' "$elman" forecast linear.elman s.csv
refused 'too few of them' 3 'found 5 rows of inputs' "$elman" forecast linear.elman s.csv --steps 9 --inputs-ahead ahead.csv
refused 'lines for a forecaster' 2 'reads series and not lines' "$elman" predict linear.elman
refused 'a beam' 2 '--beam means nothing' "$elman" eval linear.elman s.csv --beam 3
refused 'a language model' 2 '--lm means nothing' "$elman" eval linear.elman s.csv --lm linear.elman
head -c 700 linear.elman >cut.elman
refused 'half a model' 4 'cut.elman' "$elman" forecast cut.elman s.csv
if [ -w /dev/full ]; then
  "$elman" simulate linear.elman s.csv >/dev/full 2>err.txt
  expect 'a full disk' "$?" 5
fi

# ---- Killed ----
long=("$elman" train s.csv --task forecast --target y --inputs u --arch gru --hidden-size 6 --epochs 8 --refine 2
  --refine-steps 10)
"${long[@]}" -o whole.elman --threads 1 2>/dev/null
python3 - "${long[@]}" <<'PYTHON'
import subprocess, sys
run = subprocess.Popen(sys.argv[1:] + ["-o", "killed.elman", "--threads", "1"], stderr=subprocess.PIPE, text=True)
for line in run.stderr:
    if line.startswith("epoch   3"):
        run.kill()
        break
run.wait()
PYTHON
expect 'a killed run leaves its checkpoint' "$(ls killed.elman.checkpoint)" killed.elman.checkpoint
"${long[@]}" -o killed.elman --resume --threads 2 2>log.txt
expect 'goes on' "$? $(grep -c '^resumed ' log.txt)" '0 1'
expect 'to the same bytes' "$(cmp killed.elman whole.elman && echo same)" same
exit $((failures > 0))
