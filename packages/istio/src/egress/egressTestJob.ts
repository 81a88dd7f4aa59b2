import type { KubernetesObject } from '../resources';
import type { EgressEnvironment } from './EgressEnvironment';
import type {
  EgressGatewayInput,
  EgressGatewayModel,
  EgressUpstreamModel,
} from './EgressGatewayInput';
import { modelOf } from './modelOf';
import { DEFAULT_CURL_IMAGE } from './upstreamCheck';

/** Label on a test's objects: the gateway's name. */
export const EGRESS_TEST_LABEL = 'meshport.dev/egress-test';

/** Label on a test's objects: the gateway's namespace. */
export const EGRESS_TEST_NAMESPACE_LABEL = 'meshport.dev/egress-test-namespace';

/**
 * What is to be tried, and from where.
 *
 * @public
 */
export interface EgressTestOptions {
  /**
   * `inside`: a workload of the mesh calls the upstream; `outside`: one without
   * a proxy calls the name under which the upstream is exposed.
   */
  kind: 'inside' | 'outside';
  /** Place of the upstream in the list. Default the first. */
  upstream?: number;
  /** Where the Job runs. */
  namespace: string;
  /** Under whose identity. Default `default`. */
  serviceAccount?: string;
  /** Default `/`. */
  path?: string;
  /** Name of the Job. */
  jobName: string;
  /** Address or name of the ingress gateway, where DNS does not know the exposed host. */
  ingressAddress?: string;
  /** ConfigMap in the Job's namespace whose `ca.crt` signed what is called. Default: the image's authorities. */
  certificateAuthority?: string;
  /** Longest time of the call in seconds. Default 10. */
  timeoutSeconds?: number;
  environment?: EgressEnvironment;
}

/**
 * Arguments are handed over as such and never become part of the script. Its
 * steps: wait until the proxy is ready, call once (of TCP with a first byte,
 * because only by that a gateway judges the caller), write what came out as the
 * termination message, tell the proxy to quit so that the pod ends.
 */
const SCRIPT = `
mode=$1; proxy=$2; seconds=$3; url=$4
shift 4
if [ "$proxy" = yes ]; then
  tries=0
  until curl --silent --fail --output /dev/null --max-time 1 http://127.0.0.1:15021/healthz/ready; do
    tries=$((tries + 1))
    [ "$tries" -lt 30 ] || break
    sleep 1
  done
fi
status=0
: > /work/error
if [ "$mode" = tcp ]; then
  { printf '\\r\\n'; sleep "$((seconds + 1))"; } | curl --silent --show-error --stderr /work/error --output /dev/null --max-time "$seconds" "$@" "$url"
  exit=$?
  if [ "$exit" = 28 ]; then
    exit=0
    : > /work/error
  else
    exit=56
    echo 'the connection was closed' > /work/error
  fi
else
  status=$(curl --silent --show-error --stderr /work/error --output /dev/null --max-time "$seconds" --write-out '%{http_code}' "$@" "$url")
  exit=$?
fi
error=$(tr -d '"\\\\' < /work/error | tr '\\n\\r\\t' '   ' | cut -c 1-500)
printf '{"status":%d,"exit":%d,"error":"%s"}' "$status" "$exit" "$error" > /dev/termination-log
if [ "$proxy" = yes ]; then
  curl --silent --output /dev/null --max-time 2 --request POST http://127.0.0.1:15020/quitquitquit
fi
exit "$exit"
`.trim();

interface Call {
  mode: 'http' | 'tcp';
  url: string;
  more: string[];
}

function written(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

function insideCall(upstream: EgressUpstreamModel, path: string): Call {
  const { host, protocol, clientPort, addresses = [] } = upstream;
  const scheme = { 'TLS-PASSTHROUGH': 'https', TCP: 'telnet' }[
    protocol as string
  ];
  const [address] = addresses;
  return {
    mode: protocol === 'TCP' ? 'tcp' : 'http',
    url: `${scheme ?? 'http'}://${host}:${clientPort}${
      protocol === 'TCP' ? '' : path
    }`,
    // The client's proxy looks at the name, whatever the address; without DNS
    // the program needs one.
    more: address
      ? ['--resolve', `${host}:${clientPort}:${written(address)}`]
      : [],
  };
}

function outsideCall(
  upstream: EgressUpstreamModel,
  path: string,
  ingressAddress: string | undefined,
): Call {
  const { exposure, host } = upstream;
  if (!exposure) {
    throw new RangeError(`${host} is not exposed by an ingress gateway.`);
  }
  return {
    mode: 'http',
    url: `https://${exposure.host}${path}`,
    more: ingressAddress
      ? ['--connect-to', `${exposure.host}:443:${written(ingressAddress)}:443`]
      : [],
  };
}

/**
 * The Job that tries one upstream of a gateway and ends. It writes JSON with
 * `status` (of HTTP; 0 where there is none), `exit` (of curl; 0 is good, 56 is
 * what is said of a connection that was closed) and `error` as the termination
 * message of its container `check`. Certificates are verified always.
 *
 * @throws RangeError when the upstream is not there, or not exposed and called
 * from outside.
 * @public
 */
export function egressTestJob(
  input: EgressGatewayInput | EgressGatewayModel,
  options: EgressTestOptions,
): KubernetesObject[] {
  const model = modelOf(input);
  const { kind, namespace, serviceAccount = 'default', jobName } = options;
  const { path = '/', timeoutSeconds = 10, environment = {} } = options;
  const upstream = model.upstreams[options.upstream ?? 0];
  if (!upstream) {
    throw new RangeError(`There is no upstream ${options.upstream}.`);
  }
  const { mode, url, more } =
    kind === 'inside'
      ? insideCall(upstream, path)
      : outsideCall(upstream, path, options.ingressAddress);
  // In an ambient mesh nothing stands beside the program.
  const proxied = kind === 'inside' && model.pattern !== 'waypoint';
  const authority = options.certificateAuthority;
  const labels = {
    'app.kubernetes.io/managed-by': 'meshport',
    [EGRESS_TEST_LABEL]: model.name,
    [EGRESS_TEST_NAMESPACE_LABEL]: model.namespace,
  };
  return [
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: jobName, namespace, labels },
      spec: {
        backoffLimit: 0,
        activeDeadlineSeconds: timeoutSeconds + 90,
        ttlSecondsAfterFinished: 600,
        template: {
          metadata: {
            labels: {
              ...labels,
              ...(proxied ? { 'sidecar.istio.io/inject': 'true' } : {}),
              ...(kind === 'outside'
                ? {
                    'sidecar.istio.io/inject': 'false',
                    'istio.io/dataplane-mode': 'none',
                  }
                : {}),
            },
          },
          spec: {
            serviceAccountName: serviceAccount,
            automountServiceAccountToken: false,
            restartPolicy: 'Never',
            containers: [
              {
                name: 'check',
                image: environment.curlImage ?? DEFAULT_CURL_IMAGE,
                command: [
                  ...['sh', '-c', SCRIPT, 'check'],
                  ...[mode, proxied ? 'yes' : 'no', `${timeoutSeconds}`, url],
                  ...(authority ? ['--cacert', '/authority/ca.crt'] : []),
                  ...more,
                ],
                securityContext: {
                  allowPrivilegeEscalation: false,
                  capabilities: { drop: ['ALL'] },
                  privileged: false,
                  readOnlyRootFilesystem: true,
                  runAsNonRoot: true,
                  // Not 1337: what runs as that goes past the proxy.
                  runAsUser: 65532,
                  runAsGroup: 65532,
                },
                resources: {
                  requests: { cpu: '10m', memory: '16Mi' },
                  limits: { memory: '64Mi' },
                },
                volumeMounts: [
                  { name: 'work', mountPath: '/work' },
                  ...(authority
                    ? [{ name: 'authority', mountPath: '/authority' }]
                    : []),
                ],
              },
            ],
            volumes: [
              { name: 'work', emptyDir: {} },
              ...(authority
                ? [{ name: 'authority', configMap: { name: authority } }]
                : []),
            ],
          },
        },
      },
    },
  ];
}
