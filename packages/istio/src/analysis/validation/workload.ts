import { Resource } from '../snapshot/Resource';
import { isAddress } from './addresses';
import { socketProblem } from './gateway';
import { quoted } from './goText';
import { probeHeaderProblem } from './headers';
import {
  checkLabels,
  domainProblem,
  portNameProblem,
  portProblem,
} from './names';
import { Problems } from './Problems';

const SOCKET = 'unix://';

/** Checks ports of a workload, by the names that its service gives them. */
export function checkWorkloadPorts(
  ports: Record<string, number> | undefined,
  known: ReadonlySet<string> | undefined,
  problems: Problems,
): void {
  for (const [name, port] of Object.entries(ports ?? {})) {
    if (known && !known.has(name)) {
      problems
        .at(name)
        .error(`endpoint port ${port} is not defined by the service entry`);
    }
    problems.at(name).error(portNameProblem(name), portProblem(port));
  }
}

function checkAddress(
  workload: any,
  namesAllowed: boolean,
  problems: Problems,
): void {
  const { address, ports } = workload;
  if (address.startsWith(SOCKET)) {
    problems.error(socketProblem(address.slice(SOCKET.length)));
    if (Object.keys(ports ?? {}).length > 0) {
      problems.error(`unix endpoint ${address} must not include ports`);
    }
  } else if (address !== '' && !isAddress(address)) {
    if (!namesAllowed) {
      problems.error(
        `endpoint address ${quoted(address)} is not a valid IP address`,
      );
    } else if (domainProblem(address)) {
      problems.error(
        `endpoint address ${quoted(
          address,
        )} is not a valid FQDN or an IP address`,
      );
    }
  }
}

/**
 * Checks a workload.
 *
 * @param known - names of the ports of its service; undefined when not known
 */
export function checkWorkload(
  workload: any,
  known: ReadonlySet<string> | undefined,
  problems: Problems,
): void {
  const { address = '', network = '', ports, labels } = workload;
  if (address === '') {
    if (network === '') {
      problems.at('address').error('address is required');
      return;
    }
    problems
      .at('address')
      .warn(`address is unset with network ${quoted(network)}`);
  }
  checkAddress({ address, ports }, known === undefined, problems.at('address'));
  checkWorkloadPorts(ports, known, problems.at('ports'));
  checkLabels(labels, problems.at('labels'));
  if (address.startsWith(SOCKET) && known && known.size !== 1) {
    problems.error('exactly 1 service port required for unix endpoints');
  }
}

/** What Istio's webhook checks of a WorkloadEntry. */
export function checkWorkloadEntry(entry: Resource, problems: Problems): void {
  checkWorkload(entry.spec, undefined, problems);
}

const COUNTS = [
  'periodSeconds',
  'initialDelaySeconds',
  'timeoutSeconds',
  'successThreshold',
  'failureThreshold',
];

function checkProbe(probe: any, problems: Problems): void {
  for (const field of COUNTS) {
    if (probe[field] < 0) {
      problems.at(field).error(`${field} must be non-negative`);
    }
  }
  const { httpGet, tcpSocket, exec } = probe;
  if (exec) {
    if ((exec.command ?? []).length === 0) {
      problems.at('exec').error('exec.command is required');
    }
  } else if (tcpSocket) {
    problems.at('tcpSocket', 'port').error(portProblem(tcpSocket.port ?? 0));
  } else if (httpGet) {
    const { port = 0, scheme = '', httpHeaders = [] } = httpGet;
    problems.at('httpGet', 'port').error(portProblem(port));
    if (!['', 'HTTP', 'HTTPS'].includes(scheme)) {
      problems
        .at('httpGet', 'scheme')
        .error('httpGet.scheme must be one of "HTTPS", "HTTP"');
    }
    httpHeaders.forEach(({ name = '' }: any, i: number) =>
      problems.at('httpGet', 'httpHeaders', i).error(probeHeaderProblem(name)),
    );
  } else if (!probe.grpc) {
    problems.error('unknown health check method <nil>');
  } else {
    problems.error('unknown health check method *v1alpha3.ReadinessProbe_Grpc');
  }
}

/** What Istio's webhook checks of a WorkloadGroup. */
export function checkWorkloadGroup(group: Resource, problems: Problems): void {
  const { template, metadata, probe } = group.spec;
  if (!template) {
    problems.error('template is required');
    return;
  }
  const labels = new Problems();
  checkLabels(metadata?.labels, labels);
  if (labels.errors.length > 0) {
    const texts = labels.errors.map(one => String(one.args[0]));
    problems
      .at('metadata', 'labels')
      .error(`invalid labels: ${errorList(texts)}`);
    return;
  }
  if (probe) {
    checkProbe(probe, problems.at('probe'));
  }
}

/** Several errors as Go's multierror prints them within another text. */
export function errorList(texts: readonly string[]): string {
  const count = `${texts.length} error${
    texts.length === 1 ? '' : 's'
  } occurred`;
  return `${count}:\n${texts.map(text => `\t* ${text}\n`).join('')}\n`;
}
