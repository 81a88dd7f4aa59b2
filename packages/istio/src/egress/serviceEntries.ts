import type { KubernetesObject } from '../resources';
import type {
  EgressGatewayModel,
  EgressUpstreamModel,
} from './EgressGatewayInput';
import { NETWORKING, tcpAddressesOf, upstreamMetadataOf } from './objectParts';
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

function resolutionOf({ host, addresses = [] }: EgressUpstreamModel) {
  if (host.startsWith('*.')) {
    return { resolution: 'DYNAMIC_DNS' };
  }
  // Never NONE: the gateway would send the call to its own address.
  return addresses.length > 0
    ? {
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
  const tcp = upstreams.find(({ protocol }) => protocol === 'TCP');
  return {
    apiVersion: NETWORKING,
    kind: 'ServiceEntry',
    metadata: upstreamMetadataOf(model, first),
    spec: {
      hosts: [first.host],
      // By an address alone clients' proxies tell a connection of TCP to this
      // host from others to the same port.
      ...(tcp ? { addresses: tcpAddressesOf(tcp) } : {}),
      exportTo: visibleTo(model),
      location: 'MESH_EXTERNAL',
      ports: upstreams.map(one => portOf(one, upstreams.length > 1)),
      ...resolutionOf(first),
    },
  };
}
