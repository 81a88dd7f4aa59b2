import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { call, policy } from './ask/testWorld';
import type { CallQuestion } from './ask';
import { authorizationPoliciesFor } from './authorization';

type From = 'front' | 'other' | 'plain';
/** Words, the spec of the policy, who calls, what, and whether it comes through. */
type Case = [string, object, From, Partial<CallQuestion>, boolean];

const FRONT = 'cluster.local/ns/shop/sa/front';
const get = {};
const tcp = { port: 9000 };
const at = (path: string) => ({ path });
const by = (source: object) => ({ rules: [{ from: [{ source }] }] });
const what = (operation: object) => ({ rules: [{ to: [{ operation }] }] });
const when = (key: string, more: object) => ({
  rules: [{ when: [{ key, ...more }] }],
});
const deny = (spec: object) => ({ action: 'DENY', ...spec });
const header = (value: string) => ({ headers: { 'x-team': value } });

/** What AuthorizationPolicies mean, topic by topic (istio.io, reference of AuthorizationPolicy and its conditions). */
const CASES: Record<string, Case[]> = {
  Selectors: [
    ['none is for every workload', {}, 'front', get, false],
    [
      'the labels of the workload',
      { selector: { matchLabels: { app: 'web' } } },
      'front',
      get,
      false,
    ],
    [
      'labels of another',
      { selector: { matchLabels: { app: 'x' } } },
      'front',
      get,
      true,
    ],
    [
      'all labels have to match',
      { selector: { matchLabels: { app: 'web', version: 'v9' } } },
      'front',
      get,
      true,
    ],
    [
      'an empty one is for every workload',
      { selector: {} },
      'front',
      get,
      false,
    ],
  ],
  Negations: [
    [
      'notPrincipals: another',
      by({ notPrincipals: [FRONT] }),
      'other',
      get,
      true,
    ],
    [
      'notPrincipals: the one',
      by({ notPrincipals: [FRONT] }),
      'front',
      get,
      false,
    ],
    [
      'notNamespaces: another',
      by({ notNamespaces: ['far'] }),
      'front',
      get,
      true,
    ],
    [
      'notNamespaces: the one',
      by({ notNamespaces: ['far'] }),
      'other',
      get,
      false,
    ],
    [
      'notNamespaces: no identity is none of them',
      by({ notNamespaces: ['far'] }),
      'plain',
      get,
      true,
    ],
    ['notMethods', what({ notMethods: ['GET'] }), 'front', get, false],
    [
      'notMethods: another',
      what({ notMethods: ['GET'] }),
      'front',
      { method: 'POST' },
      true,
    ],
    ['notPaths', what({ notPaths: ['/a*'] }), 'front', at('/ab'), false],
    ['notPaths: another', what({ notPaths: ['/a*'] }), 'front', at('/b'), true],
    ['notPorts', what({ notPorts: ['8080'] }), 'front', get, false],
    [
      'a field and its negation hold together',
      what({ paths: ['/a*'], notPaths: ['/ab'] }),
      'front',
      at('/ab'),
      false,
    ],
    [
      'a field and its negation: the rest',
      what({ paths: ['/a*'], notPaths: ['/ab'] }),
      'front',
      at('/ac'),
      true,
    ],
  ],
  Wildcards: [
    ['a prefix', what({ paths: ['/a*'] }), 'front', at('/abc'), true],
    [
      'a prefix that is not',
      what({ paths: ['/a*'] }),
      'front',
      at('/b'),
      false,
    ],
    ['a suffix', what({ paths: ['*.css'] }), 'front', at('/x/y.css'), true],
    [
      'a suffix that is not',
      what({ paths: ['*.css'] }),
      'front',
      at('/x.js'),
      false,
    ],
    ['any that is there', by({ principals: ['*'] }), 'other', get, true],
    ['any does not take none', by({ principals: ['*'] }), 'plain', get, false],
    ['the exact text', what({ paths: ['/a'] }), 'front', at('/a'), true],
    [
      'the exact text and no more',
      what({ paths: ['/a'] }),
      'front',
      at('/a/b'),
      false,
    ],
    [
      'a prefix of identities',
      by({ principals: ['cluster.local/ns/shop/*'] }),
      'front',
      get,
      true,
    ],
    [
      'a suffix of identities',
      by({ principals: ['*/sa/other'] }),
      'front',
      get,
      false,
    ],
    [
      'a segment of a path',
      what({ paths: ['/{*}/b'] }),
      'front',
      at('/a/b'),
      true,
    ],
    [
      'one segment and not two',
      what({ paths: ['/{*}/b'] }),
      'front',
      at('/a/x/b'),
      false,
    ],
    [
      'several segments of a path',
      what({ paths: ['/a/{**}'] }),
      'front',
      at('/a/b/c'),
      true,
    ],
  ],
  Conditions: [
    [
      'a header with a value',
      when('request.headers[x-team]', { values: ['red'] }),
      'front',
      header('red'),
      true,
    ],
    [
      'a header with another value',
      when('request.headers[x-team]', { values: ['red'] }),
      'front',
      header('blue'),
      false,
    ],
    [
      'a header that is not there',
      when('request.headers[x-team]', { values: ['red'] }),
      'front',
      get,
      false,
    ],
    [
      'not a value: a header that is not there',
      when('request.headers[x-team]', { notValues: ['red'] }),
      'front',
      get,
      true,
    ],
    [
      'one of several values',
      when('request.headers[x-team]', { values: ['a', 'red*'] }),
      'front',
      header('reddish'),
      true,
    ],
    [
      'source.namespace',
      when('source.namespace', { values: ['shop'] }),
      'front',
      get,
      true,
    ],
    [
      'source.namespace of another',
      when('source.namespace', { values: ['shop'] }),
      'other',
      get,
      false,
    ],
    [
      'source.principal',
      when('source.principal', { values: [FRONT] }),
      'front',
      get,
      true,
    ],
    [
      'destination.port, which is the workload’s',
      when('destination.port', { values: ['8080'] }),
      'front',
      get,
      true,
    ],
    [
      'destination.port, which is not the Service’s',
      when('destination.port', { values: ['80'] }),
      'front',
      get,
      false,
    ],
    [
      'all conditions have to hold',
      {
        rules: [
          {
            when: [
              { key: 'source.namespace', values: ['shop'] },
              { key: 'destination.port', values: ['1'] },
            ],
          },
        ],
      },
      'front',
      get,
      false,
    ],
  ],
  Ports: [
    ['the workload’s port', what({ ports: ['8080'] }), 'front', get, true],
    ['not the Service’s port', what({ ports: ['80'] }), 'front', get, false],
    ['a port of TCP', what({ ports: ['9000'] }), 'front', tcp, true],
    ['another port', what({ ports: ['9000'] }), 'front', get, false],
    [
      'a denial of one port leaves the others',
      deny(what({ ports: ['9000'] })),
      'front',
      get,
      true,
    ],
    [
      'a denial of one port',
      deny(what({ ports: ['9000'] })),
      'front',
      tcp,
      false,
    ],
  ],
  'Empty rules': [
    ['ALLOW without rules lets nobody in', {}, 'front', get, false],
    ['ALLOW with `rules: []`', { rules: [] }, 'front', get, false],
    [
      'ALLOW with a rule `{}` lets anyone in',
      { rules: [{}] },
      'plain',
      get,
      true,
    ],
    ['DENY without rules denies nothing', deny({}), 'plain', get, true],
    [
      'DENY with a rule `{}` denies all',
      deny({ rules: [{}] }),
      'front',
      get,
      false,
    ],
    [
      'a rule with empty lists is as `{}`',
      { rules: [{ from: [], to: [], when: [] }] },
      'plain',
      get,
      true,
    ],
  ],
  'TCP and HTTP fields': [
    [
      'an allowance by HTTP fields admits nothing on TCP',
      what({ methods: ['GET'] }),
      'front',
      tcp,
      false,
    ],
    [
      'a denial by HTTP fields alone denies all on TCP',
      deny(what({ methods: ['GET'] })),
      'front',
      tcp,
      false,
    ],
    [
      'a denial by HTTP fields and a port: the port counts on TCP',
      deny(what({ methods: ['GET'], ports: ['8080'] })),
      'front',
      tcp,
      true,
    ],
    [
      'identities count on TCP',
      by({ principals: [FRONT] }),
      'front',
      tcp,
      true,
    ],
    [
      'identities of others on TCP',
      by({ principals: [FRONT] }),
      'other',
      tcp,
      false,
    ],
    [
      'an allowance by a token admits nothing on TCP',
      by({ requestPrincipals: ['*'] }),
      'front',
      tcp,
      false,
    ],
    [
      'an allowance by a header admits nothing on TCP',
      when('request.headers[x-team]', { values: ['red'] }),
      'front',
      tcp,
      false,
    ],
  ],
};

/** Where a policy lies, or points, and whether it holds for `web` in shop. */
const PLACES: Record<string, [string, string, object, boolean][]> = {
  'Root namespace': [
    ['holds for every namespace', 'istio-system', {}, true],
    [
      'with a selector, where it fits',
      'istio-system',
      { selector: { matchLabels: { app: 'web' } } },
      true,
    ],
    [
      'with a selector that does not fit',
      'istio-system',
      { selector: { matchLabels: { app: 'x' } } },
      false,
    ],
    ['another namespace holds for itself', 'far', {}, false],
    ['the workload’s own namespace', 'shop', {}, true],
  ],
  targetRefs: [
    [
      'a Service: sidecars do not read it',
      'shop',
      { targetRefs: [{ kind: 'Service', name: 'web' }] },
      false,
    ],
    [
      'a Gateway that the workload is not',
      'shop',
      {
        targetRefs: [
          {
            group: 'gateway.networking.k8s.io',
            kind: 'Gateway',
            name: 'public',
          },
        ],
      },
      false,
    ],
    [
      'a Gateway of the same name elsewhere',
      'istio-system',
      { targetRefs: [{ kind: 'Gateway', name: 'gw' }] },
      false,
    ],
    [
      'the old single targetRef',
      'shop',
      { targetRef: { kind: 'Gateway', name: 'public' } },
      false,
    ],
  ],
};

const GATEWAY = {
  labels: { 'gateway.networking.k8s.io/gateway-name': 'gw' },
  kind: 'gateway' as const,
};
/** Proxies that do read targetRefs. */
const TARGETS: [string, object, object, boolean][] = [
  [
    'the Gateway that the workload is',
    { targetRefs: [{ kind: 'Gateway', name: 'gw' }] },
    {},
    true,
  ],
  [
    'a Service behind a waypoint',
    { targetRefs: [{ kind: 'Service', name: 'web' }] },
    { servicesByWaypoint: ['web'] },
    true,
  ],
  [
    'another Service behind a waypoint',
    { targetRefs: [{ kind: 'Service', name: 'x' }] },
    { servicesByWaypoint: ['web'] },
    false,
  ],
];

describe.each(Object.entries(CASES))('%s', (_, cases) => {
  it.each(cases)('%s', async (__, spec, from, question, allowed) => {
    const answer = await call(
      [policy('AuthorizationPolicy', 'shop', spec)],
      from,
      question,
    );
    expect(answer.allowed).toBe(allowed);
  });
});

describe.each(Object.entries(PLACES))('%s', (_, cases) => {
  it.each(cases)('%s', async (__, namespace, spec, holds) => {
    const denial = policy('AuthorizationPolicy', namespace, {
      action: 'DENY',
      rules: [{}],
      ...spec,
    });
    expect((await call([denial], 'front')).allowed).toBe(!holds);
  });
});

describe('targetRefs, of gateways and waypoints', () => {
  it.each(TARGETS)('%s', (_, spec, scope, holds) => {
    const found = authorizationPoliciesFor(
      [policy('AuthorizationPolicy', 'shop', spec as Record<string, unknown>)],
      GATEWAY,
      { namespace: 'shop', ...scope },
    );
    expect(found).toHaveLength(holds ? 1 : 0);
  });
});

describe('the table in docs/contributors/conformance.md', () => {
  const text = readFileSync(
    join(__dirname, '../../../../docs/contributors/conformance.md'),
    'utf8',
  );
  const counts: [string, number][] = [
    ...Object.entries(CASES).map(([topic, cases]): [string, number] => [
      topic,
      cases.length,
    ]),
    ['Root namespace', PLACES['Root namespace'].length],
    ['targetRefs', PLACES.targetRefs.length + TARGETS.length],
  ];

  it.each(counts)('counts the cases of %s', (topic, count) => {
    const row = text
      .split('\n')
      .map(line => line.split('|').map(cell => cell.trim()))
      .find(cells => cells[1] === topic);
    expect(row?.[3]).toBe(String(count));
  });
});
