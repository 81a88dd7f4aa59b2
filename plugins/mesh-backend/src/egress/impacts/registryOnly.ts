import { EgressImpact } from '@meshport/backstage-plugin-mesh-common';
import { StoredObject } from '../../inventory';
import { ClusterEgress } from '../EgressInventory';
import { isSeenFrom } from '../EgressUnit';
import { callerNamespaces, ImpactInput, MOST_NAMES } from './ImpactInput';

/** Whether undeclared hosts are let through, and what would break if they were not. */
export function registryImpact(input: ImpactInput): EgressImpact {
  const { model, environment, egress, sight, cluster } = input;
  const { sources } = egress;
  const mode = environment.outboundTrafficPolicy;
  const namespaces = callerNamespaces(model).filter(one =>
    sight.scope.mayReadNamespace(cluster, one),
  );
  const exceptions = sources
    .list('Sidecar')
    .filter(
      ({ metadata, spec }) =>
        namespaces.includes(metadata.namespace ?? '') &&
        spec?.outboundTrafficPolicy?.mode,
    )
    .map(
      ({ metadata, spec }) =>
        `Sidecar ${metadata.namespace}/${metadata.name} says ${spec?.outboundTrafficPolicy.mode} for its workloads`,
    );
  if (mode === undefined) {
    return {
      check: 'REGISTRY_ONLY',
      severity: 'info',
      message: 'Whether the mesh lets undeclared hosts through is not known.',
      affected: exceptions,
      unknown: "The mesh's configuration could not be read.",
    };
  }
  if (mode === 'REGISTRY_ONLY') {
    return {
      check: 'REGISTRY_ONLY',
      severity: 'info',
      message:
        'The mesh refuses undeclared hosts (REGISTRY_ONLY): with the gateway gone, its hosts are refused, too.',
      affected: exceptions,
    };
  }
  const broken = undeclaredHosts(namespaces, egress);
  return {
    check: 'REGISTRY_ONLY',
    severity: 'info',
    message: `The mesh lets undeclared hosts through (ALLOW_ANY): the gateway is a way, no fence. Were REGISTRY_ONLY switched on, calls to hosts that no ServiceEntry declares would end with 502 or a closed connection. ${
      broken.length
        ? 'Configuration names some:'
        : 'Configuration names none; which others are called is not known from it.'
    }`,
    affected: [...broken, ...exceptions],
    unknown:
      'Hosts that workloads call without anything in the cluster naming them.',
  };
}

/** Hosts outside the mesh that rules and routes name and no ServiceEntry that the namespaces see declares. */
function undeclaredHosts(
  namespaces: readonly string[],
  { sources }: ClusterEgress,
): string[] {
  const entries = sources.list('ServiceEntry');
  const found = new Set<string>();
  const named: [StoredObject, string[]][] = [
    ...sources
      .list('DestinationRule')
      .map((one): [StoredObject, string[]] => [one, [String(one.spec?.host)]]),
    ...sources
      .list('VirtualService')
      .map((one): [StoredObject, string[]] => [one, one.spec?.hosts ?? []]),
  ];
  for (const namespace of namespaces) {
    const declared = new Set(
      entries
        .filter(one => isSeenFrom(one, namespace))
        .flatMap(({ spec }) => (spec?.hosts ?? []) as string[]),
    );
    for (const [object, hosts] of named) {
      const isBound =
        object.kind !== 'VirtualService' ||
        (object.spec?.gateways ?? ['mesh']).includes('mesh');
      if (isBound && isSeenFrom(object, namespace)) {
        for (const host of hosts) {
          const isOutside =
            host.includes('.') &&
            !host.includes('*') &&
            !/\.svc(\.|$)|\.local$/.test(host);
          if (isOutside && !declared.has(host)) {
            found.add(`${host} in ${namespace}`);
          }
        }
      }
    }
  }
  return [...found].sort().slice(0, MOST_NAMES);
}
