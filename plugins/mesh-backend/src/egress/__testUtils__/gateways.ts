import { renderEgressGateway } from '@meshport/istio';

let uids = 0;

/** Objects as an API server would have stored them. */
export function stored(objects: object[]): any[] {
  return objects.map((object: any) => {
    uids += 1;
    return {
      ...object,
      metadata: {
        ...object.metadata,
        uid: `uid-${uids}`,
        resourceVersion: String(uids),
        creationTimestamp: '2026-11-21T10:00:00Z',
      },
    };
  });
}

/** A namespace of a team. */
export function namespace(name: string, owner?: string) {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      labels: owner ? { 'meshport.dev/owner': owner } : {},
    },
  };
}

/** A running pod with a proxy, or a gateway's. */
export function pod(
  name: string,
  where: string,
  options: {
    labels?: Record<string, string>;
    account?: string;
    proxy?: 'sidecar' | 'gateway' | 'none';
    ready?: boolean;
  } = {},
) {
  const { labels = { app: name }, account = name } = options;
  const { proxy = 'sidecar', ready = true } = options;
  const istio = { name: 'istio-proxy', image: 'istio/proxyv2:1.30.2' };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${name}-1`, namespace: where, labels },
    spec: {
      serviceAccountName: account,
      containers: [
        ...(proxy === 'gateway' ? [] : [{ name: 'app', image: 'app:1' }]),
        ...(proxy === 'none' ? [] : [istio]),
      ],
    },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    },
  };
}

/** A gateway of ours, with a ready pod. */
export function ourGateway(input: Parameters<typeof renderEgressGateway>[0]) {
  const objects = renderEgressGateway(input) as any[];
  const service = objects.find(one => one.kind === 'Service');
  return [
    ...objects,
    pod(`${input.name}-pod`, input.namespace, {
      labels: service.spec.selector,
      account: input.name,
      proxy: 'gateway',
    }),
  ];
}

const networking = (
  kind: string,
  name: string,
  where: string,
  spec: object,
) => ({
  apiVersion: 'networking.istio.io/v1',
  kind,
  metadata: { name, namespace: where },
  spec,
});

/** What Istio's documentation has people make: one gateway of the mesh for all, TLS passed through. */
export function classicGateway() {
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'istio-egressgateway', namespace: 'istio-system' },
      spec: {
        selector: { app: 'istio-egressgateway', istio: 'egressgateway' },
        ports: [
          { name: 'http2', port: 80 },
          { name: 'https', port: 443 },
        ],
      },
    },
    pod('egress', 'istio-system', {
      labels: { app: 'istio-egressgateway', istio: 'egressgateway' },
      proxy: 'gateway',
    }),
    networking('ServiceEntry', 'cnn', 'istio-system', {
      hosts: ['edition.cnn.com'],
      ports: [
        { number: 80, name: 'http', protocol: 'HTTP' },
        { number: 443, name: 'tls', protocol: 'TLS' },
      ],
      resolution: 'DNS',
    }),
    networking('Gateway', 'istio-egressgateway', 'istio-system', {
      selector: { istio: 'egressgateway' },
      servers: [
        {
          port: { number: 443, name: 'tls', protocol: 'TLS' },
          hosts: ['edition.cnn.com'],
          tls: { mode: 'PASSTHROUGH' },
        },
      ],
    }),
    networking('DestinationRule', 'egressgateway-for-cnn', 'istio-system', {
      host: 'istio-egressgateway.istio-system.svc.cluster.local',
      subsets: [{ name: 'cnn' }],
    }),
    networking('VirtualService', 'direct-cnn', 'istio-system', {
      hosts: ['edition.cnn.com'],
      gateways: ['mesh', 'istio-egressgateway'],
      tls: [
        {
          match: [
            { gateways: ['mesh'], port: 443, sniHosts: ['edition.cnn.com'] },
          ],
          route: [
            {
              destination: {
                host: 'istio-egressgateway.istio-system.svc.cluster.local',
                subset: 'cnn',
                port: { number: 443 },
              },
            },
          ],
        },
        {
          match: [
            {
              gateways: ['istio-egressgateway'],
              port: 443,
              sniHosts: ['edition.cnn.com'],
            },
          ],
          route: [
            { destination: { host: 'edition.cnn.com', port: { number: 443 } } },
          ],
        },
      ],
    }),
  ];
}

/** An ingress gateway that sends calls on to a host outside: no egress gateway. */
export function ingressToOutside() {
  return [
    networking('Gateway', 'front', 'istio-system', {
      selector: { istio: 'ingressgateway' },
      servers: [
        {
          port: { number: 80, name: 'http', protocol: 'HTTP' },
          hosts: ['front.example.com'],
        },
      ],
    }),
    networking('ServiceEntry', 'partner', 'istio-system', {
      hosts: ['partner.example.org'],
      ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
      resolution: 'DNS',
    }),
    networking('VirtualService', 'front', 'istio-system', {
      hosts: ['front.example.com'],
      gateways: ['front'],
      http: [
        {
          route: [
            {
              destination: {
                host: 'partner.example.org',
                port: { number: 80 },
              },
            },
          ],
        },
      ],
    }),
  ];
}
