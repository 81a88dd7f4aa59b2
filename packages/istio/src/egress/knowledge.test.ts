import { EVERY_KIND, KNOWN } from './__testUtils__/goldenCases';
import type { EgressEnvironment } from './EgressEnvironment';
import type { EgressGatewayInput } from './EgressGatewayInput';
import { egressNotes } from './egressNotes';
import {
  egressPatterns,
  recommendEgressPattern,
} from './recommendEgressPattern';

const BASE: EgressGatewayInput = {
  name: 'partners',
  namespace: 'payments',
  upstreams: EVERY_KIND,
};

const codes = (
  more: Partial<EgressGatewayInput>,
  environment?: EgressEnvironment,
) => egressNotes({ ...BASE, ...more }, environment).map(({ code }) => code);

describe('recommendEgressPattern', () => {
  const without = (more: EgressEnvironment) => ({ ...KNOWN, ...more });
  it.each<[string, EgressEnvironment, string, RegExp]>([
    ['nothing known', {}, 'injected', /wherever Istio injects/],
    ['an ambient mesh', KNOWN, 'waypoint', /ambient/],
    [
      'all of the Gateway API',
      without({ ambient: false }),
      'gateway-api',
      /istiod 1\.31\.0/,
    ],
    [
      'an older istiod',
      without({ ambient: false, istioVersion: '1.25.3' }),
      'injected',
      /wherever/,
    ],
    [
      'no TCPRoute',
      without({
        ambient: false,
        gatewayApi: KNOWN.gatewayApi!.slice(0, 3),
      }),
      'injected',
      /wherever/,
    ],
    [
      'a configuration that allows one',
      without({ patterns: ['helm'] }),
      'helm',
      /configuration allows/,
    ],
  ])('with %s', (_, environment, pattern, reason) => {
    const recommended = recommendEgressPattern(environment);
    expect(recommended.pattern).toBe(pattern);
    expect(recommended.reason).toMatch(reason);
  });

  it('says of every pattern whether it is possible, and why not', () => {
    const choices = egressPatterns({
      ambient: false,
      istioVersion: '1.29.6',
      gatewayApi: [],
    });
    expect(choices.map(({ pattern, possible }) => [pattern, possible])).toEqual(
      [
        ['injected', true],
        ['helm', true],
        ['gateway-api', false],
        ['waypoint', false],
        ['sidecar-direct', false],
      ],
    );
    for (const { reason } of choices) {
      expect(reason).toMatch(/\.$/);
    }
  });
});

describe('egressNotes', () => {
  it('says what is not known, and nothing where all is', () => {
    const unknown = egressNotes(
      {
        ...BASE,
        authorization: { provider: 'opa' },
        networkPolicy: true,
        pattern: 'waypoint',
        replicas: 2,
      },
      {},
    ).filter(({ severity }) => severity === 'unknown');
    expect(unknown.map(({ code }) => code).sort()).toEqual([
      'ambient-unknown',
      'gateway-api-unknown',
      'istio-version-unknown',
      'network-policy-enforcer-unknown',
      'network-ranges-unknown',
      'outbound-policy-unknown',
      'providers-unknown',
    ]);
    expect(
      egressNotes(
        { ...BASE, authorization: { provider: 'opa' } },
        KNOWN,
      ).filter(({ severity }) => severity === 'unknown'),
    ).toEqual([]);
    expect(codes({})).toContain('cluster-domain-unknown');
  });

  it('warns that an outage of the upstream takes all endpoints away', () => {
    const note = egressNotes({ ...BASE, readiness: {} }, KNOWN).find(
      ({ code }) => code === 'upstream-outage',
    );
    expect(note).toMatchObject({
      severity: 'warning',
      field: 'readiness',
      message: expect.stringMatching(/all of its upstreams.*no endpoint/),
    });
    expect(codes({}, KNOWN)).not.toContain('upstream-outage');
  });

  it('says that PeerAuthentication does not protect a gateway', () => {
    const callers = [{ namespace: 'shop', serviceAccounts: ['cart'] }];
    expect(codes({ callers }, KNOWN)).toContain(
      'gateway-not-by-peer-authentication',
    );
    expect(codes({}, KNOWN)).toContain('callers-unnamed');
  });

  it.each([
    [{ outboundTrafficPolicy: 'REGISTRY_ONLY' }, 'registry-only'],
    [{ outboundTrafficPolicy: 'ALLOW_ANY' }, 'allow-any'],
    [{}, 'outbound-policy-unknown'],
  ])('says of %j what the mesh does with other hosts', (environment, code) => {
    expect(codes({}, environment)).toContain(code);
  });

  it.each<[Partial<EgressGatewayInput>, EgressEnvironment, string]>([
    [
      { networkPolicy: true },
      { networkPolicyEnforcer: false },
      'network-policy-not-enforced',
    ],
    [{ networkPolicy: true }, {}, 'network-policy-enforcer-unknown'],
    [{ networkPolicy: true }, KNOWN, 'network-policy-closes'],
    [{ strictMtls: true }, KNOWN, 'strict-mtls'],
    [{ pattern: 'waypoint' }, KNOWN, 'visible-in-ambient'],
    [{}, KNOWN, 'routing-is-no-fence'],
    [{}, KNOWN, 'credential-role'],
    [{ readiness: {} }, {}, 'default-image'],
    [
      { authorization: { provider: 'opa' } },
      { extensionProviders: [{ name: 'opa', authorizer: true }] },
      'authorizer-transport-unknown',
    ],
    [
      { pattern: 'helm', disruptionBudget: { maxUnavailable: 1 } },
      KNOWN,
      'chart-leaves-out-budget',
    ],
    [
      {
        pattern: 'waypoint',
        upstreams: [{ host: '*.a.example', protocol: 'TLS-PASSTHROUGH' }],
      },
      KNOWN,
      'server-name-spoofing',
    ],
  ])('notes of %j in %j: %s', (more, environment, code) => {
    expect(codes(more, environment)).toContain(code);
  });

  it('names a field of the input and says something in every note', () => {
    for (const { field, message } of egressNotes(
      { ...BASE, readiness: {}, networkPolicy: true, strictMtls: true },
      {},
    )) {
      expect(message).toMatch(/^[A-Z].*\.$/s);
      expect(field).toMatch(/^$|^[a-zA-Z]+(\[\d+\])?(\.[a-zA-Z]+)*$/);
    }
  });
});
