import { KubernetesObject } from '@meshport/istio';

/** Label on all that a probe runs: its ID. */
export const PROBE_LABEL = 'meshport.dev/remote-probe';
/** Where the pod of a probe listens. */
export const PROBE_PORT = 18080;

/**
 * Answers each connection with an empty page until it is ended. It shows
 * nothing of its files: whichever program listens, it does so in an empty folder.
 */
const LISTEN = `
cd /work || exit 1
if command -v python3 > /dev/null; then
  exec python3 -m http.server "$1"
fi
while true; do
  printf 'HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n' | nc -l -p "$1" > /dev/null
done
`.trim();

/**
 * Calls, and writes what came out as the termination message. A refused
 * connection is tried again, since the pod that listens may have just started.
 */
const CALL = `
for try in 1 2 3; do
  : > /work/error
  status=$(curl --silent --show-error --stderr /work/error --output /dev/null --noproxy '*' --insecure --max-time "$1" --write-out '%{http_code}' "$2")
  exit=$?
  [ "$exit" = 7 ] || break
  sleep 1
done
error=$(tr -d '"\\\\' < /work/error | tr '\\n\\r\\t' '   ' | cut -c 1-300)
printf '{"status":%d,"exit":%d,"error":"%s"}' "$status" "$exit" "$error" > /dev/termination-log
exit 0
`.trim();

interface ProbeJob {
  id: string;
  name: string;
  namespace: string;
  image: string;
  /** Longest life of the Job in seconds. */
  seconds: number;
}

/** The Job whose pod listens. */
export function listenJob(options: ProbeJob): KubernetesObject {
  return job(options, ['sh', '-c', LISTEN, 'listen', `${PROBE_PORT}`], {
    ports: [{ containerPort: PROBE_PORT }],
    readinessProbe: { tcpSocket: { port: PROBE_PORT }, periodSeconds: 1 },
  });
}

/** The Job whose pod calls an address; its container is called `check`. */
export function callJob(
  options: ProbeJob & { url: string; callSeconds: number },
): KubernetesObject {
  return job(options, [
    ...['sh', '-c', CALL, 'call'],
    ...[`${options.callSeconds}`, options.url],
  ]);
}

function job(
  { id, name, namespace, image, seconds }: ProbeJob,
  command: string[],
  more: object = {},
): KubernetesObject {
  const labels = {
    'app.kubernetes.io/managed-by': 'meshport',
    [PROBE_LABEL]: id,
  };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace, labels },
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: seconds,
      // Goes by itself, should nobody take it away.
      ttlSecondsAfterFinished: 60,
      template: {
        metadata: {
          labels: {
            ...labels,
            // The network is tried, not the mesh.
            'sidecar.istio.io/inject': 'false',
            'istio.io/dataplane-mode': 'none',
          },
        },
        spec: {
          automountServiceAccountToken: false,
          restartPolicy: 'Never',
          terminationGracePeriodSeconds: 1,
          containers: [
            {
              name: 'check',
              image,
              command,
              ...more,
              securityContext: {
                allowPrivilegeEscalation: false,
                capabilities: { drop: ['ALL'] },
                privileged: false,
                readOnlyRootFilesystem: true,
                runAsNonRoot: true,
                runAsUser: 65532,
                runAsGroup: 65532,
              },
              resources: {
                requests: { cpu: '10m', memory: '16Mi' },
                limits: { memory: '64Mi' },
              },
              volumeMounts: [{ name: 'work', mountPath: '/work' }],
            },
          ],
          volumes: [{ name: 'work', emptyDir: {} }],
        },
      },
    },
  };
}
