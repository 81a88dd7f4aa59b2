#!/bin/sh
# Lets this machine join a service mesh, for a request that was approved in the
# portal, or takes it out again. It holds no secret: the one-time code is asked
# for at the terminal, or read from a file that only root may read.
#
# Everything stands in one function that the last line calls, so that half a
# download does nothing.
meshport_enrol() {
set -eu
umask 077
export LC_ALL=C
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
unset CDPATH ENV

# What it keeps for itself: the mark of a machine that joined, the journal of a
# run that is under way, the package that is installed.
STATE=/var/lib/meshport
MARK=$STATE/enrolment
JOURNAL=$STATE/journal
LOG=/var/log/meshport-enrol.log
LOCK=/run/meshport-enrol.lock
BEFORE=.meshport-before
TOKEN=/var/run/secrets/tokens/istio-token
# Files of the machine that a run makes or changes.
FILES="/etc/hosts /etc/certs/root-cert.pem /etc/certs/cert-chain.pem /etc/certs/key.pem
$TOKEN /var/lib/istio/envoy/cluster.env /var/lib/istio/config/mesh $MARK"
# Folders that a run makes, or whose owner it changes; the innermost last.
FOLDERS="/etc/certs /var/run/secrets /var/run/secrets/tokens /var/lib/istio
/var/lib/istio/config /var/lib/istio/envoy /var/lib/istio/proxy /var/log/istio"
# Ports of the agent and of Envoy (15053: DNS).
PORTS='15000 15001 15006 15020 15021 15053 15090'

mode=join portal='' request='' cacert='' code_file='' schemes='=https' patience=60
dry_run=no yes=no again=no
problems='' secret='' bulk='' logging=no changing=no locked=no quiet_terminal=no

usage() {
  cat <<'TEXT'
Joins this machine to the mesh, for an approved request:

  sh enrol.sh --portal URL --request ID [options]
  sh enrol.sh --uninstall [--yes]

  --portal URL      the portal's mesh backend, as the request's page shows it
  --request ID      the request
  --cacert FILE     certificates (PEM) by which the portal is trusted
  --code-file FILE  the one-time code, in a file that only root may read;
                    without it, the code is asked for at the terminal
  --again           join anew, although the machine is in the mesh already
  --wait SECONDS    how long the sidecar may take to be ready (default 60)
  --dry-run         check everything, say what would be done, change nothing
  --uninstall       take the machine out of the mesh and put it back as it was
  --yes             do not ask before --uninstall
  --allow-http      let the portal's address begin with http: (for trying out)
TEXT
}

# --- words -----------------------------------------------------------------

# Text of others, fit for a terminal: no control characters, no token.
plain() {
  tr -d '\000-\010\013-\037\177' | sed 's/eyJ[A-Za-z0-9_.-]\{16,\}/[token]/g'
}

note() {
  if [ "$logging" = yes ]; then
    printf '%s %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$*" >>"$LOG"
  fi
}

say() {
  printf '%s\n' "$*"
  note "$*"
}

warn() {
  printf '%s\n' "$*" >&2
  note "$*"
}

# Ends the run; what was changed is put back on the way out.
fail() {
  warn "$*"
  exit 1
}

misuse() {
  printf '%s\n\n' "$1" >&2
  usage >&2
  exit 2
}

problem() {
  problems="$problems
- $1"
}

# --- small things ----------------------------------------------------------

has() {
  command -v "$1" >/dev/null 2>&1
}

# value_of KEY FILE: what stands after KEY= in a file that is never run.
value_of() {
  [ ! -f "$2" ] || sed -n "s/^$1=//p" "$2" | sed -n 1p
}

fetch() {
  curl -q -sS --proto "$schemes" --connect-timeout 15 --max-time 60 \
    ${cacert:+--cacert "$cacert"} "$@" </dev/null
}

words_of_curl() {
  sed -n 's/^curl: *//p' | sed -n '$p' | plain
}

# Answers of the agent and of Envoy on this machine.
local_answer() {
  curl -q -fsS --noproxy '*' --max-time 3 "http://127.0.0.1:$1" </dev/null 2>/dev/null ||
    curl -q -fsS --noproxy '*' --max-time 3 "http://[::1]:$1" </dev/null 2>/dev/null
}

is_ready() {
  local_answer 15021/healthz/ready >/dev/null &&
    local_answer 15000/server_info | grep -q '"state": *"LIVE"'
}

is_active() {
  systemctl is-active --quiet istio.service >/dev/null 2>&1
}

has_user() {
  getent passwd istio-proxy >/dev/null 2>&1
}

has_group() {
  getent group istio-proxy >/dev/null 2>&1
}

machine_address() {
  # As istio-start.sh takes it where nothing else is said.
  hostname --all-ip-addresses 2>/dev/null | cut -d ' ' -f 1
}

# --- the package -----------------------------------------------------------

find_format() {
  # shellcheck disable=SC1091
  like=" $(. /etc/os-release 2>/dev/null && printf '%s %s' "${ID:-}" "${ID_LIKE:-}") "
  case $like in
    *' debian '* | *' ubuntu '*) format=deb ;;
    *' rhel '* | *' fedora '* | *' centos '* | *' suse '* | *' opensuse '* | *' amzn '*) format=rpm ;;
    *) if has dpkg; then format=deb; elif has rpm; then format=rpm; else format=''; fi ;;
  esac
  case $format in
    deb) has dpkg || format='' ;;
    rpm) has rpm || format='' ;;
  esac
}

find_arch() {
  case $format in
    deb) arch=$(dpkg --print-architecture 2>/dev/null || uname -m) ;;
    rpm) arch=$(rpm --eval '%{_arch}' 2>/dev/null || uname -m) ;;
    *) arch=$(uname -m) ;;
  esac
  case $arch in
    x86_64 | amd64) arch=amd64 ;;
    aarch64 | arm64) arch=arm64 ;;
    *) problem "Istio has packages for amd64 and arm64, not for $arch." ;;
  esac
}

# The version of istio-sidecar that is installed; nothing when there is none.
installed_version() {
  if [ "$format" = deb ]; then
    dpkg-query -W -f='${db:Status-Status} ${Version}' istio-sidecar 2>/dev/null | sed -n 's/^installed //p'
  else
    rpm -q --qf '%{VERSION}-%{RELEASE}' istio-sidecar 2>/dev/null | grep -v ' ' || true
  fi
}

# Whether the package manager knows of it, if only half installed.
has_package() {
  if [ "$format" = deb ]; then
    dpkg-query -W -f='${db:Status-Status}' istio-sidecar 2>/dev/null | grep -qv '^not-installed$'
  else
    rpm -q istio-sidecar >/dev/null 2>&1
  fi
}

package_version() {
  if [ "$format" = deb ]; then
    dpkg-deb -f "$1" Version
  else
    rpm -qp --nosignature --qf '%{VERSION}-%{RELEASE}' "$1"
  fi
}

package_name() {
  if [ "$format" = deb ]; then
    dpkg-deb -f "$1" Package
  else
    rpm -qp --nosignature --qf '%{NAME}' "$1"
  fi
}

install_package() {
  if [ "$format" = deb ]; then
    DEBIAN_FRONTEND=noninteractive dpkg --force-confdef --force-confold -i "$1" >>"$LOG" 2>&1 </dev/null
  else
    rpm -U --oldpackage --replacepkgs --nosignature "$1" >>"$LOG" 2>&1 </dev/null
  fi
}

remove_package() {
  if [ "$format" = deb ]; then
    DEBIAN_FRONTEND=noninteractive dpkg --purge --force-all istio-sidecar >>"$LOG" 2>&1 </dev/null
  else
    rpm -e istio-sidecar >>"$LOG" 2>&1 </dev/null
  fi
}

# --- /etc/hosts ------------------------------------------------------------

# A file without our blocks. A block whose end is missing is left alone.
without_blocks() {
  awk '
    function flush(  i) { for (i = 1; i <= n; i++) print held[i]; n = 0 }
    /^# BEGIN .*\(managed by Meshport\)$/ { flush(); inside = 1 }
    !inside { print; next }
    { held[++n] = $0 }
    /^# END .*\(managed by Meshport\)$/ { inside = 0; n = 0 }
    END { flush() }
  ' "$1"
}

# In place, so that owner, mode, context and a mount of the file stay.
write_hosts() {
  without_blocks /etc/hosts >"$secret/etc-hosts"
  if [ $# -gt 0 ]; then
    {
      printf '# BEGIN istiod of the mesh (managed by Meshport)\n'
      cat "$1"
      printf '# END istiod of the mesh (managed by Meshport)\n'
      cat "$2"
    } >>"$secret/etc-hosts"
  fi
  cmp -s "$secret/etc-hosts" /etc/hosts || cat "$secret/etc-hosts" >/etc/hosts
}

# Lines outside our blocks that lead istiod's name elsewhere; the first line wins.
refuse_other_istiod() {
  while read -r address name; do
    other=$(without_blocks /etc/hosts | awk -v address="$address" -v name="$name" '
      { sub(/#.*/, "") }
      { for (i = 2; i <= NF; i++) if ($i == name && $1 != address) { print; exit } }')
    [ -z "$other" ] || fail "/etc/hosts leads $name elsewhere already: $other. Take that line out, make a new code and run this again."
  done <"$secret/hosts"
}

# --- what is checked before anything is changed ----------------------------

check_programs() {
  missing=''
  for program in curl tar gzip sha256sum sed awk grep tr cut cmp date head tail sort base64 mktemp install stat getent hostname systemctl; do
    has "$program" || missing="$missing $program"
  done
  # What the package of the sidecar depends on.
  for program in ip iptables sudo; do
    has "$program" || missing="$missing $program"
  done
  [ -z "$missing" ] || problem "These programs are missing:$missing. Install them (on Debian: apt-get install curl iproute2 iptables sudo hostname)."
}

check_systemd() {
  # As sd_booted(3) has it.
  if [ ! -d /run/systemd/system ] || ! has systemctl; then
    problem 'systemd does not run here. It is what starts the sidecar, so this machine cannot join in this way; download the bundle and start the agent by your own means.'
  fi
}

check_ports() {
  # Listening sockets (state 0A) as the kernel lists them, ports in hexadecimal.
  taken=''
  for port in $PORTS; do
    hex=$(printf '%04X' "$port")
    if cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
      awk -v hex="$hex" '$4 == "0A" && $2 ~ ":" hex "$" { found = 1 } END { exit !found }'; then
      taken="$taken $port"
    fi
  done
  [ -z "$taken" ] || problem "The sidecar needs ports on which another program listens:$taken. Have it use others."
}

check_space() {
  for need in '/usr/local 500' '/var 300'; do
    folder=${need% *} least=${need#* }
    free=$(df -Pk "$folder" 2>/dev/null | awk 'NR == 2 { print int($4 / 1024) }')
    case $free in '' | *[!0-9]*) continue ;; esac
    [ "$free" -ge "$least" ] || problem "$folder has $free MB free; the sidecar needs $least MB there."
  done
}

check_portal() {
  if [ -n "$cacert" ] && [ ! -r "$cacert" ]; then
    problem "--cacert: there is no file $cacert that can be read."
    return 0
  fi
  if ! headers=$(fetch -f -I "$portal/enrol/script" 2>&1); then
    problem "The portal does not answer at $portal: $(printf '%s\n' "$headers" | words_of_curl)"
    return 0
  fi
  theirs=$(printf '%s\n' "$headers" | tr -d '\r' | sed -n 's/^[Dd][Aa][Tt][Ee]: *//p' | sed -n '$p')
  theirs=$(date -u -d "$theirs" +%s 2>/dev/null) || theirs=''
  if [ -n "$theirs" ]; then
    off=$(($(date -u +%s) - theirs))
    if [ "${off#-}" -gt 120 ]; then
      problem "This machine's clock is off by $off seconds against the portal's. Certificates would not be valid; set it (timedatectl set-ntp true)."
    fi
  fi
}

check_other_sidecar() {
  mine=$(value_of REQUEST "$MARK")
  if [ -n "$mine" ] && [ "$mine" != "$request" ]; then
    problem "This machine joined for request $mine. Take it out first: run this script with --uninstall."
  elif [ -z "$mine" ] && [ ! -e "$JOURNAL" ] && is_active; then
    problem 'A sidecar of Istio runs here already (istio.service), and not by this script. Stop it and remove the package istio-sidecar first.'
  elif ! is_active; then
    check_ports
  fi
}

check_machine() {
  [ "$(uname -s)" = Linux ] || problem "This is $(uname -s); Istio's sidecar runs on Linux."
  [ "$(id -u)" = 0 ] || problem 'Run this as root (sudo).'
  find_format
  [ -n "$format" ] || problem 'There is neither dpkg nor rpm here; Istio has packages for those two.'
  find_arch
  check_programs
  check_systemd
  # These use what was looked for so far.
  if has curl && has awk && has date; then
    check_portal
    check_other_sidecar
    check_space
  fi
  if [ -n "$problems" ]; then
    fail "Nothing was changed, and no code was used. What stands in the way:$problems"
  fi
}

warn_of_cloud_init() {
  if grep -qsE '^[[:space:]]*manage_etc_hosts:[[:space:]]*(true|localhost|template)' /etc/cloud/cloud.cfg /etc/cloud/cloud.cfg.d/*.cfg; then
    warn 'Note: cloud-init writes /etc/hosts anew at every start here (manage_etc_hosts); turn that off, or the machine loses istiod when it is started again.'
  fi
}

# --- already in the mesh ---------------------------------------------------

certificate_is_good() {
  [ -f /etc/certs/cert-chain.pem ] || return 0
  has openssl || return 0
  openssl x509 -noout -checkend 0 -in /etc/certs/cert-chain.pem >/dev/null 2>&1
}

is_joined() {
  [ "$(value_of REQUEST "$MARK")" = "$request" ] && [ ! -e "$JOURNAL" ] &&
    has curl && is_ready && certificate_is_good
}

# --- the code and the bundle -----------------------------------------------

read_code() {
  if [ -n "$code_file" ]; then
    if [ ! -f "$code_file" ] || [ -h "$code_file" ]; then fail "--code-file: $code_file is not a file."; fi
    case $(stat -c '%u %a' "$code_file") in
      '0 600' | '0 400') ;;
      *) fail "--code-file: $code_file must belong to root and be readable by nobody else (chmod 600). Make a new code: this one may have been read." ;;
    esac
    code=$(cat "$code_file")
  else
    # Standard input may be this very script.
    if ! (: </dev/tty) 2>/dev/null; then
      fail 'There is no terminal to ask for the code. Put it in a file that only root may read and name that with --code-file.'
    fi
    printf 'One-time code from the page of the request (it is not shown): ' >/dev/tty
    quiet_terminal=yes
    stty -echo </dev/tty
    IFS= read -r code </dev/tty || code=''
    loud_terminal
    printf '\n' >/dev/tty
  fi
  code=$(printf '%s' "$code" | tr -d ' \t\r\n')
  case $code in
    '' | *[!A-Za-z0-9_-]*) fail 'That is no code: it has letters, digits and dashes. Nothing was changed, and no code was used.' ;;
  esac
}

loud_terminal() {
  [ "$quiet_terminal" = no ] || stty echo </dev/tty 2>/dev/null || true
  quiet_terminal=no
}

# The code goes from the shell to curl's standard input, and nowhere else.
send_code() {
  printf 'code=%s&request=%s&hostname=%s&address=%s&format=%s&arch=%s' \
    "$code" "$request" "$(uname -n)" "$(machine_address)" "$format" "$arch" |
    curl -q -sS --proto "$schemes" --connect-timeout 15 --max-time 120 --max-filesize 1048576 \
      ${cacert:+--cacert "$cacert"} -o "$secret/answer" -D "$secret/headers" -w '%{http_code}' \
      -H 'Content-Type: application/x-www-form-urlencoded' --data-binary @- "$portal/enrol/redeem" 2>"$secret/trouble"
}

redeem() {
  tries=0
  while :; do
    status=$(send_code) || fail "The portal did not answer: $(words_of_curl <"$secret/trouble"). If the code is not taken any more, make a new one."
    tries=$((tries + 1))
    pause=$(tr -d '\r' <"$secret/headers" | sed -n 's/^[Rr][Ee][Tt][Rr][Yy]-[Aa][Ff][Tt][Ee][Rr]: *//p' | sed -n '$p')
    case $pause in '' | *[!0-9]*) pause=10 ;; esac
    case $status in
      200) break ;;
      429 | 503)
        if [ "$tries" -lt 4 ] && [ "$pause" -le 60 ]; then
          say "The portal asks to wait ($status); trying again in $pause s."
          sleep "$pause"
          continue
        fi
        ;;
    esac
    fail "The portal gave no bundle ($status): $(head -c 1000 "$secret/answer" 2>/dev/null | plain). Nothing was changed."
  done
  code=''
  unpack
}

unpack() {
  names=$(tar -tzf "$secret/answer" 2>/dev/null | sort) || names=''
  wanted=$(printf '%s\n' cluster.env enrolment hosts hosts-block istio-token mesh.yaml root-cert.pem)
  [ "$names" = "$wanted" ] || fail 'What the portal sent is not a bundle. Nothing was changed.'
  mkdir "$secret/bundle"
  for name in $names; do
    # Written by this shell, so that no owner, mode or link comes from the archive.
    tar -xzOf "$secret/answer" "$name" >"$secret/bundle/$name"
  done
  rm -f "$secret/answer"
  mv "$secret/bundle/hosts" "$secret/hosts"
  for name in cluster.env enrolment istio-token mesh.yaml root-cert.pem; do
    [ -s "$secret/bundle/$name" ] || fail "The bundle has an empty $name. Nothing was changed; tell an administrator of the portal."
  done
  grep -q 'BEGIN CERTIFICATE' "$secret/bundle/root-cert.pem" || fail 'The bundle has no root certificate. Nothing was changed.'
  read_enrolment
  check_hosts
}

read_enrolment() {
  if grep -qv '^[A-Z0-9_]*=[A-Za-z0-9._:/@%+,=~-]*$' "$secret/bundle/enrolment"; then
    fail 'The bundle says things in a form that this script does not know. Nothing was changed; fetch the script again.'
  fi
  for key in REQUEST GROUP NAMESPACE CLUSTER SERVICE_ACCOUNT ISTIO_VERSION PACKAGE_URL PACKAGE_SHA256 PACKAGE_FORMAT PACKAGE_ARCH HEALTH CAPTURE; do
    [ -n "$(value_of $key "$secret/bundle/enrolment")" ] || fail "The bundle does not say $key. Nothing was changed; tell an administrator of the portal."
  done
  [ "$(value_of REQUEST "$secret/bundle/enrolment")" = "$request" ] || fail 'The bundle is of another request. Nothing was changed.'
  group=$(value_of NAMESPACE "$secret/bundle/enrolment")/$(value_of GROUP "$secret/bundle/enrolment")
  cluster=$(value_of CLUSTER "$secret/bundle/enrolment")
  version=$(value_of ISTIO_VERSION "$secret/bundle/enrolment")
  url=$(value_of PACKAGE_URL "$secret/bundle/enrolment")
  sum=$(value_of PACKAGE_SHA256 "$secret/bundle/enrolment")
  [ "$(value_of PACKAGE_FORMAT "$secret/bundle/enrolment") $(value_of PACKAGE_ARCH "$secret/bundle/enrolment")" = "$format $arch" ] ||
    fail "The portal names a package that is not $format for $arch. Nothing was changed; tell an administrator of the portal."
  case $sum in *[!0-9a-f]*) sum='' ;; esac
  [ ${#sum} -eq 64 ] || fail 'The portal names no SHA-256 of the package. Nothing was changed; tell an administrator of the portal.'
}

check_hosts() {
  grep -q . "$secret/hosts" || fail "The bundle does not say where istiod is. Nothing was changed."
  if grep -qvE '^[0-9A-Fa-f.:]+ [a-z0-9.-]+$' "$secret/hosts" ||
    grep -v '^#' "$secret/bundle/hosts-block" | grep -qvE '^[0-9A-Fa-f.:]+( [A-Za-z0-9._-]+)+$'; then
    fail 'The bundle has lines that do not belong in /etc/hosts. Nothing was changed.'
  fi
  refuse_other_istiod
}

# A private authority of the portal need not be that of the package's host.
download() {
  set -- -q -fsSL --proto "$schemes" --proto-redir "$schemes" --connect-timeout 15 --max-time 900 --retry 3 -o "$bulk/package" "$url"
  code_of_curl=0
  curl "$@" </dev/null 2>"$bulk/trouble" || code_of_curl=$?
  if [ "$code_of_curl" = 60 ] && [ -n "$cacert" ]; then
    code_of_curl=0
    curl --cacert "$cacert" "$@" </dev/null 2>"$bulk/trouble" || code_of_curl=$?
  fi
  return "$code_of_curl"
}

get_package() {
  if [ "$(value_of PACKAGE_SHA256 "$MARK")" = "$sum" ] && has_sum "$STATE/package" && [ -n "$(installed_version)" ]; then
    package=''
    return 0
  fi
  say "Downloading the package of Istio's sidecar $version from $url …"
  download || fail "The package could not be had: $(words_of_curl <"$bulk/trouble"). Nothing was changed; make a new code when it can."
  has_sum "$bulk/package" || fail "The package from $url is not the one that the portal's administrators pinned: its SHA-256 is another. Nothing was changed; tell them."
  package=$bulk/package
  [ "$(package_name "$package" 2>/dev/null)" = istio-sidecar ] || fail "What $url holds is not the package istio-sidecar. Nothing was changed."
  there=$(installed_version)
  if [ -n "$there" ] && [ ! -f "$STATE/package" ]; then
    # Not ours, and it could not be put back.
    [ "$there" = "$(package_version "$package")" ] ||
      fail "istio-sidecar $there is installed here, not by this script, and the mesh wants $(package_version "$package"). Remove it first. Nothing was changed."
    package=''
  fi
}

has_sum() {
  [ -f "$1" ] && [ "$(sha256sum "$1" | cut -d ' ' -f 1)" = "$sum" ]
}

# --- changing, and putting back --------------------------------------------

# Whole before the first change, so that also a run that was killed is put back.
begin_journal() {
  mkdir -p "$STATE"
  chmod 755 "$STATE"
  # Copies that a run left behind when it was killed at its very end.
  forget_copies
  {
    for file in $FILES; do
      if [ -e "$file" ]; then
        cp -p "$file" "$file$BEFORE"
        printf 'file kept %s\n' "$file"
      else
        printf 'file new %s\n' "$file"
      fi
    done
    for folder in $FOLDERS; do
      if [ -d "$folder" ]; then
        printf 'folder %s %s\n' "$(stat -c '%u:%g %a' "$folder")" "$folder"
      else
        printf 'folder new - %s\n' "$folder"
      fi
    done
    [ -e /etc/istio ] || printf 'link new /etc/istio\n'
    has_user || printf 'user new istio-proxy\n'
    has_group || printf 'group new istio-proxy\n'
    has_package || printf 'package new -\n'
    if [ -f "$STATE/package" ]; then
      ln -f "$STATE/package" "$STATE/package$BEFORE"
      printf 'package kept -\n'
    fi
    if is_active; then printf 'service active -\n'; fi
    if systemctl is-enabled --quiet istio.service 2>/dev/null; then printf 'service enabled -\n'; fi
  } >"$JOURNAL.new"
  sync
  mv "$JOURNAL.new" "$JOURNAL"
}

journal_says() {
  grep -q "^$1" "$JOURNAL"
}

stop_sidecar() {
  systemctl stop istio.service >>"$LOG" 2>&1 || true
  # Older packages leave the rules behind when the service stops.
  if [ -x /usr/local/bin/istio-start.sh ] && has iptables; then
    (cd / && /usr/local/bin/istio-start.sh clean) >>"$LOG" 2>&1 </dev/null || true
  fi
  ! is_active
}

put_back() {
  warn 'Putting everything back …'
  trouble=no
  stop_sidecar || trouble='istio.service does not stop'
  journal_says 'service enabled' || systemctl disable istio.service >>"$LOG" 2>&1 || true
  if journal_says 'package new'; then
    ! has_package || remove_package || trouble='the package istio-sidecar is still installed'
    rm -f "$STATE/package"
  elif [ -f "$STATE/package$BEFORE" ]; then
    if ! cmp -s "$STATE/package" "$STATE/package$BEFORE"; then
      install_package "$STATE/package$BEFORE" || trouble='the package istio-sidecar is not the one from before'
      mv -f "$STATE/package$BEFORE" "$STATE/package"
    fi
  fi
  while read -r kind what path; do
    case "$kind $what" in
      'file kept')
        if [ -e "$path$BEFORE" ]; then
          if [ "$path" = /etc/hosts ]; then
            cat "$path$BEFORE" >"$path"
            rm -f "$path$BEFORE"
          else
            mv -f "$path$BEFORE" "$path"
          fi
        fi
        ;;
      'file new') rm -f "$path" ;;
    esac
  done <"$JOURNAL"
  put_back_folders
  systemctl daemon-reload >>"$LOG" 2>&1 || true
  # A package that is broken off may have made one without the other.
  if journal_says 'user new' && has_user; then remove_user || trouble='the user istio-proxy is still there'; fi
  if journal_says 'group new' && has_group; then remove_group || trouble='the group istio-proxy is still there'; fi
  if journal_says 'service enabled'; then systemctl enable istio.service >>"$LOG" 2>&1 || true; fi
  if journal_says 'service active'; then systemctl start istio.service >>"$LOG" 2>&1 || trouble='istio.service does not start again'; fi
  forget_journal
  rmdir "$STATE" 2>/dev/null || true
  if [ "$trouble" = no ]; then
    warn "The machine is as it was. $LOG says more."
  else
    warn "Not all of it could be put back: $trouble. $LOG says more."
  fi
}

put_back_folders() {
  # The innermost come last in the list, and have to go first.
  sed -n 's/^folder //p' "$JOURNAL" | awk '{ line[NR] = $0 } END { for (i = NR; i; i--) print line[i] }' |
    while read -r owner rights folder; do
      [ -d "$folder" ] || continue
      case "$owner $folder" in
        'new /var/lib/istio' | 'new /var/log/istio') rm -rf "$folder" ;;
        'new '*) rmdir "$folder" 2>/dev/null || true ;;
        *)
          chown "$owner" "$folder"
          chmod "$rights" "$folder"
          ;;
      esac
    done
  if journal_says 'link new' && [ -h /etc/istio ]; then rm -f /etc/istio; fi
}

remove_user() {
  userdel istio-proxy >>"$LOG" 2>&1
}

remove_group() {
  groupdel istio-proxy >>"$LOG" 2>&1
}

# The journal goes first: without it there is nothing to put back any more, and
# copies that cannot be deleted are no reason to fail.
forget_journal() {
  rm -f "$JOURNAL"
  changing=no
  forget_copies
}

forget_copies() {
  rm -f "$JOURNAL.new" "$STATE/package.new" "$STATE/package$BEFORE" || true
  for file in $FILES; do rm -f "$file$BEFORE" || true; done
}

place() { # NAME PATH MODE: a file of the bundle, as the sidecar's own
  install -o istio-proxy -g "$(id -g istio-proxy)" -m "$3" "$secret/bundle/$1" "$2"
}

own_folder() {
  if [ ! -d "$1" ]; then
    mkdir -p "$1"
    chmod 755 "$1"
  fi
  chown istio-proxy "$1"
}

place_all() {
  if [ -n "$package" ]; then
    say 'Installing the package …'
    install_package "$package" || fail "The package could not be installed: $(tail -n 3 "$LOG" | tr '\n' ' ' | plain)"
    cp "$package" "$STATE/package.new"
    mv -f "$STATE/package.new" "$STATE/package"
  fi
  has_user || fail 'The package made no user istio-proxy.'
  say 'Placing the files of the bundle …'
  # A certificate of an earlier time would be shown to istiod before the new token.
  rm -f /etc/certs/cert-chain.pem /etc/certs/key.pem
  for folder in /etc/certs /var/run/secrets /var/run/secrets/tokens /var/lib/istio/envoy /var/lib/istio/config /var/lib/istio/proxy /var/log/istio; do
    own_folder "$folder"
  done
  [ -e /etc/istio ] || ln -s /var/lib/istio /etc/istio
  # With a /etc/istio of its own the sidecar would not find its configuration.
  mkdir -p /etc/istio/config /etc/istio/proxy
  place root-cert.pem /etc/certs/root-cert.pem 644
  place istio-token "$TOKEN" 600
  place cluster.env /var/lib/istio/envoy/cluster.env 644
  place mesh.yaml /etc/istio/config/mesh 644
  write_hosts "$secret/hosts" "$secret/bundle/hosts-block"
  if has restorecon; then restorecon -R /etc/certs /var/lib/istio >>"$LOG" 2>&1 || true; fi
}

# --- did it join -----------------------------------------------------------

sidecar_words() {
  for file in /var/log/istio/istio.log /var/log/istio/istio.err.log; do
    [ ! -f "$file" ] || tail -n 200 "$file"
  done
  ! has journalctl || journalctl -u istio.service -n 50 --no-pager 2>/dev/null || true
}

# As its own claims say (RFC 7519); istiod only says that it does not take it.
token_has_ended() {
  claims=$(cut -d . -f 2 "$secret/bundle/istio-token" | tr '_-' '/+')
  case $((${#claims} % 4)) in 2) claims="$claims==" ;; 3) claims="$claims=" ;; esac
  end=$(printf '%s' "$claims" | base64 -d 2>/dev/null | sed -n 's/.*"exp": *\([0-9]*\).*/\1/p')
  [ -n "$end" ] && [ "$end" -le "$(date +%s)" ]
}

# In the words of Istio 1.31's agent and Envoy, the surest first.
likely_cause() {
  sidecar_words | plain >"$secret/words"
  while IFS='#' read -r pattern cause; do
    if grep -qiE "$pattern" "$secret/words"; then
      case $cause in
        token)
          if token_has_ended; then
            cause='its token has expired: more than its life went by before the sidecar started. Make a new code.'
          else
            cause='istiod did not take its token: the cluster ID of the bundle is one that istiod does not know (wrong cluster ID, see mesh.clusters[].istioClusterId), or the service account was made anew since. The page of the request says more.'
          fi
          ;;
      esac
      printf '%s' "$cause"
      return 0
    fi
  done <<'CAUSES'
cannot find WorkloadGroup#the WorkloadGroup is not in the cluster any more; retry the request on its page.
no identities .* matched#istiod expects another service account for this group; the request has to be asked anew.
Unauthenticated|authenticat(e|ion) failure#token
certificate signed by unknown authority|x509:|CERTIFICATE_VERIFY_FAILED#the machine does not trust istiod: the root certificate of the mesh is another. Make a new code.
no such host#the name of istiod is not known here; /etc/hosts was changed meanwhile.
:15012.*(connection refused|i/o timeout|no route to host|deadline exceeded)|connect: no route to host#istiod cannot be reached from this machine; have a firewall let it through (port 15012).
iptables.*(fail|error)|can't initialize iptables#the rules of iptables could not be made.
CAUSES
  printf 'the log of the sidecar names none that is known; its end is in %s.' "$LOG"
}

wait_for_sidecar() {
  say "Starting the sidecar, and waiting until it is ready (at most $patience s) …"
  systemctl daemon-reload >>"$LOG" 2>&1 || fail 'systemd did not read its units anew.'
  systemctl enable istio.service >>"$LOG" 2>&1 || fail 'istio.service could not be enabled.'
  systemctl restart istio.service >>"$LOG" 2>&1 || fail 'istio.service did not start.'
  waited=0
  until is_ready; do
    if [ "$waited" -ge "$patience" ]; then
      cause=$(likely_cause)
      tail -n 60 "$secret/words" >>"$LOG"
      fail "The sidecar was not ready within $patience s. Likely cause: $cause"
    fi
    sleep 1
    waited=$((waited + 1))
  done
}

keep_mark() {
  {
    grep -E '^(REQUEST|GROUP|NAMESPACE|CLUSTER|SERVICE_ACCOUNT|ENTRY|ISTIO_VERSION|PACKAGE_SHA256|PACKAGE_FORMAT|CAPTURE)=' "$secret/bundle/enrolment"
    # Whether taking the machine out takes these along.
    if journal_says 'package new' || [ "$(value_of OWN_PACKAGE "$MARK")" = yes ]; then echo OWN_PACKAGE=yes; fi
    if journal_says 'user new' || [ "$(value_of OWN_USER "$MARK")" = yes ]; then echo OWN_USER=yes; fi
  } >"$secret/mark"
  install -m 644 "$secret/mark" "$MARK"
}

# --- the three things it does ----------------------------------------------

join_mesh() {
  if [ "$again" = no ] && is_joined; then
    say 'This machine is in the mesh already, for this request: nothing to do, and no code was used. (--again joins anew.)'
    return 0
  fi
  if [ -e "$JOURNAL" ] && [ "$dry_run" = no ] && [ "$(id -u)" = 0 ]; then
    find_format
    take_lock
    start_log
    heal
  fi
  check_machine
  if [ "$dry_run" = yes ]; then
    [ ! -e "$JOURNAL" ] || say 'An earlier run was broken off; the next one puts back what that changed before it goes on.'
    say "Everything is as it has to be ($format, $arch, $(uname -n), $(machine_address)). Without --dry-run this would:
- ask for the one-time code and send it to $portal/enrol/redeem
- download the package istio-sidecar, compare its SHA-256, and install it
- write /etc/certs/root-cert.pem, $TOKEN, /var/lib/istio/envoy/cluster.env and /etc/istio/config/mesh, for the user istio-proxy
- put istiod into /etc/hosts, in a block of its own
- enable and start istio.service, and wait until it is ready
Nothing was changed, and no code was used."
    return 0
  fi
  take_lock
  start_log
  make_workplaces
  warn_of_cloud_init
  read_code
  redeem
  get_package
  changing=yes
  begin_journal
  if is_active; then stop_sidecar || fail 'istio.service does not stop.'; fi
  place_all
  wait_for_sidecar
  keep_mark
  forget_journal
  say "This machine is in the mesh: group $group of cluster $cluster, Istio $version. The page of the request shows it; --uninstall takes it out again."
}

uninstall() {
  # A lock without its run has a list of what that left behind.
  if [ ! -e "$MARK" ] && [ ! -e "$JOURNAL" ] && [ ! -e "$LOCK" ]; then
    say 'This machine did not join by this script: nothing to do.'
    return 0
  fi
  [ "$(id -u)" = 0 ] || fail 'Run this as root (sudo). Nothing was changed.'
  find_format
  mine=$(value_of REQUEST "$MARK")
  [ -z "$request" ] || [ -z "$mine" ] || [ "$mine" = "$request" ] ||
    fail "This machine joined for request $mine, not for $request. Nothing was changed."
  if [ "$dry_run" = yes ]; then
    say 'Without --dry-run this would stop the sidecar, delete its certificate, key and token, take the blocks out of /etc/hosts, and remove the package where this script installed it. Nothing was changed.'
    return 0
  fi
  [ ! -e "$MARK" ] || confirm
  take_lock
  start_log
  heal
  if [ ! -e "$MARK" ]; then
    say 'This machine did not join by this script: nothing more to do.'
    return 0
  fi
  make_workplaces
  trouble=no
  stop_sidecar || fail "istio.service does not stop. $LOG says more; run this again."
  systemctl disable istio.service >>"$LOG" 2>&1 || true
  if [ "$(value_of OWN_PACKAGE "$MARK")" = yes ] && has_package; then
    remove_package || trouble="the package istio-sidecar is still installed"
  fi
  rm -f /etc/certs/root-cert.pem /etc/certs/cert-chain.pem /etc/certs/key.pem "$TOKEN" \
    /var/lib/istio/envoy/cluster.env /var/lib/istio/config/mesh
  write_hosts
  if [ "$(value_of OWN_PACKAGE "$MARK")" = yes ] && [ "$trouble" = no ]; then
    rm -rf /var/lib/istio /var/log/istio
    [ ! -h /etc/istio ] || rm -f /etc/istio
  fi
  rmdir /etc/certs /var/run/secrets/tokens /var/run/secrets 2>/dev/null || true
  systemctl daemon-reload >>"$LOG" 2>&1 || true
  if [ "$(value_of OWN_USER "$MARK")" = yes ] && has_user && [ "$trouble" = no ]; then
    remove_user || trouble='the user istio-proxy is still there'
    # Where userdel does not take it along.
    ! has_group || remove_group || trouble='the group istio-proxy is still there'
  fi
  [ "$trouble" = no ] || fail "Not everything could be removed: $trouble. $LOG says more; run this again."
  rm -f "$MARK" "$STATE/package"
  forget_copies
  rmdir "$STATE" 2>/dev/null || true
  say 'This machine is out of the mesh: the sidecar, its certificate and its key are gone from it. Other copies of them, in backups and images, are not.'
}

confirm() {
  [ "$yes" = no ] || return 0
  (: </dev/tty) 2>/dev/null || fail 'There is no terminal to ask; say --yes. Nothing was changed.'
  printf 'Take this machine out of the mesh (%s)? [y/N] ' "$(value_of NAMESPACE "$MARK")/$(value_of GROUP "$MARK")" >/dev/tty
  read -r answer </dev/tty || answer=''
  case $answer in y | Y | yes) ;; *) fail 'Nothing was changed.' ;; esac
}

# A run that was killed is put back by the next one.
heal() {
  if [ -e "$JOURNAL" ]; then
    warn 'An earlier run was broken off.'
    put_back
  fi
}

take_lock() {
  [ "$locked" = no ] || return 0
  if ! mkdir "$LOCK" 2>/dev/null; then
    other=$(cat "$LOCK/pid" 2>/dev/null || true)
    if [ -n "$other" ] && kill -0 "$other" 2>/dev/null; then
      fail "Another run of this script is under way here (process $other). Nothing was changed."
    fi
    # What a run that was killed had at work; the list is root's own.
    while read -r place; do rm -rf "$place"; done 2>/dev/null <"$LOCK/places" || true
    # Killed before its journal was whole: it had changed nothing yet.
    if [ ! -e "$JOURNAL" ]; then
      forget_copies
      rmdir "$STATE" 2>/dev/null || true
    fi
    rm -rf "$LOCK"
    mkdir "$LOCK" 2>/dev/null || fail 'Another run of this script is under way here. Nothing was changed.'
  fi
  locked=yes
  echo $$ >"$LOCK/pid"
}

start_log() {
  logging=yes
  : >>"$LOG"
  note "run: $mode ${request:+for request $request}"
}

# What is secret goes to memory where there is a file system in it; the package
# is too large for that.
make_workplaces() {
  for folder in /run /dev/shm /tmp; do
    if [ -d "$folder" ] && grep -q " $folder tmpfs " /proc/mounts; then break; fi
  done
  secret=$(mktemp -d "$folder/meshport-enrol.XXXXXXXX")
  echo "$secret" >>"$LOCK/places"
  bulk=$(mktemp -d /var/tmp/meshport-enrol.XXXXXXXX)
  echo "$bulk" >>"$LOCK/places"
}

leave() {
  ended=$1
  trap - EXIT
  trap '' HUP INT TERM
  set +e
  loud_terminal
  if [ "$changing" = yes ] && [ -e "$JOURNAL" ]; then
    put_back
  elif [ "$changing" = yes ]; then
    forget_journal
    rmdir "$STATE" 2>/dev/null
  fi
  [ -z "$secret" ] || rm -rf "$secret"
  [ -z "$bulk" ] || rm -rf "$bulk"
  # What could not be deleted, the next run deletes by the list in the lock.
  if [ "$locked" = yes ] && [ ! -d "$secret" ]; then rm -rf "$LOCK"; fi
  exit "$ended"
}

# --- arguments -------------------------------------------------------------

[ $# -gt 0 ] || misuse 'Say what to do.'
while [ $# -gt 0 ]; do
  case $1 in
    --portal | --request | --cacert | --code-file | --wait)
      [ -n "${2-}" ] || misuse "$1: give a value."
      case $1 in
        --portal) portal=${2%/} ;;
        --request) request=$2 ;;
        --cacert) cacert=$2 ;;
        --code-file) code_file=$2 ;;
        --wait) patience=$2 ;;
      esac
      shift
      ;;
    --again) again=yes ;;
    --dry-run) dry_run=yes ;;
    --yes) yes=yes ;;
    --uninstall) mode=uninstall ;;
    --allow-http) schemes='=http,https' ;;
    -h | --help)
      usage
      return 0
      ;;
    *) misuse "There is no option $1." ;;
  esac
  shift
done
case $request in *[!0-9A-Za-z-]*) misuse '--request: give the ID as the page of the request shows it.' ;; esac
case $patience in '' | *[!0-9]* | ?????*) misuse '--wait: give seconds.' ;; esac
if [ "$mode" = join ]; then
  [ -n "$portal" ] || misuse '--portal: give the address as the page of the request shows it.'
  [ -n "$request" ] || misuse '--request: give the ID as the page of the request shows it.'
  case $portal in
    *[!][A-Za-z0-9._:/~%-]*) misuse '--portal: give an address without user, query or fragment.' ;;
    https://?*) ;;
    http://?*) [ "$schemes" != '=https' ] || misuse '--portal: the address has to begin with https:.' ;;
    *) misuse '--portal: the address has to begin with https:.' ;;
  esac
fi
trap 'leave $?' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
if [ "$mode" = uninstall ]; then uninstall; else join_mesh; fi
}
meshport_enrol "$@"
