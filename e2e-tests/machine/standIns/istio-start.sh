#!/bin/bash
# Stands in for istio-start.sh of the package, as far as it matters to a script
# that installs it: it reads cluster.env as root, and runs the agent as istio-proxy.
set -ea
. ./var/lib/istio/envoy/cluster.env
set +a
if [ "${1-}" = clean ]; then
  rm -f /run/stand-in-rules
  exit 0
fi
[ "${ISTIO_CUSTOM_IP_TABLES-}" = true ] || touch /run/stand-in-rules
exec sudo -E -u istio-proxy -s /bin/bash -c "exec /usr/local/bin/pilot-agent proxy 2>>./var/log/istio/istio.err.log >>./var/log/istio/istio.log"
