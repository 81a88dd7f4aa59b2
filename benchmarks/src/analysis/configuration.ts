import { KubernetesObject, toYaml } from '@meshport/istio';

/** An object of a cluster. */
export interface ClusterObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; [field: string]: unknown };
  [field: string]: unknown;
}

const NAMESPACES = 50;
const PROXY = 'docker.io/istio/proxyv2:1.30.3';

const applicationOf = (app: number) => `app-${app}`;
const namespaceOf = (app: number) => `team-${app % NAMESPACES}`;
const hostOf = (app: number) =>
  `${applicationOf(app)}.${namespaceOf(app)}.svc.cluster.local`;

function object(
  apiVersion: string,
  kind: string,
  app: number,
  body: object,
  more: object = {},
): ClusterObject {
  return {
    apiVersion,
    kind,
    metadata: {
      name: applicationOf(app),
      namespace: namespaceOf(app),
      ...more,
    },
    ...body,
  };
}

const istio = (area: string, kind: string, app: number, spec: object) =>
  object(`${area}.istio.io/v1`, kind, app, { spec });

/** Every so many applications has a mistake of some kind. */
const isWrong = (app: number, every: number) => app % every === every - 1;

function workload(app: number): ClusterObject[] {
  const labels = { app: applicationOf(app), version: 'v1' };
  const container = {
    name: 'app',
    image: 'registry.example.org/app:1',
    ports: [{ name: 'http', containerPort: 8080 }],
  };
  const proxy = { name: 'istio-proxy', image: PROXY };
  const containers = isWrong(app, 60) ? [container] : [container, proxy];
  return [
    object(
      'apps/v1',
      'Deployment',
      app,
      {
        spec: {
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: { containers: [container] },
          },
        },
      },
      { labels },
    ),
    object('v1', 'Pod', app, { spec: { containers } }, { labels }),
    object('v1', 'Service', app, {
      spec: {
        selector: { app: labels.app },
        ports: [
          {
            name: isWrong(app, 40) ? 'web' : 'http',
            port: 80,
            targetPort: 8080,
            protocol: 'TCP',
          },
        ],
      },
    }),
  ];
}

function configuration(app: number): ClusterObject[] {
  const host = hostOf(app);
  const [first, second] = ['v1', isWrong(app, 30) ? 'v3' : 'v2'];
  const outside = `api-${app}.example.org`;
  return [
    istio('networking', 'VirtualService', app, {
      hosts: [isWrong(app, 50) ? hostOf(0) : host],
      http: [
        {
          match: [{ uri: { prefix: '/v2' } }],
          route: [{ destination: { host, subset: second } }],
        },
        {
          route: [
            {
              destination: {
                host: isWrong(app, 25) ? `${host}.lost` : host,
                subset: first,
              },
            },
          ],
        },
      ],
    }),
    istio('networking', 'DestinationRule', app, {
      host,
      trafficPolicy: {
        connectionPool: { tcp: { maxConnections: 100 } },
        outlierDetection: {
          consecutive5xxErrors: 5,
          maxEjectionPercent: isWrong(app, 70) ? 101 : 50,
        },
      },
      subsets: [
        { name: 'v1', labels: { version: 'v1' } },
        { name: 'v2', labels: { version: isWrong(app, 35) ? 'v9' : 'v1' } },
      ],
    }),
    istio('networking', 'ServiceEntry', app, {
      hosts: [outside],
      location: 'MESH_EXTERNAL',
      resolution: 'DNS',
      ports: [
        {
          number: 443,
          name: 'tls',
          protocol: isWrong(app, 45) ? 'TCP' : 'TLS',
        },
      ],
    }),
    istio('networking', 'Sidecar', app, {
      workloadSelector: { labels: { app: applicationOf(app) } },
      egress: [{ hosts: ['./*', 'istio-system/*'] }],
    }),
    istio('security', 'AuthorizationPolicy', app, {
      selector: { matchLabels: { app: applicationOf(app) } },
      rules: [
        {
          from: [
            { source: { namespaces: [isWrong(app, 55) ? 'gone' : 'team-1'] } },
          ],
          to: [{ operation: { methods: ['GET'], paths: ['/api/*'] } }],
        },
      ],
    }),
    istio('security', 'PeerAuthentication', app, {
      selector: {
        matchLabels: { app: isWrong(app, 65) ? 'gone' : applicationOf(app) },
      },
      mtls: { mode: 'STRICT' },
    }),
  ];
}

/** What there is once: namespaces, and gateways with their routes. */
function shared(): ClusterObject[] {
  const names = [...Array(NAMESPACES).keys()];
  const ingress = { istio: 'ingressgateway' };
  return [
    ...['istio-system', ...names.map(n => `team-${n}`)].map(
      (name, n): ClusterObject => ({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: {
          name,
          labels: n % 10 === 9 ? {} : { 'istio-injection': 'enabled' },
        },
      }),
    ),
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'gateway', namespace: 'istio-system', labels: ingress },
      spec: { containers: [{ name: 'istio-proxy', image: PROXY }] },
    },
    ...names.map(n =>
      istio('networking', 'Gateway', n, {
        selector: ingress,
        servers: [
          {
            hosts: [`shop-${n % 48}.example.org`],
            port: { number: 443, name: 'https', protocol: 'HTTPS' },
            tls: { mode: 'SIMPLE', credentialName: `shop-${n}` },
          },
        ],
      }),
    ),
  ];
}

/**
 * A cluster's configuration with a mistake here and there, always the same.
 *
 * @param count - how many objects, from 1,000 on
 */
export function configurationOf(count: number): ClusterObject[] {
  const common = shared();
  const applications = Math.ceil((count - common.length) / 9);
  const all = [...Array(applications).keys()].flatMap(app => [
    ...workload(app),
    ...configuration(app),
  ]);
  return [...common, ...all].slice(0, count);
}

/** Objects as YAML, a document each. */
export function yamlOf(objects: readonly ClusterObject[]): string {
  return toYaml(objects as unknown as KubernetesObject[]);
}
