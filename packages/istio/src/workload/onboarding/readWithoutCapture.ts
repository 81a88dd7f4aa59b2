import type { InputReader } from '../../input/InputReader';
import { isDnsSubdomain } from '../../resources';
import { problemWithListenerPort } from './readPorts';
import {
  VM_PORT_PROTOCOLS,
  VmDependency,
  VmWithoutCapture,
} from './VmOnboardingInput';
import { isPlainHttp } from './withoutCapture';

/** Why a text is no full host name; undefined when it is. */
export function problemWithHostName(text: string): string | undefined {
  if (!isDnsSubdomain(text) || !text.includes('.')) {
    return 'Give a full host name in lower case, e.g. details.bookinfo.svc.cluster.local.';
  }
  // Istio knows Services by their full names only.
  return text.split('.').length === 3 && text.endsWith('.svc')
    ? `Give the full name, with the cluster's domain, e.g. ${text}.cluster.local.`
    : undefined;
}

function readDependency(part: InputReader): VmDependency {
  if (part.value('port') === undefined) {
    part.refuse('port', 'This is missing. Give the port of the service.');
  }
  const port = part.wholeNumber('port', 1, 65535);
  const problem =
    port === undefined ? undefined : problemWithListenerPort(port);
  if (problem) {
    part.refuse('port', `${problem} Use iptables on the machine instead.`);
  }
  return {
    host: part.requiredText('host', 'Give the host.', problemWithHostName),
    port: port ?? 0,
    protocol: part.oneOf('protocol', VM_PORT_PROTOCOLS),
  };
}

function readDependencies(reader: InputReader): VmDependency[] {
  const list = reader.list('dependencies', 64, (one, item) =>
    reader.inside(one, item, ['host', 'port', 'protocol'], readDependency),
  );
  if (reader.value('dependencies') === undefined) {
    reader.refuse(
      'dependencies',
      'This is missing. Give a list of services, an empty one if the application calls none.',
    );
  }
  return list ?? [];
}

/**
 * On one address a port is either HTTP, for several hosts, or belongs to one
 * host. What is called through the HTTP proxy has no listener of its own.
 */
function refuseSharedPorts(
  reader: InputReader,
  dependencies: VmDependency[],
  isProxied: (one: VmDependency) => boolean,
): void {
  const first = new Map<number, VmDependency>();
  const named = new Set<string>();
  dependencies.forEach((one, index) => {
    const field = `dependencies[${index}].port`;
    const { host, port, protocol = 'HTTP' } = one;
    if (host === '' || port === 0) {
      return;
    }
    if (named.has(`${host}:${port}`)) {
      reader.refuse(field, 'This is named twice. Take one out.');
      return;
    }
    named.add(`${host}:${port}`);
    if (isProxied(one)) {
      return;
    }
    const other = first.get(port);
    first.set(port, other ?? one);
    if (
      other &&
      (!isPlainHttp(protocol) || (other.protocol ?? 'HTTP') !== protocol)
    ) {
      reader.refuse(
        field,
        `Port ${port} is ${other.host}'s already, and a listener tells hosts apart for plain HTTP only. Use iptables on the machine, or another port of one of the services.`,
      );
    }
  });
}

/** Reads the field `withoutCapture`. */
export function readWithoutCapture(
  reader: InputReader,
): VmWithoutCapture | undefined {
  return reader.object(
    'withoutCapture',
    ['dependencies', 'httpProxy'],
    part => {
      const dependencies = readDependencies(part);
      const httpProxy = part.object('httpProxy', ['port'], proxy => ({
        port: proxy.wholeNumber('port', 1024, 65535),
      }));
      const isProxied = ({ protocol = 'HTTP' }: VmDependency) =>
        httpProxy !== undefined && isPlainHttp(protocol);
      refuseSharedPorts(part, dependencies, isProxied);
      dependencies.forEach((one, index) => {
        if (isProxied(one) && one.port !== 0 && one.port !== 80) {
          part.refuse(
            `dependencies[${index}].port`,
            "Istio's HTTP proxy finds services by port 80 only. Give that, or leave httpProxy out.",
          );
        }
      });
      const problem =
        httpProxy?.port === undefined
          ? undefined
          : problemWithListenerPort(httpProxy.port);
      if (problem) {
        part.refuse('httpProxy.port', `${problem} Choose another port.`);
      }
      if (
        httpProxy &&
        part.value('dependencies') &&
        !dependencies.some(isProxied)
      ) {
        part.refuse(
          'httpProxy',
          'None of the dependencies speaks HTTP, HTTP2 or GRPC, so the proxy has nothing to do. Take it out.',
        );
      }
      return { dependencies, httpProxy };
    },
  );
}
