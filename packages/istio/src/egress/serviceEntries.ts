import type { KubernetesObject } from '../resources';
import type {
  EgressGatewayModel,
  EgressUpstreamModel,
} from './EgressGatewayInput';
import { NETWORKING, upstreamMetadataOf } from './objectParts';
import { visibleTo } from './visibility';

const NAMES = {
  HTTP: ['http', 'HTTP'],
  'TLS-ORIGINATION': ['http', 'HTTP'],
  'TLS-PASSTHROUGH': ['tls', 'TLS'],
  TCP: ['tcp', 'TCP'],
} as const;

function portOf(
  { protocol, port, clientPort }: EgressUpstreamModel,
  several: boolean,
) {
  const [name, spoken] = NAMES[protocol];
  return {
    number: clientPort,
    name: several ? `${name}-${clientPort}` : name,
    protocol: spoken,
    // One plain port that ends at the upstream's TLS port. A second port for
    // TLS would let clients' proxies call the upstream past the gateway.
    ...(clientPort === port ? {} : { targetPort: port }),
  };
}

function resolutionOf({ host, addresses = [], protocol }: EgressUpstreamModel) {
  if (host.startsWith('*.')) {
    return { resolution: 'DYNAMIC_DNS' };
  }
  // Never NONE: the gateway would send the call to its own address.
  return addresses.length > 0
    ? {
        // By its addresses alone clients' proxies tell a connection of TCP to
        // this host from others to the same port.
        ...(protocol === 'TCP' ? { addresses } : {}),
        resolution: 'STATIC',
        endpoints: addresses.map(address => ({ address })),
      }
    : { resolution: 'DNS' };
}

/** Makes the upstreams of one host known to the gateway and to its clients. */
export function serviceEntryOf(
  model: EgressGatewayModel,
  upstreams: readonly [EgressUpstreamModel, ...EgressUpstreamModel[]],
): KubernetesObject {
  const [first] = upstreams;
  const { addresses, ...resolution } = resolutionOf(
    upstreams.find(({ protocol }) => protocol === 'TCP') ?? first,
  ) as { addresses?: string[]; resolution: string };
  return {
    apiVersion: NETWORKING,
    kind: 'ServiceEntry',
    metadata: upstreamMetadataOf(model, first),
    spec: {
      hosts: [first.host],
      ...(addresses ? { addresses } : {}),
      exportTo: visibleTo(model),
      location: 'MESH_EXTERNAL',
      ports: upstreams.map(one => portOf(one, upstreams.length > 1)),
      ...resolution,
    },
  };
}
