import { Choices } from './Choices';
import { METHODS, PATHS } from './calls';
import { ISSUERS } from './policyTokens';
import { GATE, MACHINE, PORTS, WORKLOADS } from './policyWorld';

const PATH_VALUES = [
  ...PATHS.filter(one => !/[?%;\\]|\.\.|\/\.\/|\/\//.test(one)),
  '/admin*',
  '/admin/*',
  '*/delete',
  '*info',
  '*',
  '/api/{*}/items',
  '/admin/{**}',
  '/{*}/users',
  '/{**}/delete',
  '/info%2Fmore',
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

/** Blocks of addresses in and around the mesh at `10.N.0.0/24`. */
function blocks(cidr: string): string[] {
  const net = cidr.replace(/\.0\/24$/, '');
  return [
    '10.0.0.0/8',
    `${net}.8/29`,
    `${net}.200`,
    `${net}.16/28`,
    '192.168.0.0/16',
    '203.0.113.7',
  ];
}

const IDENTITIES = [...WORKLOADS, MACHINE, GATE].map(
  ({ namespace, name }) => `ns/${namespace}/sa/${name}`,
);

function source(choices: Choices, cidr: string): object {
  const whole = choices.chance(0.1)
    ? [
        () =>
          field(choices, 'serviceAccounts', [
            'alpha/web-v1',
            'beta/shop',
            'beta/legacy',
            'edge/gate',
            'shop',
          ]),
      ]
    : [
        () =>
          field(choices, 'principals', [
            ...IDENTITIES.map(one => `cluster.local/${one}`),
            '*',
            'cluster.local/ns/beta/*',
            '*/sa/shop',
            'td/ns/beta/sa/shop',
            '*.local/ns/beta/sa/legacy',
          ]),
        () =>
          field(choices, 'namespaces', [
            'alpha',
            'beta',
            'plain',
            'edge',
            'b*',
            '*ta',
            '*',
          ]),
        () => field(choices, 'trustDomains', ['cluster.local', 'td', '*']),
      ];
  return some(
    choices,
    [
      ...whole,
      () =>
        field(choices, 'requestPrincipals', [
          `${ISSUERS[0]}/ann`,
          `${ISSUERS[1]}/*`,
          '*/bob',
          '*',
        ]),
      () => field(choices, 'ipBlocks', blocks(cidr)),
      () => field(choices, 'remoteIpBlocks', blocks(cidr)),
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
          '*.example.org',
          '*',
        ]),
    ],
    2,
  );
}

function condition(choices: Choices, cidr: string): object {
  const [key, values] = choices.one<[string, string[]]>([
    ['request.headers[x-team]', ['red', 'red*', '*', 'blue']],
    ['request.headers[X-Role]', ['chief', '*']],
    ['source.ip', blocks(cidr)],
    ['remote.ip', blocks(cidr)],
    ['source.namespace', ['alpha', 'beta', 'edge']],
    ['source.serviceAccount', ['alpha/web-v2', 'beta/shop']],
    ['source.trustDomain', ['cluster.local', 'td']],
    ['source.principal', ['cluster.local/ns/alpha/sa/web-v1', '*']],
    ['request.auth.principal', [`${ISSUERS[0]}/*`, '*']],
    ['request.auth.presenter', ['app', 'ap*']],
    ['request.auth.claims[scope]', ['read', 'write', 'wr*']],
    ['request.auth.claims[groups]', ['ops', 'none']],
    ['request.auth.claims[words]', ['ops', 'dev']],
    ['request.auth.claims[realm][role]', ['chief']],
    ['request.auth.audiences', ['shop', 'web']],
    ['destination.ip', [...blocks(cidr)]],
    ['destination.port', PORTS.map(one => String(one.targetPort))],
    ['connection.sni', ['outbound_.80_._.web.alpha.svc.cluster.local', '*']],
  ]);
  return { key, ...field(choices, 'values', values) };
}

function list<T>(choices: Choices, make: () => T): T[] {
  return Array.from({ length: choices.chance(0.3) ? 2 : 1 }, make);
}

/** A rule of an AuthorizationPolicy. */
export function generateRule(choices: Choices, cidr: string): object {
  if (choices.chance(0.08)) {
    return {};
  }
  return {
    ...(choices.chance(0.6)
      ? { from: list(choices, () => ({ source: source(choices, cidr) })) }
      : {}),
    ...(choices.chance(0.65)
      ? { to: list(choices, () => ({ operation: operation(choices) })) }
      : {}),
    ...(choices.chance(0.35)
      ? { when: list(choices, () => condition(choices, cidr)) }
      : {}),
  };
}

/** The rules of an AuthorizationPolicy. */
export function generateRules(choices: Choices, cidr: string): object[] {
  return list(choices, () => generateRule(choices, cidr));
}
