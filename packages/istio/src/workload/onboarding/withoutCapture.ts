import type { KubernetesObject } from '../../resources';
import { DEFAULT_HTTP_PROXY_PORT } from './machineProxy';
import { machineLabelsOf, metadataOf } from './names';
import type {
  VmDependency,
  VmOnboardingInput,
  VmWithoutCapture,
} from './VmOnboardingInput';

/** Where listeners for dependencies wait; the application's own are on 127.0.0.1. */
export const DEPENDENCY_ADDRESS = '127.0.0.2';

/** `namespace/host` as a Sidecar wants it; a host outside Kubernetes is looked for everywhere. */
function importOf(host: string): string {
  const [, namespace, kind] = host.split('.');
  return kind === 'svc' ? `${namespace}/${host}` : `*/${host}`;
}

/** Whether a listener tells hosts apart by what is asked of it. */
export function isPlainHttp(protocol: string): boolean {
  return ['HTTP', 'HTTP2', 'GRPC'].includes(protocol);
}

function portName(protocol: string, port: number): string {
  return `${protocol.toLowerCase()}-${port}`;
}

/** What is called through a listener or a line of its own, and what through the HTTP proxy. */
function waysOut({ dependencies, httpProxy }: VmWithoutCapture) {
  const isProxied = ({ protocol = 'HTTP' }: VmDependency) =>
    httpProxy !== undefined && isPlainHttp(protocol);
  return {
    byName: dependencies.filter(one => !isProxied(one)),
    byProxy: dependencies.filter(isProxied),
  };
}

/** The one listener through which programs call that know of an HTTP proxy. */
function httpProxyListener(
  { httpProxy }: VmWithoutCapture,
  dependencies: VmDependency[],
) {
  const number = httpProxy?.port ?? DEFAULT_HTTP_PROXY_PORT;
  return {
    bind: '127.0.0.1',
    captureMode: 'NONE',
    port: { number, name: `http-proxy-${number}`, protocol: 'HTTP_PROXY' },
    hosts: [...new Set(dependencies.map(({ host }) => importOf(host)))],
  };
}

/**
 * The Sidecar of machines where iptables may not be used: the proxy binds each
 * port itself (`captureMode: NONE`), gives inbound calls to the application on
 * loopback, and has one listener for each port of a dependency.
 */
export function sidecarObject(
  input: VmOnboardingInput,
): KubernetesObject | undefined {
  if (!input.withoutCapture) {
    return undefined;
  }
  const { byName, byProxy } = waysOut(input.withoutCapture);
  const listeners = new Map<number, VmDependency[]>();
  for (const one of byName) {
    listeners.set(one.port, [...(listeners.get(one.port) ?? []), one]);
  }
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Sidecar',
    metadata: metadataOf(input),
    spec: {
      workloadSelector: { labels: machineLabelsOf(input) },
      ingress: input.ports.map(
        ({ name, number, targetPort = number, protocol = 'HTTP' }) => ({
          port: { number: targetPort, name, protocol },
          captureMode: 'NONE',
          defaultEndpoint: `127.0.0.1:${targetPort}`,
        }),
      ),
      egress: [
        // Without a listener of one's own istiod would open one for every service.
        ...(input.withoutCapture.dependencies.length
          ? []
          : [{ hosts: ['~/*'] }]),
        ...[...listeners].map(([port, dependencies]) => {
          const { protocol = 'HTTP' } = dependencies[0];
          return {
            bind: DEPENDENCY_ADDRESS,
            captureMode: 'NONE',
            port: { number: port, name: portName(protocol, port), protocol },
            hosts: dependencies.map(({ host }) => importOf(host)),
          };
        }),
        ...(byProxy.length
          ? [httpProxyListener(input.withoutCapture, byProxy)]
          : []),
      ],
    },
  };
}

function marks(input: VmOnboardingInput): [string, string] {
  const group = `${input.namespace}/${input.name}`;
  return [
    `# BEGIN services of the mesh for ${group} (managed by Meshport)`,
    `# END services of the mesh for ${group}`,
  ];
}

/** Every spelling that a program on the machine may use for a host. */
function spellings(host: string, namespace: string): string[] {
  const [name, itsNamespace, kind] = host.split('.');
  if (kind !== 'svc') {
    return [host];
  }
  return [
    host,
    `${name}.${itsNamespace}.svc`,
    `${name}.${itsNamespace}`,
    ...(itsNamespace === namespace ? [name] : []),
  ];
}

/**
 * The block of `/etc/hosts` that leads names of dependencies to the proxy's
 * listeners; empty where iptables captures calls. It ends in a line break.
 *
 * @public
 */
export function vmHostsBlock(input: VmOnboardingInput): string {
  const hosts = new Set(
    input.withoutCapture &&
      waysOut(input.withoutCapture).byName.map(({ host }) => host),
  );
  if (!hosts.size) {
    return '';
  }
  const [begin, end] = marks(input);
  const lines = [...hosts].map(
    host =>
      `${DEPENDENCY_ADDRESS} ${spellings(host, input.namespace).join(' ')}`,
  );
  return `${[begin, ...lines, end].join('\n')}\n`;
}

/**
 * What differs between a machine's `/etc/hosts` and the block that belongs
 * there, as sentences; none when they agree.
 *
 * @public
 */
export function vmHostsDrift(
  hostsFile: string,
  input: VmOnboardingInput,
): string[] {
  const [begin, end] = marks(input);
  const lines = hostsFile.split(/\r?\n/);
  const from = lines.indexOf(begin);
  const to = lines.indexOf(end);
  const wanted = vmHostsBlock(input).split('\n').slice(1, -2);
  if (from < 0 || to < from) {
    return wanted.length
      ? ['The block is not in /etc/hosts. Run the script again.']
      : [];
  }
  const there = lines.slice(from + 1, to);
  const outside = [...lines.slice(0, from), ...lines.slice(to + 1)];
  const names = new Set(wanted.flatMap(line => line.split(/\s+/).slice(1)));
  return [
    ...wanted
      .filter(line => !there.includes(line))
      .map(line => `The line "${line}" is missing.`),
    ...there
      .filter(line => !wanted.includes(line))
      .map(line => `The line "${line}" is not wanted any more.`),
    ...outside
      .filter(line => !line.trimStart().startsWith('#'))
      .filter(line =>
        line
          .split('#')[0]
          .trim()
          .split(/\s+/)
          .slice(1)
          .some(name => names.has(name)),
      )
      .map(
        line =>
          `The line "${line.trim()}" outside the block leads a name of the mesh elsewhere; the first line in the file wins.`,
      ),
  ];
}
