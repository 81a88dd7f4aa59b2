import { isHttp, isTcp, isTls, parseProtocol } from '../istio/protocols';
import { Resource } from '../snapshot/Resource';
import { isAddress, subnetProblem } from './addresses';
import { quoted } from './goText';
import {
  checkLabels,
  domainProblem,
  partialWildcardProblem,
  portNameProblem,
  portProblem,
  wildcardDomainProblem,
} from './names';
import { Complaint, Problems } from './Problems';
import { checkExportTo, checkWorkloadSelector } from './selectors';
import { checkWorkload, checkWorkloadPorts } from './workload';

/** Why Istio knows no protocol of a name; none at all is guessed. */
export function protocolProblem(name: string): Complaint {
  return name !== '' && parseProtocol(name) === undefined
    ? `unsupported protocol: ${name}`
    : undefined;
}

const AUTO_ALLOCATE = 'networking.istio.io/enable-autoallocate-ip';
const DNS = new Set(['DNS', 'DNS_ROUND_ROBIN']);
const DYNAMIC = new Set(['HTTP', 'TLS', 'GRPC', 'HTTP2']);

/** Whether Istio gives the entry addresses of its own. */
function isAutoAllocated({ spec, labels }: Resource): boolean {
  return (
    (spec.resolution ?? 'NONE') !== 'NONE' &&
    (labels[AUTO_ALLOCATE] ?? '').toLowerCase() !== 'false' &&
    (spec.addresses ?? []).length === 0
  );
}

function checkHosts(spec: any, problems: Problems): void {
  const hosts: string[] = spec.hosts ?? [];
  if (hosts.length === 0) {
    problems.at('hosts').error('service entry must have at least one host');
  }
  hosts.forEach((host, i) => {
    const at = problems.at('hosts', i);
    if (host === '*') {
      at.error(`invalid host ${host}`);
      return;
    }
    at.error(wildcardDomainProblem(host));
    if (spec.resolution !== 'DYNAMIC_DNS') {
      at.warn(partialWildcardProblem(host));
    }
  });
}

function checkAddresses(spec: any, problems: Problems): void {
  const addresses: string[] = spec.addresses ?? [];
  addresses.forEach((address, i) =>
    problems.at('addresses', i).error(subnetProblem(address)),
  );
  const hasBlock = addresses.some(address => address.includes('/'));
  if (hasBlock && !['NONE', 'STATIC'].includes(spec.resolution ?? 'NONE')) {
    problems
      .at('addresses')
      .error(
        'CIDR addresses are allowed only for NONE/STATIC resolution types',
      );
  }
}

function checkPorts(entry: Resource, problems: Problems): Set<string> {
  const { ports = [], addresses = [] } = entry.spec;
  const names = new Set<string>();
  const numbers = new Set<number>();
  const mayGuess = addresses.length > 0 || isAutoAllocated(entry);
  ports.forEach((port: any, i: number) => {
    const { name = '', number = 0, protocol = '', targetPort = 0 } = port;
    const at = problems.at('ports', i);
    if (names.has(name)) {
      at.at('name').error(
        `service entry port name ${quoted(name)} already defined`,
      );
    }
    if (numbers.has(number)) {
      at.at('number').error(`service entry port ${number} already defined`);
    }
    names.add(name);
    numbers.add(number);
    if (targetPort !== 0) {
      at.at('targetPort').error(portProblem(targetPort));
    }
    if (!mayGuess && (protocol === '' || protocol === 'TCP')) {
      at.warn(
        'addresses are required for ports serving TCP (or unset) protocol when IP Autoallocation is not enabled',
      );
    }
    at.at('name').error(portNameProblem(name));
    at.at('protocol').error(protocolProblem(protocol));
    at.at('number').error(portProblem(number));
  });
  return names;
}

function checkDns(spec: any, names: ReadonlySet<string>, problems: Problems) {
  const { resolution, endpoints = [], hosts = [], ports = [] } = spec;
  if (endpoints.length === 0) {
    const wrong = hosts.map(domainProblem).find(Boolean);
    if (wrong) {
      problems
        .at('hosts')
        .error(
          `hosts must be FQDN or contain only prefix wildcards if no endpoints are provided for resolution mode ${resolution}, ${wrong}`,
        );
    }
  }
  if (resolution === 'DNS_ROUND_ROBIN' && endpoints.length > 1) {
    problems
      .at('endpoints')
      .error(
        `there must only be 0 or 1 endpoint for resolution mode ${resolution}`,
      );
  }
  endpoints.forEach((endpoint: any, i: number) => {
    const at = problems.at('endpoints', i);
    const { address = '' } = endpoint;
    if (!isAddress(address) && domainProblem(address)) {
      at.at('address').error(
        `endpoint address ${quoted(
          address,
        )} is not a valid FQDN or an IP address`,
      );
    }
    checkLabels(endpoint.labels, at.at('labels'));
    checkWorkloadPorts(endpoint.ports, names, at.at('ports'));
  });
  const hasTcp = ports.some((port: any) => isTcp(parseProtocol(port.protocol)));
  if ((spec.addresses ?? []).length > 0 && hasTcp && hosts.length > 1) {
    problems.warn(
      'service entry can not have more than one host specified simultaneously with address and tcp port',
    );
  }
}

function usesWaypoint({ labels }: Resource): boolean {
  const waypoint = labels['istio.io/use-waypoint'] ?? '';
  return waypoint !== '' && waypoint.toLowerCase() !== 'none';
}

function checkDynamic(entry: Resource, problems: Problems): void {
  const { resolution, hosts = [], ports = [], location } = entry.spec;
  if (hosts.length === 0) {
    problems.error(
      `at least one wildcard host must be provided for resolution type ${resolution}`,
    );
  }
  hosts.forEach((host: string, i: number) => {
    if (!host.startsWith('*')) {
      problems
        .at('hosts', i)
        .error(`host must be wildcarded for resolution mode ${resolution}`);
    }
  });
  if ((entry.spec.addresses ?? []).length > 0) {
    problems
      .at('addresses')
      .error(
        `addresses cannot be set for resolution type ${resolution}. HTTP route domains will only be generatedfrom the hosts field values`,
      );
  }
  if ((entry.spec.endpoints ?? []).length > 0) {
    problems
      .at('endpoints')
      .error(
        `endpoints cannot be set for resolution type ${resolution}. Destination IP address determined from hostsfield values`,
      );
  }
  ports.forEach(({ protocol }: any, i: number) => {
    if (!DYNAMIC.has(parseProtocol(protocol) ?? '')) {
      problems
        .at('ports', i)
        .error(
          `only HTTP, TLS, GRPC, and HTTP2 protocols are supported for resolution type ${resolution}`,
        );
    }
  });
  if (location === 'MESH_INTERNAL' && usesWaypoint(entry)) {
    problems
      .at('location')
      .error(
        `location MESH_INTERNAL with resolution type ${resolution} is not supported when using waypoints`,
      );
  }
}

function checkResolution(
  entry: Resource,
  names: ReadonlySet<string>,
  problems: Problems,
): void {
  const { resolution = 'NONE', endpoints = [], workloadSelector } = entry.spec;
  if (resolution === 'NONE') {
    if (endpoints.length > 0) {
      problems
        .at('endpoints')
        .error('no endpoints should be provided for resolution type none');
    }
    if (workloadSelector) {
      problems
        .at('workloadSelector')
        .warn(
          'workloadSelector should not be set when resolution mode is NONE',
        );
    }
  } else if (resolution === 'STATIC') {
    endpoints.forEach((endpoint: any, i: number) =>
      checkWorkload(endpoint, names, problems.at('endpoints', i)),
    );
  } else if (DNS.has(resolution)) {
    checkDns(entry.spec, names, problems);
  } else {
    checkDynamic(entry, problems);
  }
}

/** What Istio's webhook checks of a ServiceEntry. */
export function checkServiceEntry(entry: Resource, problems: Problems): void {
  const { spec, namespace } = entry;
  const { workloadSelector, endpoints, hosts = [], ports = [] } = spec;
  if (!checkWorkloadSelector(workloadSelector, 'service entry', problems)) {
    return;
  }
  if (workloadSelector && endpoints !== undefined) {
    problems
      .at('endpoints')
      .error(
        'only one of WorkloadSelector or Endpoints is allowed in Service Entry',
      );
  }
  checkHosts(spec, problems);
  checkAddresses(spec, problems);
  const names = checkPorts(entry, problems);
  checkResolution(entry, names, problems);
  const isNone = (spec.resolution ?? 'NONE') === 'NONE';
  const cannotTell = ports.some(({ protocol }: any) => {
    const parsed = parseProtocol(protocol);
    return !isHttp(parsed) && !isTls(parsed);
  });
  if (!isNone && hosts.length > 1 && cannotTell) {
    problems
      .at('ports')
      .error('multiple hosts provided with non-HTTP, non-TLS ports');
  }
  checkExportTo(spec.exportTo, namespace, problems, 'ServiceEntry');
}
