import { toYaml } from '../resources';
import { KNOWN } from './__testUtils__/goldenCases';
import { egressInputOf } from './egressInputOf';
import { egressNamespaces } from './egressNamespaces';
import { renderEgressGateway } from './renderEgressGateway';
import { validateEgressGateway } from './validateEgressGateway';

/** The same numbers at every run (a linear congruential generator). */
function randomOf(seed: number) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) % 2 ** 32;
    return (state < 0 ? state + 2 ** 32 : state) / 2 ** 32;
  };
  return {
    below: (count: number) => Math.floor(next() * count),
    maybe: <T>(value: T): T | undefined => (next() < 0.5 ? value : undefined),
    oneOf: <T>(values: readonly T[]): T =>
      values[Math.floor(next() * values.length)],
  };
}

type Random = ReturnType<typeof randomOf>;

const HOSTS = [
  'a.example.org',
  'a-b.example.org',
  'a.b-example.org',
  '9.example.org',
  'xn--bcher-kva.example',
  `${'long-'.repeat(11)}x.example.org`,
];

function upstreamOf(random: Random, index: number) {
  const protocol = random.oneOf([
    undefined,
    'HTTP',
    'TLS-ORIGINATION',
    'TLS-PASSTHROUGH',
    'TCP',
  ] as const);
  const opens = protocol === undefined || protocol === 'TLS-ORIGINATION';
  const host = HOSTS[index];
  return {
    id: random.maybe(`id-${index}`),
    host,
    protocol,
    port: protocol === 'TCP' ? 5000 + index : random.maybe(8000 + index),
    gatewayPort: random.maybe(31000 + index),
    addresses: random.maybe([
      `203.0.113.${index + 1}`,
      `2001:db8::${index + 1}`,
    ]),
    tls: opens
      ? random.maybe({
          mode: random.oneOf([undefined, 'MUTUAL'] as const),
          credentialName: 'credential',
          sni: random.maybe('sni.example.org'),
          subjectAltNames: random.maybe(['x.example.org', 'y.example.org']),
        })
      : undefined,
    exposure:
      opens || protocol === 'HTTP'
        ? random.maybe({
            host: `out${index}.corp.example`,
            ...random.oneOf([
              {
                ingress: { namespace: 'front', selector: { istio: 'ingress' } },
                credentialName: 'cert',
                redirect: random.maybe(false),
              },
              { ingress: { namespace: 'front', name: 'shared' } },
            ]),
          })
        : undefined,
  };
}

function inputOf(random: Random) {
  const named = random.maybe([
    { namespace: 'shop', serviceAccounts: ['cart', 'checkout'] },
    { namespace: 'payments', serviceAccounts: random.maybe(['ledger']) },
  ]);
  const scaled = random.maybe({
    minReplicas: random.maybe(3),
    maxReplicas: 5,
    cpuPercent: random.maybe(60),
  });
  const pattern = random.oneOf([
    undefined,
    'injected',
    'helm',
    'gateway-api',
    'waypoint',
  ] as const);
  const upstreams = HOSTS.slice(0, 1 + random.below(HOSTS.length)).map(
    (_, index) => upstreamOf(random, index),
  );
  return {
    pattern,
    name: 'partners',
    namespace: 'payments',
    upstreams:
      pattern === 'waypoint'
        ? upstreams.map(({ exposure: _, gatewayPort: __, ...one }) => one)
        : upstreams,
    callers: named,
    clientNamespaces: named ? undefined : random.maybe(['shop', 'bookinfo']),
    component: random.maybe('ledger'),
    owner: random.maybe('team-a'),
    revision: pattern === 'helm' ? undefined : random.maybe('canary'),
    replicas: scaled ? undefined : random.maybe(2),
    autoscaling: pattern === 'helm' ? undefined : scaled,
    resources:
      pattern === 'helm'
        ? undefined
        : random.maybe({ requests: { cpu: '1', memory: '1Gi' } }),
    disruptionBudget:
      pattern === 'helm' ? undefined : random.maybe({ maxUnavailable: 1 }),
    readiness:
      pattern === 'helm'
        ? undefined
        : random.maybe({
            command: random.maybe(['grpc_health_probe', '-addr=x']),
            periodSeconds: random.maybe(60),
          }),
    accessLog: random.maybe({
      provider: random.maybe('otel'),
      errorsOnly: random.maybe(true),
    }),
    authorization: random.maybe({ provider: 'opa' }),
    networkPolicy: random.maybe(true),
    strictMtls: random.maybe(true),
  };
}

describe('any gateway', () => {
  it.each(Array.from({ length: 120 }, (_, seed) => seed + 1))(
    'number %i is the same once it is filled in, made and read back',
    seed => {
      const input = JSON.parse(JSON.stringify(inputOf(randomOf(seed * 7919))));
      const checked = validateEgressGateway(input, KNOWN);
      if ('problems' in checked) {
        throw new Error(JSON.stringify(checked.problems));
      }
      const objects = renderEgressGateway(checked.model, KNOWN);
      expect(renderEgressGateway(input, KNOWN)).toEqual(objects);
      expect(validateEgressGateway(checked.model, KNOWN)).toMatchObject({
        model: checked.model,
      });

      const ids = objects.map(
        ({ apiVersion, kind, metadata }) =>
          `${apiVersion} ${kind} ${metadata.namespace}/${metadata.name}`,
      );
      expect(new Set(ids).size).toBe(ids.length);
      const named = egressNamespaces(checked.model, KNOWN).map(
        ({ namespace }) => namespace,
      );
      for (const { metadata } of objects) {
        expect(named).toContain(metadata.namespace);
        expect(metadata.name).toMatch(/^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/);
        expect(metadata.name.length).toBeLessThanOrEqual(253);
      }

      const read = egressInputOf([...objects].reverse());
      if ('why' in read) {
        throw new Error(read.why);
      }
      const again = renderEgressGateway(read.model, KNOWN);
      const sorted = (all: typeof objects) =>
        all.map(one => toYaml([one])).sort();
      // Whatever the order in which a cluster lists them.
      expect(sorted(again)).toEqual(sorted(objects));
    },
  );
});
