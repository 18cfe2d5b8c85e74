# Sourced by benchmarks/run: how long ./workbook keeps a learner waiting. Works in a copy of the clone, in which
# exercise 1.1 and then every exercise is solved; each figure is the median of ten runs.
walk=$(mktemp -d)
trap 'rm -rf "$walk"' EXIT
git clone -q . "$walk/clone"
cd "$walk/clone"
./workbook list >/dev/null

# median NAME COMMAND…: in seconds, of whole processes.
median() {
  local name=$1
  shift
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    local start=$EPOCHREALTIME
    "$@" >/dev/null
    local end=$EPOCHREALTIME
    echo $(((${end/./} - ${start/./}) / 1000))
  done | sort -n | awk -v name="$name" '{ t[NR] = $1 } END { printf "%-40s %6.3f s   (%.3f to %.3f)\n", name, (t[5] + t[6]) / 2000, t[1] / 1000, t[10] / 1000 }'
}

./workbook solution 1.1 --apply >/dev/null
median "./workbook list" ./workbook list
median "./workbook check 1.1, cold" ./workbook check 1.1
for page in exercises/*/[0-9]*.md; do
  id=$(basename "$page" | sed 's/-.*//')
  ./workbook solution "$id" --apply >/dev/null
  ./workbook check "$id" >/dev/null
done
median "the same with all exercises solved" ./workbook check 1.1
./workbook time-checks
