import { Choices } from './Choices';
import { METHODS } from './calls';
import { fullHost, policyObject } from './policyObject';
import { GATE, NAMESPACES, PORTS, SERVICES } from './policyWorld';

/** Hosts that those outside call the gateway by. */
export const OUTSIDE_HOSTS = [
  'web.example.org',
  'shop.example.org',
  'legacy.example.org',
  'gone.example.net',
];

const GATEWAY = `${GATE.namespace}/${GATE.name}`;

/** TLS of DestinationRules, by host, port and subset. */
export function generateDestination(choices: Choices, index: number): object {
  const mode = () =>
    choices.one(['DISABLE', 'ISTIO_MUTUAL', 'SIMPLE', 'ISTIO_MUTUAL']);
  const { port } = choices.one(PORTS);
  const policy = () => ({
    ...(choices.chance(0.7)
      ? { tls: { mode: mode() } }
      : { loadBalancer: { simple: 'RANDOM' } }),
    ...(choices.chance(0.4)
      ? {
          portLevelSettings: [
            {
              port: { number: port },
              ...(choices.chance(0.7)
                ? { tls: { mode: mode() } }
                : { loadBalancer: { simple: 'RANDOM' } }),
            },
          ],
        }
      : {}),
  });
  return policyObject(
    'DestinationRule',
    `tls-${index}`,
    choices.one(NAMESPACES),
    {
      host: choices.chance(0.2)
        ? '*.alpha.svc.cluster.local'
        : fullHost(choices.one(SERVICES)),
      ...(choices.chance(0.2) ? { exportTo: ['.'] } : {}),
      ...(choices.chance(0.1)
        ? { workloadSelector: { matchLabels: { app: 'shop' } } }
        : {}),
      ...(choices.chance(0.8) ? { trafficPolicy: policy() } : {}),
      ...(choices.chance(0.3)
        ? {
            subsets: ['v1', 'v2'].map(version => ({
              name: version,
              labels: { version },
              ...(choices.chance(0.3) ? { trafficPolicy: policy() } : {}),
            })),
          }
        : {}),
    },
  );
}

function match(choices: Choices): object {
  const { port } = choices.one(PORTS);
  return {
    ...(choices.chance(0.6)
      ? {
          uri: choices.one<object>([
            { prefix: '/admin' },
            { prefix: '/' },
            { exact: '/info' },
            { regex: '/api/v[0-9]+/.*' },
          ]),
        }
      : {}),
    ...(choices.chance(0.1) ? { ignoreUriCase: true } : {}),
    ...(choices.chance(0.2) ? { method: { exact: choices.one(METHODS) } } : {}),
    ...(choices.chance(0.25)
      ? { headers: { 'x-team': choices.one<object>([{ prefix: 'red' }, {}]) } }
      : {}),
    ...(choices.chance(0.1)
      ? { withoutHeaders: { 'x-team': { exact: 'blue' } } }
      : {}),
    ...(choices.chance(0.1) ? { queryParams: { name: { regex: 'a.*' } } } : {}),
    ...(choices.chance(0.1)
      ? { authority: { prefix: choices.one(['web', 'shop']) } }
      : {}),
    ...(choices.chance(0.15) ? { port } : {}),
    ...(choices.chance(0.15)
      ? { sourceLabels: { app: choices.one(['web', 'shop', 'legacy']) } }
      : {}),
    ...(choices.chance(0.1)
      ? { sourceNamespace: choices.one(['alpha', 'beta']) }
      : {}),
  };
}

function way(choices: Choices, own: (typeof SERVICES)[number]): object {
  if (choices.chance(0.12)) {
    return choices.one<object>([
      { directResponse: { status: 418 } },
      { redirect: { uri: '/elsewhere' } },
    ]);
  }
  const destination = () => ({
    host: fullHost(choices.one([own, own, choices.one(SERVICES)])),
    ...(choices.chance(0.15) ? { subset: choices.one(['v1', 'v2']) } : {}),
    ...(choices.chance(0.2)
      ? { port: { number: choices.one(PORTS).port } }
      : {}),
  });
  const headers = () =>
    choices.chance(0.15)
      ? {
          headers: {
            request: choices.one<object>([
              { set: { 'x-team': 'red' } },
              { remove: ['x-team'] },
              { add: { 'x-role': 'chief' } },
            ]),
          },
        }
      : {};
  const rewrite = () =>
    choices.chance(0.25)
      ? {
          rewrite: choices.one<object>([
            { uri: '/info' },
            { authority: 'web.example.org' },
            { uriRegexRewrite: { match: '^/admin/(.*)$', rewrite: '/\\1' } },
          ]),
        }
      : {};
  return {
    ...(choices.chance(0.08)
      ? {
          fault: {
            abort: { httpStatus: 418, percentage: { value: 100 } },
          },
        }
      : {}),
    ...rewrite(),
    ...headers(),
    route: choices.chance(0.15)
      ? [
          { destination: destination(), weight: 100 },
          { destination: destination(), weight: 0 },
        ]
      : [{ destination: destination(), ...headers() }],
  };
}

function httpRoutes(
  choices: Choices,
  service: (typeof SERVICES)[number],
): object[] {
  return [
    {
      match: [
        match(choices),
        ...(choices.chance(0.25) ? [match(choices)] : []),
      ],
      ...way(choices, service),
    },
    ...(choices.chance(0.8) ? [way(choices, service)] : []),
  ];
}

/** VirtualServices for calls between workloads; at times one that hands over to another. */
export function generateRoutes(choices: Choices, index: number): object[] {
  const service = choices.one(SERVICES);
  const namespace = choices.one(NAMESPACES);
  const { port } = choices.one(PORTS);
  const common = {
    hosts: [fullHost(service)],
    ...(choices.chance(0.2) ? { exportTo: ['.'] } : {}),
  };
  const name = `routes-${index}`;
  if (choices.chance(0.15)) {
    const inner = `${name}-inner`;
    return [
      policyObject('VirtualService', name, namespace, {
        ...common,
        http: [
          {
            match: [{ uri: { prefix: '/admin' } }],
            delegate: { name: inner, namespace: 'alpha' },
          },
          way(choices, service),
        ],
      }),
      policyObject('VirtualService', inner, 'alpha', {
        http: [
          {
            match: [{ uri: { prefix: '/admin/users' } }],
            ...way(choices, service),
          },
        ],
      }),
    ];
  }
  const tcp = choices.chance(0.2)
    ? {
        tcp: [
          {
            match: [{ port: choices.one([port, 9000]) }],
            route: [
              {
                destination: {
                  host: fullHost(choices.one(SERVICES)),
                  port: { number: 9000 },
                },
              },
            ],
          },
        ],
      }
    : {};
  return [
    policyObject('VirtualService', name, namespace, {
      ...common,
      http: httpRoutes(choices, service),
      ...tcp,
    }),
  ];
}

/** What the gateway listens to, and routes of hosts of those outside. */
export function generateGateway(choices: Choices): object[] {
  const server = (hosts: string[], more: object = {}) => ({
    port: { number: 80, name: 'http', protocol: 'HTTP' },
    hosts,
    ...more,
  });
  const gateway = policyObject('Gateway', GATE.name, GATE.namespace, {
    selector: { app: GATE.name },
    servers: [
      server(
        choices.one([
          ['*'],
          ['*'],
          ['*'],
          ['*.example.org'],
          ['alpha/*.example.org', './shop.example.org'],
          ['web.example.org', 'legacy.example.org'],
        ]),
      ),
    ],
  });
  const routes = Array.from({ length: 1 + choices.whole(2) }, (_, index) =>
    policyObject(
      'VirtualService',
      `outside-${index}`,
      choices.one(NAMESPACES),
      {
        hosts: choices.one([
          ['web.example.org', 'shop.example.org'],
          ['*.example.org'],
          ['*.example.org'],
          ['*'],
          ['legacy.example.org', 'web.example.org'],
        ]),
        gateways: choices.chance(0.2) ? [GATEWAY, 'mesh'] : [GATEWAY],
        ...(choices.chance(0.15) ? { exportTo: ['.'] } : {}),
        http: choices.chance(0.5)
          ? [way(choices, choices.one(SERVICES))]
          : httpRoutes(choices, choices.one(SERVICES)),
      },
    ),
  );
  return [gateway, ...routes];
}

/** Which hosts proxies know, and what becomes of others. */
export function generateScope(choices: Choices, index: number): object {
  const hosts = () =>
    choices.one([
      ['./*'],
      ['alpha/*', 'istio-system/*'],
      ['*/shop.beta.svc.cluster.local'],
      ['plain/*', 'beta/*'],
      ['~/*'],
    ]);
  return policyObject(
    'Sidecar',
    `scope-${index}`,
    choices.one(['alpha', 'beta', 'istio-system']),
    {
      ...(choices.chance(0.4)
        ? {
            workloadSelector: {
              labels: { app: choices.one(['web', 'shop', 'legacy']) },
            },
          }
        : {}),
      egress: [
        ...(choices.chance(0.2)
          ? [
              {
                port: { number: 80, protocol: 'HTTP', name: 'http' },
                hosts: hosts(),
              },
            ]
          : []),
        { hosts: hosts() },
      ],
      ...(choices.chance(0.5)
        ? {
            outboundTrafficPolicy: {
              mode: choices.one(['REGISTRY_ONLY', 'ALLOW_ANY']),
            },
          }
        : {}),
    },
  );
}
