/** The part of the script that is the same for every group of machines. */
export const SCRIPT_FUNCTIONS = String.raw`say() { printf '%s\n' "$*"; }

complain() { printf 'error: %s\n' "$*" >&2; }

usage() {
  say "Usage: sh join.sh [--dry-run] [--cacert FILE] [--connect-to ADDRESS] [--root DIR] [--uninstall]"
  say "  --dry-run             says what would be done"
  say "  --cacert FILE         trusts the private CA in FILE for downloads"
  say "  --connect-to ADDRESS  reaches $HOST at ADDRESS while its DNS record is not there"
  say "  --root DIR            prepares an image in DIR, and starts nothing"
  say "  --uninstall           takes agent, sidecar and configuration away again"
}

read_arguments() {
  DRY_RUN=no UNINSTALL=no CACERT='' CONNECT_TO='' ROOT=''
  while [ $# -gt 0 ]; do
    case "$1" in
      --dry-run) DRY_RUN=yes ;;
      --uninstall) UNINSTALL=yes ;;
      --cacert | --connect-to | --root)
        [ $# -ge 2 ] || { complain "$1 needs a value"; return 2; }
        case "$1" in
          --cacert) CACERT=$2 ;;
          --connect-to) CONNECT_TO=$2 ;;
          --root) ROOT=$2 ;;
        esac
        shift
        ;;
      --help | -h) usage; HELP=yes; return 0 ;;
      *) complain "there is no option $1"; usage >&2; return 2 ;;
    esac
    shift
  done
  if [ -n "$CACERT" ] && [ ! -r "$CACERT" ]; then
    complain "--cacert: $CACERT cannot be read"
    return 2
  fi
  if [ -n "$ROOT" ] && [ ! -d "$ROOT" ]; then
    complain "--root: there is no folder $ROOT"
    return 2
  fi
}

# Everything that could stand in the way is looked at before anything is changed.
check_machine() {
  if [ -z "$ROOT" ]; then
    [ "$(id -u)" = 0 ] || { complain 'run this as root'; return 1; }
    [ -d /run/systemd/system ] || {
      complain 'this machine does not run systemd, which starts the agent'
      return 1
    }
  fi
  for tool in curl sha256sum awk mktemp; do
    command -v "$tool" >/dev/null || { complain "$tool is not installed"; return 1; }
  done
  if command -v dpkg >/dev/null; then
    FORMAT=deb
  elif command -v rpm >/dev/null; then
    FORMAT=rpm
  else
    complain 'neither dpkg nor rpm is there: packages are DEB or RPM'
    return 1
  fi
  case "$(uname -m)" in
    x86_64 | amd64) ARCH=amd64 ;;
    aarch64 | arm64) ARCH=arm64 ;;
    *) complain "there are no packages for $(uname -m)"; return 1 ;;
  esac
}

fetch() { # URL FILE
  set -- "$1" "$2" --proto =https -fsSL --retry 3
  [ -z "$CACERT" ] || set -- "$@" --cacert "$CACERT"
  [ -z "$CONNECT_TO" ] || set -- "$@" --connect-to "$HOST:443:$CONNECT_TO:443"
  from=$1 to=$2
  shift 2
  curl "$@" -o "$to" "$from" || { complain "$from cannot be fetched"; return 1; }
}

download() { # PACKAGE
  url="https://$HOST$(package_path "$1" "$FORMAT" "$ARCH")"
  file="$WORK/$1.$FORMAT"
  fetch "$url" "$file" || return 1
  wanted=$(pin_of "$1" "$FORMAT" "$ARCH")
  if [ -z "$wanted" ]; then
    fetch "$url.sha256" "$file.sha256" || return 1
    wanted=$(awk 'NR == 1 { print tolower($1) }' "$file.sha256")
  fi
  case "$wanted" in
    *[!0-9a-f]*) wanted='' ;;
  esac
  [ "$(printf '%s' "$wanted" | wc -c)" -eq 64 ] || {
    complain "$url.sha256 holds no SHA-256"
    return 1
  }
  has=$(sha256sum "$file" | awk '{ print $1 }')
  [ "$has" = "$wanted" ] || {
    complain "$url has SHA-256 $has, but it has to be $wanted; nothing was installed"
    return 1
  }
}

has_package() { # PACKAGE
  if [ "$FORMAT" = deb ]; then
    dpkg --root="$ROOT/" -s "$1" 2>/dev/null | grep -q '^Status: install ok installed'
  else
    rpm --root "$ROOT/" -q "$1" >/dev/null 2>&1
  fi
}

keep() { # PATH: remembers a file as it was
  if [ -e "$ROOT$1" ]; then
    mkdir -p "$WORK/kept$(dirname "$1")" && cp -p "$ROOT$1" "$WORK/kept$1" || return 1
  fi
  CHANGED="$CHANGED $1"
}

put_back() {
  for path in $CHANGED; do
    if [ -e "$WORK/kept$path" ]; then
      cp -p "$WORK/kept$path" "$ROOT$path"
    else
      rm -f "$ROOT$path"
    fi
  done
  for name in $ADDED; do
    remove_package "$name"
  done
  [ -z "$ADDED_FOLDER" ] || rmdir "$ROOT$CONFIG_FOLDER" 2>/dev/null
  CHANGED='' ADDED=''
}

place() { # PATH PRINTER
  if keep "$1" && "$2" >"$ROOT$1.new" && chmod 0644 "$ROOT$1.new" &&
    mv "$ROOT$1.new" "$ROOT$1"; then
    return 0
  fi
  rm -f "$ROOT$1.new"
  complain "$1 cannot be written"
  return 1
}

begin_mark() { printf '# BEGIN services of the mesh for %s (managed by Meshport)' "$GROUP"; }
end_mark() { printf '# END services of the mesh for %s' "$GROUP"; }

hosts_without_block() {
  awk -v from="$(begin_mark)" -v to="$(end_mark)" \
    '$0 == from { inside = 1 } !inside { print } $0 == to { inside = 0 }' "$ROOT/etc/hosts"
}

hosts_with_block() { hosts_without_block; hosts_block; }

install_packages() {
  for name in onboarding-agent istio-sidecar; do
    has_package "$name" || ADDED="$ADDED $name"
  done
  set -- "$WORK/onboarding-agent.$FORMAT" "$WORK/istio-sidecar.$FORMAT"
  if [ "$FORMAT" = rpm ]; then
    rpm --root "$ROOT/" -U --replacepkgs "$@"
  elif [ -z "$ROOT" ] && command -v apt-get >/dev/null; then
    DEBIAN_FRONTEND=noninteractive apt-get install -y --reinstall --allow-downgrades \
      -o Dpkg::Options::=--force-confold "$@"
  else
    dpkg --root="$ROOT/" --force-confold -i "$@"
  fi || { complain 'the packages cannot be installed'; return 1; }
}

remove_package() { # PACKAGE
  if [ "$FORMAT" = deb ]; then
    dpkg --root="$ROOT/" --purge "$1"
  else
    rpm --root "$ROOT/" -e "$1"
  fi
}

install_all() {
  download onboarding-agent && download istio-sidecar || return 1
  if [ ! -d "$ROOT$CONFIG_FOLDER" ]; then
    ADDED_FOLDER=yes
    mkdir -p "$ROOT$CONFIG_FOLDER" || return 1
  fi
  place "$CONFIG_FOLDER/onboarding.config.yaml" onboarding_config || return 1
  place "$CONFIG_FOLDER/agent.config.yaml" agent_config || return 1
  [ -e "$ROOT/etc/hosts" ] || : >"$ROOT/etc/hosts" || return 1
  place /etc/hosts hosts_with_block || return 1
  install_packages || return 1
  if [ "$LOW_PORTS" = yes ]; then
    # Ports below 1024 are for root, and the sidecar runs without it.
    setcap CAP_NET_BIND_SERVICE=+eip "$ROOT/usr/local/bin/envoy" || {
      complain 'the sidecar may not listen on ports below 1024: setcap failed'
      return 1
    }
  fi
  [ -n "$ROOT" ] || systemctl enable onboarding-agent || return 1
  [ -n "$ROOT" ] || systemctl restart onboarding-agent || return 1
}

wait_until_joined() {
  tries=0
  while [ "$tries" -lt 60 ]; do
    if curl -fsS --max-time 2 http://127.0.0.1:15000/ready >/dev/null 2>&1; then
      say "This machine has joined $GROUP."
      return 0
    fi
    tries=$((tries + 1))
    sleep 1
  done
  complain "agent and sidecar are installed, but the machine has not joined yet.
The agent goes on trying. Look at: journalctl -u onboarding-agent
Frequent causes: no OnboardingPolicy fits this machine; $HOST is not reachable on ports 15443 and 15012; its certificate is from a CA that this machine does not trust."
  return 3
}

uninstall() {
  [ -n "$ROOT" ] || systemctl disable --now onboarding-agent
  for name in onboarding-agent istio-sidecar; do
    if has_package "$name"; then
      remove_package "$name" || { complain "$name cannot be removed"; return 1; }
    fi
  done
  rm -rf "$ROOT$CONFIG_FOLDER" "$ROOT/var/lib/istio"
  if [ -e "$ROOT/etc/hosts" ]; then
    place /etc/hosts hosts_without_block || return 1
  fi
  say "Agent, sidecar and configuration of $GROUP are gone."
}

say_plan() {
  if [ "$UNINSTALL" = yes ]; then
    say "Would take away onboarding-agent, istio-sidecar, $CONFIG_FOLDER, /var/lib/istio and the block in /etc/hosts."
    return
  fi
  for name in onboarding-agent istio-sidecar; do
    say "Would fetch and install https://$HOST$(package_path "$name" "$FORMAT" "$ARCH")"
  done
  say "Would write $CONFIG_FOLDER/onboarding.config.yaml, $CONFIG_FOLDER/agent.config.yaml and a block in /etc/hosts"
  [ -n "$ROOT" ] || say 'Would start onboarding-agent and wait until the machine has joined'
}

leave() {
  status=$?
  trap - EXIT INT TERM HUP
  if [ "$DONE" = no ]; then
    put_back
    [ "$status" -ne 0 ] || status=1
  fi
  rm -rf "$WORK"
  exit "$status"
}

main() {
  HELP=no
  read_arguments "$@" || exit $?
  [ "$HELP" = no ] || exit 0
  check_machine || exit 1
  if [ "$DRY_RUN" = yes ]; then
    say_plan
    exit 0
  fi
  umask 022
  WORK=$(mktemp -d) || exit 1
  CHANGED='' ADDED='' ADDED_FOLDER='' DONE=no
  trap leave EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  if [ "$UNINSTALL" = yes ]; then
    uninstall || exit 1
    DONE=yes
    exit 0
  fi
  install_all || exit 1
  DONE=yes
  [ -z "$ROOT" ] || exit 0
  wait_until_joined
}
`;
