import { KNOWN } from './__testUtils__/goldenCases';
import { GOOD, TCP, problemsOf, only } from './__testUtils__/problems';
import type { EgressEnvironment } from './EgressEnvironment';
import { validateEgressGateway } from './validateEgressGateway';

describe('callers', () => {
  it.each<[string, object, string, RegExp]>([
    ['none', { callers: [] }, 'callers', /Nobody would get in/],
    ['no list', { callers: {} }, 'callers', /list/],
    ['no object', { callers: ['shop'] }, 'callers[0]', /object/],
    ['no namespace', { callers: [{}] }, 'callers[0].namespace', /missing/],
    [
      'every namespace',
      { callers: [{ namespace: '*' }] },
      'callers[0].namespace',
      /no namespace/,
    ],
    [
      'a namespace twice',
      { callers: [{ namespace: 'shop' }, { namespace: 'shop' }] },
      'callers[1].namespace',
      /twice/,
    ],
    [
      'no account',
      { callers: [{ namespace: 'shop', serviceAccounts: [] }] },
      'callers[0].serviceAccounts',
      /at least one/,
    ],
    [
      'an account of a namespace',
      { callers: [{ namespace: 'shop', serviceAccounts: ['shop/cart'] }] },
      'callers[0].serviceAccounts[0]',
      /service account/,
    ],
    [
      'every account',
      { callers: [{ namespace: 'shop', serviceAccounts: ['*'] }] },
      'callers[0].serviceAccounts[0]',
      /service account/,
    ],
    [
      'a principal',
      {
        callers: [
          { namespace: 'shop', serviceAccounts: ['cluster.local/ns/a/sa/b'] },
        ],
      },
      'callers[0].serviceAccounts[0]',
      /service account/,
    ],
    [
      'callers and clients',
      { callers: [{ namespace: 'shop' }], clientNamespaces: ['bookinfo'] },
      'clientNamespaces',
      /nobody else gets in/,
    ],
    [
      'an unknown field',
      { callers: [{ namespace: 'shop', principals: ['x'] }] },
      'callers[0].principals',
      /no such field/,
    ],
  ])('refuses %s', (_, more, field, message) => {
    expect(problemsOf({ ...GOOD, ...more })).toEqual(only(field, message));
  });
});

describe('what runs it', () => {
  it.each<[string, object, RegExp]>([
    ['pattern', { pattern: 'operator' }, /Choose one of/],
    ['resources', { resources: '1' }, /object/],
    ['resources.requests', { resources: { requests: 1 } }, /object/],
    [
      'resources.requests.cpu',
      { resources: { requests: { cpu: '0' } } },
      /positive/,
    ],
    ['resources.requests.cpu', { resources: { requests: { cpu: 1 } } }, /text/],
    [
      'resources.requests.memory',
      { resources: { requests: { memory: '-1Gi' } } },
      /positive/,
    ],
    [
      'resources.requests.gpu',
      { resources: { requests: { gpu: '1' } } },
      /no such field/,
    ],
    [
      'resources.limits.memory',
      {
        resources: {
          requests: { memory: '1Gi' },
          limits: { memory: '512Mi' },
        },
      },
      /less than the 1Gi/,
    ],
    ['autoscaling.maxReplicas', { autoscaling: {} }, /missing/],
    [
      'autoscaling.maxReplicas',
      { autoscaling: { maxReplicas: 51 } },
      /1 to 50/,
    ],
    [
      'autoscaling.maxReplicas',
      { autoscaling: { minReplicas: 3, maxReplicas: 2 } },
      /at least as many/,
    ],
    [
      'autoscaling.cpuPercent',
      { autoscaling: { maxReplicas: 2, cpuPercent: 5 } },
      /10 to 100/,
    ],
    [
      'autoscaling.minReplicas',
      { autoscaling: { maxReplicas: 2 }, replicas: 2 },
      /no fixed number/,
    ],
    ['disruptionBudget', { disruptionBudget: {} }, /either/],
    [
      'disruptionBudget',
      { disruptionBudget: { minAvailable: 1, maxUnavailable: 1 }, replicas: 3 },
      /either/,
    ],
    [
      'disruptionBudget.minAvailable',
      { disruptionBudget: { minAvailable: 1 } },
      /never be drained|ever be drained/,
    ],
    [
      'disruptionBudget.minAvailable',
      { disruptionBudget: { minAvailable: 3 }, replicas: 3 },
      /ever be drained/,
    ],
    ['accessLog', { accessLog: true }, /object/],
    [
      'accessLog.provider',
      { accessLog: { provider: 'unknown' } },
      /names no provider/,
    ],
    ['accessLog.errorsOnly', { accessLog: { errorsOnly: 1 } }, /true or false/],
    ['authorization.provider', { authorization: {} }, /missing/],
    [
      'authorization.provider',
      { authorization: { provider: 'nobody' } },
      /no authorizer nobody.*opa/,
    ],
    [
      'authorization.provider',
      { authorization: { provider: 'otel' } },
      /no authorizer otel/,
    ],
    [
      'authorization.provider',
      { authorization: { provider: 'a b' } },
      /extensionProviders/,
    ],
    ['networkPolicy', { networkPolicy: 'yes' }, /true or false/],
    ['strictMtls', { strictMtls: 1 }, /true or false/],
    ['namespace', { namespace: 'kube-system' }, /never injects/],
  ])('refuses %s of %j', (field, more, message) => {
    expect(problemsOf({ ...GOOD, ...more }, KNOWN)).toEqual(
      only(field, message),
    );
  });

  it('asks no authorizer by HTTP of what is not HTTP', () => {
    expect(
      problemsOf(
        { ...GOOD, upstreams: [TCP], authorization: { provider: 'opa-http' } },
        KNOWN,
      ),
    ).toEqual(
      only('authorization.provider', /never of connections that are not HTTP/),
    );
    expect(
      problemsOf({ ...GOOD, authorization: { provider: 'opa-http' } }, KNOWN),
    ).toEqual([]);
  });

  it('takes no authorizer on trust in a cluster that does not tell', () => {
    const input = { ...GOOD, authorization: { provider: 'opa' } };
    expect(problemsOf(input, {})).toEqual(
      only('authorization.provider', /is not known/),
    );
    // Without a cluster to look at it is noted.
    const result = validateEgressGateway(input);
    expect('notes' in result && result.notes.map(({ code }) => code)).toContain(
      'providers-unknown',
    );
  });

  it.each([
    ['istio-system', {}],
    ['mesh-root', { rootNamespace: 'mesh-root' }],
  ])('makes no policy of the whole mesh in %s', (namespace, environment) => {
    const input = { ...GOOD, namespace, strictMtls: true };
    expect(problemsOf(input, environment)).toEqual(
      only('strictMtls', /root namespace/),
    );
    expect(
      problemsOf({ ...input, namespace: 'payments' }, environment),
    ).toEqual([]);
  });

  it('cuts nobody off from an API server that is not known', () => {
    expect(problemsOf({ ...GOOD, networkPolicy: true })).toEqual(
      only('networkPolicy', /API server/),
    );
    expect(problemsOf({ ...GOOD, networkPolicy: true }, KNOWN)).toEqual([]);
  });
});

describe('patterns that a cluster cannot run', () => {
  it.each<[string, EgressEnvironment, string, RegExp]>([
    ['gateway-api', { gatewayApi: [] }, 'pattern', /kind Gateway/],
    [
      'gateway-api',
      { gatewayApi: [{ kind: 'Gateway', versions: ['v1'] }] },
      'pattern',
      /kind HTTPRoute/,
    ],
    ['injected', { istioVersion: '1.21.6' }, 'pattern', /from 1\.22 on/],
    ['waypoint', { gatewayApi: [] }, 'pattern', /kind Gateway/],
    [
      'gateway-api',
      {
        gatewayApi: [
          { kind: 'Gateway', versions: ['v1beta1'] },
          { kind: 'HTTPRoute', versions: ['v1beta1'] },
        ],
      },
      'pattern',
      /only as v1beta1.*v1 is needed/,
    ],
    ['waypoint', { ambient: false }, 'pattern', /no ambient mesh/],
    ['helm', { patterns: ['injected'] }, 'pattern', /allows only injected/],
  ])('refuses %s in %j', (pattern, environment, field, message) => {
    expect(
      problemsOf(
        { ...GOOD, pattern },
        {
          ...KNOWN,
          ...environment,
        },
      ),
    ).toEqual(only(field, message));
  });

  it.each([
    ['TLS-PASSTHROUGH', undefined, 'TLSRoute'],
    ['TLS-PASSTHROUGH', [{ namespace: 'shop' }], 'TCPRoute'],
    ['TCP', undefined, 'TCPRoute'],
  ])('refuses %s of %j without %s', (protocol, callers, kind) => {
    const gatewayApi = KNOWN.gatewayApi!.filter(one => one.kind !== kind);
    expect(
      problemsOf(
        {
          ...GOOD,
          pattern: 'gateway-api',
          callers,
          upstreams: [{ ...TCP, protocol }],
        },
        { ...KNOWN, gatewayApi },
      ),
    ).toEqual(
      only('upstreams[0].protocol', new RegExp(`needs the kind ${kind}`)),
    );
  });

  it.each([
    ['replicas', { replicas: 2 }],
    ['resources', { resources: { requests: { cpu: '1' } } }],
    ['autoscaling', { autoscaling: { maxReplicas: 2 } }],
    ['readiness', { readiness: {} }],
  ])('refuses %s for istiod before 1.26', (field, more) => {
    const input = { ...GOOD, pattern: 'gateway-api', ...more };
    expect(
      problemsOf(input, {
        ...KNOWN,
        istioVersion: '1.25.2',
      }),
    ).toEqual(only(field, /from Istio 1\.26 on.*1\.25\.2/));
    expect(problemsOf(input, { ...KNOWN, istioVersion: '1.26.0' })).toEqual([]);
  });

  it('refuses a readiness check for a chart before 1.27', () => {
    const input = { ...GOOD, pattern: 'helm', readiness: {} };
    const older = { ...KNOWN, istioVersion: '1.26.8' };
    expect(problemsOf(input, older)).toEqual(
      only('readiness', /from 1\.27 on/),
    );
    expect(problemsOf(input, KNOWN)).toEqual([]);
  });

  it.each([
    ['callers', { callers: [{ namespace: 'shop' }] }],
    ['replicas', { replicas: 2 }],
    ['networkPolicy', { networkPolicy: true }],
    ['authorization', { authorization: { provider: 'opa' } }],
    ['accessLog', { accessLog: {} }],
    ['strictMtls', { strictMtls: true }],
    ['readiness', { readiness: {} }],
    ['revision', { revision: 'canary' }],
  ])('refuses %s without a gateway', (field, more) => {
    expect(
      problemsOf(
        {
          ...GOOD,
          pattern: 'sidecar-direct',
          upstreams: [{ host: '*.partner.example', protocol: 'HTTP' }],
          ...more,
        },
        KNOWN,
      ),
    ).toEqual(only(field, /no gateway that could/));
  });

  it('refuses one host without a gateway', () => {
    expect(problemsOf({ ...GOOD, pattern: 'sidecar-direct' }, KNOWN)).toEqual(
      only('upstreams[0].host', /served by a gateway/),
    );
  });
});
