import type { KubernetesObject } from '../resources';
import type { EgressGatewayInput } from './EgressGatewayInput';
import { defaultUpstreamPort } from './EgressUpstream';
import {
  GATEWAY_PORT,
  gatewayHostOf,
  labelsOf,
  podSelectorOf,
  upstreamRuleNameOf,
} from './naming';
import { visibleTo } from './visibility';

const NETWORKING = 'networking.istio.io/v1';

/**
 * Headers that proxies of the mesh add and no outside server should see. The
 * first bears the caller's certificate and identity: the gateway writes it
 * because its own server is mutual TLS, and sends it on to the upstream.
 */
const MESH_HEADERS = [
  'x-forwarded-client-cert',
  'x-envoy-attempt-count',
  'x-envoy-decorator-operation',
  'x-envoy-external-address',
  'x-envoy-peer-metadata',
  'x-envoy-peer-metadata-id',
];

/** The one subset of the gateway's host; one upstream, one subset. */
const SUBSET = 'upstream';

interface Ports {
  /** What clients call. */
  client: number;
  /** Where the upstream listens. */
  upstream: number;
}

function portsOf(input: EgressGatewayInput): Ports {
  const protocol = input.protocol ?? 'TLS-ORIGINATION';
  const upstream = input.port ?? defaultUpstreamPort(protocol);
  return { client: protocol === 'TLS-ORIGINATION' ? 80 : upstream, upstream };
}

function metadataOf(input: EgressGatewayInput, name = input.name) {
  return { name, namespace: input.namespace, labels: labelsOf(input) };
}

function servicePortOf(input: EgressGatewayInput) {
  const { client, upstream } = portsOf(input);
  switch (input.protocol ?? 'TLS-ORIGINATION') {
    case 'HTTP':
      return { number: client, name: 'http', protocol: 'HTTP' };
    case 'TLS-PASSTHROUGH':
      return { number: client, name: 'tls', protocol: 'TLS' };
    default:
      // One plain port that ends at the upstream's TLS port. A second port for
      // TLS would let clients' proxies call the upstream past the gateway.
      return {
        number: client,
        name: 'http',
        protocol: 'HTTP',
        ...(client === upstream ? {} : { targetPort: upstream }),
      };
  }
}

/** Makes the upstream known to the gateway and to its clients. */
export function serviceEntryOf(input: EgressGatewayInput): KubernetesObject {
  return {
    apiVersion: NETWORKING,
    kind: 'ServiceEntry',
    metadata: metadataOf(input),
    spec: {
      hosts: [input.host],
      exportTo: visibleTo(input),
      location: 'MESH_EXTERNAL',
      ports: [servicePortOf(input)],
      // Never NONE: the gateway would send the call to its own address.
      ...(input.addresses?.length
        ? {
            resolution: 'STATIC',
            endpoints: input.addresses.map(address => ({ address })),
          }
        : { resolution: 'DNS' }),
    },
  };
}

/** Makes the gateway's pods listen for the upstream's host. */
export function gatewayOf(input: EgressGatewayInput): KubernetesObject {
  const passthrough = input.protocol === 'TLS-PASSTHROUGH';
  return {
    apiVersion: NETWORKING,
    kind: 'Gateway',
    metadata: metadataOf(input),
    spec: {
      selector: podSelectorOf(input),
      servers: [
        {
          port: passthrough
            ? { number: GATEWAY_PORT, name: 'tls', protocol: 'TLS' }
            : { number: GATEWAY_PORT, name: 'https', protocol: 'HTTPS' },
          // `./` admits routes of this namespace only.
          hosts: [`./${input.host}`],
          tls: { mode: passthrough ? 'PASSTHROUGH' : 'ISTIO_MUTUAL' },
        },
      ],
    },
  };
}

/**
 * Tells clients' proxies how to call the gateway. Automatic mTLS is off towards
 * gateways, whose pods bear no tlsMode label, so mTLS must be asked for here;
 * and with the upstream's name as server name, because by that the gateway
 * chooses its listener's filter chain.
 */
export function gatewayRuleOf(input: EgressGatewayInput): KubernetesObject {
  return {
    apiVersion: NETWORKING,
    kind: 'DestinationRule',
    metadata: metadataOf(input),
    spec: {
      host: gatewayHostOf(input),
      exportTo: visibleTo(input),
      subsets: [
        {
          name: SUBSET,
          ...(input.protocol === 'TLS-PASSTHROUGH'
            ? {}
            : {
                trafficPolicy: {
                  portLevelSettings: [
                    {
                      port: { number: GATEWAY_PORT },
                      tls: { mode: 'ISTIO_MUTUAL', sni: input.host },
                    },
                  ],
                },
              }),
        },
      ],
    },
  };
}

/** Leads calls from clients to the gateway, and from the gateway on. */
export function virtualServiceOf(input: EgressGatewayInput): KubernetesObject {
  const { client } = portsOf(input);
  const gateway = `${input.namespace}/${input.name}`;
  const toGateway = {
    destination: {
      host: gatewayHostOf(input),
      subset: SUBSET,
      port: { number: GATEWAY_PORT },
    },
  };
  const toUpstream = {
    destination: { host: input.host, port: { number: client } },
  };
  const passthrough = input.protocol === 'TLS-PASSTHROUGH';
  const leg = (from: string, port: number, route: object) => ({
    match: [
      {
        gateways: [from],
        port,
        ...(passthrough ? { sniHosts: [input.host] } : {}),
      },
    ],
    route: [route],
  });
  const legs = [
    leg('mesh', client, toGateway),
    {
      ...leg(gateway, GATEWAY_PORT, toUpstream),
      ...(passthrough
        ? {}
        : { headers: { request: { remove: MESH_HEADERS } } }),
    },
  ];
  return {
    apiVersion: NETWORKING,
    kind: 'VirtualService',
    metadata: metadataOf(input),
    spec: {
      hosts: [input.host],
      exportTo: visibleTo(input),
      gateways: ['mesh', gateway],
      ...(passthrough ? { tls: legs } : { http: legs }),
    },
  };
}

/**
 * Makes the gateway open TLS to the upstream and verify its certificate;
 * undefined for protocols where it does not. Seen in the gateway's namespace
 * only, so that no client's proxy can open TLS to the upstream itself.
 */
export function upstreamRuleOf(
  input: EgressGatewayInput,
): KubernetesObject | undefined {
  if ((input.protocol ?? 'TLS-ORIGINATION') !== 'TLS-ORIGINATION') {
    return undefined;
  }
  const { sni = input.host, credentialName, subjectAltNames } = input.tls ?? {};
  return {
    apiVersion: NETWORKING,
    kind: 'DestinationRule',
    metadata: metadataOf(input, upstreamRuleNameOf(input)),
    spec: {
      host: input.host,
      exportTo: ['.'],
      // Only the gateway's pods, also where clients share their namespace.
      workloadSelector: { matchLabels: podSelectorOf(input) },
      trafficPolicy: {
        portLevelSettings: [
          {
            port: { number: portsOf(input).client },
            tls: {
              mode: 'SIMPLE',
              sni,
              // Said explicitly: a certificate of a trusted authority for
              // another name must not pass.
              subjectAltNames: subjectAltNames?.length
                ? subjectAltNames
                : [sni],
              ...(credentialName ? { credentialName } : {}),
            },
          },
        ],
      },
    },
  };
}
