import type { EgressEnvironment } from './EgressEnvironment';
import type {
  EgressGatewayModel,
  EgressUpstreamModel,
} from './EgressGatewayInput';

/** Image with `curl`, when neither the input nor configuration names one. */
export const DEFAULT_CURL_IMAGE = 'docker.io/curlimages/curl:8.16.0';

/** Name of the container that looks whether an upstream answers. */
export const CHECK_CONTAINER = 'upstream-check';

/** Times of the probe when nothing else is said. */
export const PROBE_DEFAULTS = {
  timeoutSeconds: 5,
  periodSeconds: 15,
  failureThreshold: 3,
  successThreshold: 1,
  initialDelaySeconds: 2,
};

function addressOf({ host, port, addresses = [] }: EgressUpstreamModel) {
  const [address] = addresses;
  if (address === undefined) {
    return [];
  }
  const written = address.includes(':') ? `[${address}]` : address;
  return ['--resolve', `${host}:${port}:${written}`];
}

/**
 * Looks whether the upstream answers at all: any answer of HTTP will do, since a
 * path that is always there is not known, and so will any certificate, since the
 * gateway verifies that itself and the check could not know the authority.
 */
function curlOf(upstream: EgressUpstreamModel, seconds: number): string[] {
  const { protocol, host, port } = upstream;
  const scheme = protocol === 'HTTP' ? 'http' : 'https';
  return [
    'curl',
    '--silent',
    '--show-error',
    ...['--output', '/dev/null'],
    ...(scheme === 'https' ? ['--insecure'] : []),
    ...['--max-time', String(seconds)],
    ...addressOf(upstream),
    `${scheme}://${host}:${port}/`,
  ];
}

/** Opens a connection and closes it; `curl` would wait for the other end. */
function connectOf(upstream: EgressUpstreamModel, seconds: number): string[] {
  const { host, port, addresses = [] } = upstream;
  return ['nc', '-z', '-w', String(seconds), addresses[0] ?? host, `${port}`];
}

function commandOf(model: EgressGatewayModel, seconds: number): string[] {
  const { host, command } = model.readiness ?? {};
  return (
    command ??
    defaultCommandOf(
      model.upstreams.find(one => one.host === host) ?? model.upstreams[0],
      seconds,
    )
  );
}

/** The command that looks whether an upstream answers, within so many seconds. */
export function defaultCommandOf(
  upstream: EgressUpstreamModel,
  seconds: number,
): string[] {
  const bound = Math.max(1, seconds - 1);
  return upstream.protocol === 'TCP'
    ? connectOf(upstream, bound)
    : curlOf(upstream, bound);
}

/**
 * The container by which a pod is ready only while the upstream answers. It is
 * one beside the proxy: of a probe in the proxy's own container the injector
 * would make one with two actions, its own and ours, which the API refuses. It
 * calls the upstream directly, as the proxy does; nothing of a gateway's pod is
 * captured.
 */
export function checkContainersOf(
  model: EgressGatewayModel,
  environment: EgressEnvironment = {},
) {
  if (!model.readiness) {
    return [];
  }
  const { host: _host, command: _command, image, ...times } = model.readiness;
  const probe = { ...PROBE_DEFAULTS, ...times };
  return [
    {
      name: CHECK_CONTAINER,
      image: image ?? environment.curlImage ?? DEFAULT_CURL_IMAGE,
      // It has nothing to do but to be there for the probe.
      command: ['sleep', '2147483647'],
      readinessProbe: {
        exec: { command: commandOf(model, probe.timeoutSeconds) },
        ...probe,
      },
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        privileged: false,
        readOnlyRootFilesystem: true,
        runAsGroup: 1337,
        runAsNonRoot: true,
        runAsUser: 1337,
      },
      resources: {
        requests: { cpu: '5m', memory: '16Mi' },
        limits: { memory: '64Mi' },
      },
    },
  ];
}
