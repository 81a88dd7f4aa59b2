import { Choices } from './Choices';
import { METHODS, PATHS } from './calls';
import { ISSUERS, jwksOf } from './policyTokens';
import { NAMESPACES, PORTS, SERVICES, WORKLOADS } from './policyWorld';

const ROOT = 'istio-system';
const PATH_VALUES = [
  ...PATHS.filter(one => !/[?%]|\.\.|\/\//.test(one)),
  '/admin*',
  '/admin/*',
  '*/delete',
  '*info',
  '*',
  '/api/{*}/items',
  '/admin/{**}',
];

type Fields = Record<string, string[]>;

/** A field or its negation, with one or two values. */
function field(choices: Choices, name: string, values: string[]): Fields {
  const key = choices.chance(0.25)
    ? `not${name[0].toUpperCase()}${name.slice(1)}`
    : name;
  const count = choices.chance(0.3) ? 2 : 1;
  return { [key]: Array.from({ length: count }, () => choices.one(values)) };
}

function some(choices: Choices, parts: (() => Fields)[], most: number): Fields {
  const count = 1 + choices.whole(most - 1);
  return Object.assign(
    {},
    ...Array.from({ length: count }, () => choices.one(parts)()),
  );
}

function source(choices: Choices): object {
  const identities = WORKLOADS.map(
    ({ namespace, name }) => `cluster.local/ns/${namespace}/sa/${name}`,
  );
  return some(
    choices,
    [
      () =>
        field(choices, 'principals', [
          ...identities,
          '*',
          'cluster.local/ns/beta/*',
          '*/sa/shop',
          'td/ns/beta/sa/shop',
        ]),
      () => field(choices, 'namespaces', ['alpha', 'beta', 'plain', 'b*', '*']),
      () =>
        field(choices, 'requestPrincipals', [
          `${ISSUERS[0]}/ann`,
          `${ISSUERS[1]}/*`,
          '*/bob',
          '*',
        ]),
      () =>
        field(choices, 'ipBlocks', [
          '10.0.0.0/8',
          '10.85.0.16/28',
          '192.168.0.0/16',
        ]),
    ],
    2,
  );
}

function operation(choices: Choices): object {
  return some(
    choices,
    [
      () => field(choices, 'methods', [...METHODS, '*', 'P*']),
      () => field(choices, 'paths', PATH_VALUES),
      () => field(choices, 'paths', PATH_VALUES),
      () =>
        field(
          choices,
          'ports',
          PORTS.map(one => String(one.targetPort)),
        ),
      () =>
        field(choices, 'hosts', [
          'web.alpha.svc.cluster.local',
          'WEB.alpha*',
          '*.beta.svc.cluster.local:8000',
          '*',
        ]),
    ],
    2,
  );
}

function condition(choices: Choices): object {
  const [key, values] = choices.one<[string, string[]]>([
    ['request.headers[x-team]', ['red', 'red*', '*', 'blue']],
    ['source.ip', ['10.0.0.0/8', '10.85.0.16/28']],
    ['source.namespace', ['alpha', 'beta']],
    ['source.principal', ['cluster.local/ns/alpha/sa/web-v1', '*']],
    ['request.auth.claims[scope]', ['read', 'write', 'wr*']],
    ['request.auth.claims[groups]', ['ops', 'none']],
    ['request.auth.claims[realm][role]', ['chief']],
    ['request.auth.audiences', ['shop', 'web']],
    ['destination.port', PORTS.map(one => String(one.targetPort))],
    ['connection.sni', ['outbound_.80_._.web.alpha.svc.cluster.local', '*']],
  ]);
  const { not = [], ...rest } = { ...field(choices, 'values', values) } as any;
  return { key, ...rest, ...(not.length ? { notValues: not } : {}) };
}

function list<T>(choices: Choices, make: () => T): T[] {
  return Array.from({ length: choices.chance(0.3) ? 2 : 1 }, make);
}

function rule(choices: Choices): object {
  if (choices.chance(0.08)) {
    return {};
  }
  return {
    ...(choices.chance(0.6)
      ? { from: list(choices, () => ({ source: source(choices) })) }
      : {}),
    ...(choices.chance(0.65)
      ? { to: list(choices, () => ({ operation: operation(choices) })) }
      : {}),
    ...(choices.chance(0.35)
      ? { when: list(choices, () => condition(choices)) }
      : {}),
  };
}

function selector(choices: Choices): object {
  return choices.chance(0.5)
    ? {
        selector: {
          matchLabels: choices.one<Record<string, string>>([
            { app: 'web' },
            { app: 'shop' },
            { version: 'v1' },
            { app: 'web', version: 'v2' },
          ]),
        },
      }
    : {};
}

function made(
  kind: string,
  name: string,
  namespace: string,
  spec: object,
  annotations = {},
): object {
  const group = [
    'PeerAuthentication',
    'RequestAuthentication',
    'AuthorizationPolicy',
  ].includes(kind)
    ? 'security'
    : 'networking';
  return {
    apiVersion: `${group}.istio.io/v1`,
    kind,
    metadata: { name, namespace, annotations },
    spec,
  };
}

function anywhere(choices: Choices): string {
  return choices.chance(0.2) ? ROOT : choices.one(NAMESPACES);
}

function authorization(choices: Choices, index: number): object {
  const action = choices.one(['ALLOW', 'ALLOW', 'DENY', 'AUDIT']);
  return made(
    'AuthorizationPolicy',
    `policy-${index}`,
    anywhere(choices),
    {
      ...selector(choices),
      action,
      ...(choices.chance(0.9)
        ? { rules: list(choices, () => rule(choices)) }
        : {}),
    },
    // The webhook refuses to try out an AUDIT.
    action !== 'AUDIT' && choices.chance(0.08)
      ? { 'istio.io/dry-run': 'true' }
      : {},
  );
}

function peer(choices: Choices, index: number): object {
  const mode = () => choices.one(['STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET']);
  const picked = selector(choices) as { selector?: object };
  return made('PeerAuthentication', `peer-${index}`, anywhere(choices), {
    ...picked,
    mtls: { mode: mode() },
    ...(picked.selector && choices.chance(0.5)
      ? { portLevelMtls: { [choices.one(PORTS).targetPort]: { mode: mode() } } }
      : {}),
  });
}

function tokens(choices: Choices, index: number): object {
  const jwtRule = (issuer: number) => ({
    issuer: ISSUERS[issuer],
    jwks: jwksOf(issuer),
    ...(choices.chance(0.2) ? { audiences: ['shop'] } : {}),
    ...(choices.chance(0.2) ? { fromHeaders: [{ name: 'x-token' }] } : {}),
    ...(choices.chance(0.3) ? { forwardOriginalToken: true } : {}),
  });
  const one = choices.whole(1);
  return made('RequestAuthentication', `tokens-${index}`, anywhere(choices), {
    ...selector(choices),
    jwtRules: choices.chance(0.4)
      ? [jwtRule(one), jwtRule(1 - one)]
      : [jwtRule(one)],
  });
}

const fullHost = ({ name, namespace }: { name: string; namespace: string }) =>
  `${name}.${namespace}.svc.cluster.local`;

function destination(choices: Choices, index: number): object {
  const mode = () => choices.one(['DISABLE', 'ISTIO_MUTUAL', 'SIMPLE']);
  const { port } = choices.one(PORTS);
  return made('DestinationRule', `tls-${index}`, choices.one(NAMESPACES), {
    host: choices.chance(0.2)
      ? '*.alpha.svc.cluster.local'
      : fullHost(choices.one(SERVICES)),
    ...(choices.chance(0.2) ? { exportTo: ['.'] } : {}),
    trafficPolicy: {
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
    },
  });
}

function routes(choices: Choices, index: number): object {
  const service = choices.one(SERVICES);
  const host = fullHost(service);
  const { port } = choices.one(PORTS);
  const way = () =>
    choices.chance(0.15)
      ? { directResponse: { status: 418 } }
      : {
          route: [
            {
              destination: {
                host: fullHost(choices.one([service, choices.one(SERVICES)])),
              },
            },
          ],
        };
  const match = () => ({
    ...(choices.chance(0.6)
      ? {
          uri: choices.one<object>([
            { prefix: '/admin' },
            { exact: '/info' },
            { regex: '/api/v[0-9]+/.*' },
          ]),
        }
      : {}),
    ...(choices.chance(0.3) ? { method: { exact: choices.one(METHODS) } } : {}),
    ...(choices.chance(0.3)
      ? { headers: { 'x-team': { prefix: 'red' } } }
      : {}),
    ...(choices.chance(0.2) ? { port } : {}),
    ...(choices.chance(0.15)
      ? { sourceLabels: { app: choices.one(['web', 'shop']) } }
      : {}),
  });
  return made('VirtualService', `routes-${index}`, choices.one(NAMESPACES), {
    hosts: [host],
    ...(choices.chance(0.2) ? { exportTo: ['.'] } : {}),
    http: [
      {
        match: [match()],
        ...(choices.chance(0.3) ? { rewrite: { uri: '/info' } } : {}),
        ...way(),
      },
      ...(choices.chance(0.8) ? [way()] : []),
    ].map((route: any) =>
      route.directResponse
        ? { match: route.match, directResponse: route.directResponse }
        : route,
    ),
  });
}

function scope(choices: Choices, index: number): object {
  return made('Sidecar', `scope-${index}`, choices.one(['alpha', 'beta']), {
    ...(choices.chance(0.4)
      ? { workloadSelector: { labels: { app: choices.one(['web', 'shop']) } } }
      : {}),
    egress: [
      {
        hosts: choices.one([
          ['./*'],
          ['alpha/*', 'istio-system/*'],
          ['*/shop.beta.svc.cluster.local'],
          ['plain/*'],
        ]),
      },
    ],
    ...(choices.chance(0.5)
      ? {
          outboundTrafficPolicy: {
            mode: choices.one(['REGISTRY_ONLY', 'ALLOW_ANY']),
          },
        }
      : {}),
  });
}

/** A set of policies and routes for the world. */
export function generatePolicies(choices: Choices): object[] {
  const several = (most: number, make: (c: Choices, i: number) => object) =>
    Array.from({ length: choices.whole(most) }, (_, index) =>
      make(choices, index),
    );
  return [
    ...several(4, authorization),
    ...several(2, peer),
    ...several(2, tokens),
    ...several(2, destination),
    ...several(2, routes),
    ...several(1, scope),
  ];
}
