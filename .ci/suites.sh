# shellcheck shell=bash disable=SC2030,SC2031,SC2046,SC2086,SC2154
# What .ci/run needs: running a suite within its time, and adding up its counts.
passed=0 failed=0 skipped=0 summary='' lane=suite
declare -A jobs=() lanes=()

# add NAME PASSED FAILED SKIPPED
add() {
  passed=$((passed + $2)) failed=$((failed + $3)) skipped=$((skipped + $4))
  summary+="$1: $2 passed, $3 failed, $4 skipped"$'\n'
}
skip() { printf '\n== %s\nskip  %s\n' "$1" "$2"; add "$1" 0 0 1; }
fail() { printf '\n== %s\nFAIL  %s\n' "$1" "$2"; add "$1" 0 1 0; }

# suite NAME MINUTES COMMAND…   runs it, shows what it writes, counts what it says
suite() {
  local name=$1 minutes=$2 log code started=$SECONDS self=$BASHPID cpu; shift 2
  cpu=$(cpu_seconds "$self")
  printf '\n== %s (%s)\n' "$name" "$*"
  log=$work/$lane.log; : >"$log"
  MESHPORT_CI_JOB=$work/$lane timeout --kill-after=60 "${minutes}m" "$@" >"$log" 2>&1 &
  jobs[$lane]=$!
  tail -n +1 -f --pid="${jobs[$lane]}" "$log" 2>/dev/null
  wait "${jobs[$lane]}"; code=$?
  end_job "$lane"; unset "jobs[$lane]"
  [ "$code" -ne 124 ] && [ "$code" -ne 137 ] || printf 'FAIL  not done in %s min\n' "$minutes"
  count "$name" "$log" "$code"
  printf '== %s took %s s, %s s of processors\n' "$name" $((SECONDS - started)) $(($(cpu_seconds "$self") - cpu))
}
# What all that a shell has waited for has used, in whole seconds.
cpu_seconds() {
  awk -v hz="$(getconf CLK_TCK)" '{ printf "%d\n", ($16 + $17) / hz }' "/proc/$1/stat"
}

# count NAME LOG CODE   reads the suite's own last summary line
count() {
  local plain p=0 f=0 s=0 line
  plain=$(sed 's/\x1b\[[0-9;]*m//g' "$2")
  if line=$(grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' <<<"$plain" | tail -n 1) && [ -n "$line" ]; then
    read -r p _ f _ s _ <<<"$line"
  elif line=$(grep -E '^requests-model: [0-9]+ runs( with .*)?, [0-9]+ violations$' <<<"$plain" | tail -n 1) && [ -n "$line" ]; then
    p=$(number_before runs "$line") f=$(number_before violations "$line")
    p=$((p > f ? p - f : 0))
  elif line=$(grep -E '^(contract|kubectl|vm-bundle|remote-secret|go-yaml-fuzz|analysis|analysis-mutation): passed [0-9]+ of [0-9]+$' <<<"$plain" | tail -n 1) && [ -n "$line" ]; then
    read -r _ _ p _ f <<<"$line"; f=$((f - p))
    s=$(grep -oE '^skipped [0-9]+ cases' <<<"$plain" | awk '{ sum += $2 } END { print sum + 0 }')
  elif line=$(grep -E '^Tests: .* total$' <<<"$plain" | tail -n 1) && [ -n "$line" ]; then
    p=$(number_before passed "$line") f=$(number_before failed "$line") s=$(number_before 'skipped|todo' "$line")
  else
    printf 'FAIL  %s said nothing of its counts\n' "$1"; f=1
  fi
  # What ended badly has failed, whatever it counted.
  [ "$3" -eq 0 ] || [ "$f" -gt 0 ] || { printf 'FAIL  %s ended with %s\n' "$1" "$3"; f=1; }
  add "$1" "$p" "$f" "$s"
}
number_before() { grep -oE "[0-9]+ ($1)" <<<"$2" | awk '{ sum += $1 } END { print sum + 0 }'; }

# lane NAME FUNCTION   runs the suites of a function beside the others, since
# most of their time is waiting; join_lane NAME shows and adds what they said
lane() {
  (
    trap 'end_job "$lane"; exit 143' INT TERM HUP
    trap - EXIT
    lane=$1 passed=0 failed=0 skipped=0 summary='' jobs=()
    "$2"
    printf 'passed=%s failed=%s skipped=%s summary=%q\n' "$passed" "$failed" "$skipped" "$summary" >"$work/$1.counts"
  ) >"$work/$1.out" 2>&1 &
  lanes[$1]=$!
}
join_lane() {
  local p=$passed f=$failed s=$skipped words=$summary
  wait "${lanes[$1]}"; unset "lanes[$1]"
  cat "$work/$1.out"
  if [ -e "$work/$1.counts" ]; then
    # shellcheck source=/dev/null
    . "$work/$1.counts"
  else
    passed=0 failed=1 skipped=0 summary="the suites of $1 did not come to their end"$'\n'
  fi
  passed=$((p + passed)) failed=$((f + failed)) skipped=$((s + skipped)) summary=$words$summary
}

# background NAME COMMAND…   wait_for NAME MINUTES, in whichever lane
background() {
  local name=$1; shift
  { MESHPORT_CI_JOB=$work/$name "$@" >"$work/$name.log" 2>&1; echo $? >"$work/$name.code"; } &
  jobs[$name]=$!
}
wait_for() {
  local end=$((SECONDS + $2 * 60))
  until [ -s "$work/$1.code" ]; do
    [ $SECONDS -lt "$end" ] || { end_job "$1"; echo "not done in $2 min" >>"$work/$1.log"; return 1; }
    sleep 1
  done
  [ "$(cat "$work/$1.code")" -eq 0 ]
}

# Everything that a job started bears the job's mark in its environment, also
# what left its process group; it ends with the job.
marked() { grep -lzsx "MESHPORT_CI_JOB=$work/$1" /proc/[0-9]*/environ | cut -d/ -f3; }
end_job() {
  local pids
  pids=$(marked "$1"); [ -n "$pids" ] || return 0
  kill $pids 2>/dev/null
  for _ in $(seq 1 60); do [ -n "$(marked "$1")" ] || return 0; sleep 0.5; done
  kill -KILL $(marked "$1") 2>/dev/null || true
}
clean_up() {
  local code=$?
  trap - EXIT
  [ ${#lanes[@]} -eq 0 ] || kill "${lanes[@]}" 2>/dev/null
  for name in "${!jobs[@]}" "${!lanes[@]}"; do end_job "$name"; done
  rm -rf "$work"
  exit "$code"
}

# debian PROGRAM PACKAGE   installs it where it is missing; suites say themselves what they miss
debian() {
  command -v "$1" >/dev/null && return
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "No $1 here, and no way to install Debian's package $2."; return
  fi
  echo "Installing Debian's package $2 …"
  [ -n "${apt_updated:-}" ] || timeout 300 apt-get update -qq >"$work/apt.log" 2>&1 || tail -n 3 "$work/apt.log"
  apt_updated=yes
  DEBIAN_FRONTEND=noninteractive timeout 600 apt-get install -y -qq --no-install-recommends "$2" >"$work/apt.log" 2>&1 ||
    { echo "Debian's package $2 could not be installed:"; tail -n 3 "$work/apt.log"; }
}

# Says why no throw-away PostgreSQL can be started; nothing when one can.
postgres_trouble() {
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || { echo 'no PostgreSQL in /usr/lib/postgresql'; return; }
  [ "$(id -u)" -ne 0 ] || id postgres >/dev/null 2>&1 || echo 'PostgreSQL does not run as root, and there is no user postgres'
}

# Says why the equipment cannot be used; nothing when it can.
oracle_trouble() {
  [ -x "$MESH_ORACLE/build" ] || { echo "no equipment in $MESH_ORACLE; name its folder in MESH_ORACLE"; return; }
  command -v go >/dev/null || { echo 'the equipment is built with Go 1.26, which is not on the PATH'; return; }
  command -v python3 >/dev/null || echo 'the equipment needs Python 3, which is not on the PATH'
}
