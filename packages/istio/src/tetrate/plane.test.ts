import { plane, publicKeys } from './__testUtils__/inputs';
import { certificateFindings, EndpointCertificate } from './planeCertificate';
import { endpointFindings, planeInputFindings } from './planeFindings';
import { planePatchLine, renderTetratePlane } from './planeObjects';
import { planeStateOf, registrationOf } from './planeState';
import { readTetratePlane } from './readTetratePlane';

const codes = (findings: { code: string }[]) => findings.map(one => one.code);

function read(more: object = {}) {
  const result = readTetratePlane({ ...plane, ...more });
  if (!('input' in result)) {
    throw new Error(JSON.stringify(result.problems));
  }
  return result.input;
}

describe('the onboarding plane', () => {
  it('is turned on by the fewest fields', () => {
    expect(renderTetratePlane(read())).toEqual([
      {
        apiVersion: 'install.tetrate.io/v1alpha1',
        kind: 'ControlPlane',
        metadata: { name: 'controlplane', namespace: 'istio-system' },
        spec: {
          meshExpansion: {
            onboarding: {
              endpoint: {
                hosts: ['onboarding.example.org'],
                secretName: 'onboarding-tls',
              },
            },
          },
        },
      },
    ]);
  });

  it('is given everything that can be said', () => {
    const objects = renderTetratePlane(
      read({
        name: 'cp',
        namespace: 'tetrate',
        certificate: {
          secretName: 'onboarding-tls',
          issuer: { kind: 'ClusterIssuer', name: 'ca' },
        },
        uid: 'plane-1',
        tokenLifetime: '30m',
        localRepository: true,
        issuers: [
          {
            issuer: 'https://id.example.org',
            shortName: 'my-corp',
            jwks: publicKeys,
            attributesPath: '.custom_attributes',
          },
          {
            issuer: 'https://other.example.org',
            shortName: 'other',
            jwksUri: 'https://other.example.org/keys?v=1',
          },
        ],
        deregistrationDelay: '5s',
        customGateway: { host: 'edge.example.org', port: 15443 },
      }),
    );
    expect(objects).toEqual([
      {
        apiVersion: 'cert-manager.io/v1',
        kind: 'Certificate',
        metadata: {
          name: 'onboarding-tls',
          namespace: 'tetrate',
          labels: { 'app.kubernetes.io/managed-by': 'meshport' },
        },
        spec: expect.objectContaining({
          secretName: 'onboarding-tls',
          dnsNames: ['onboarding.example.org'],
          duration: '2160h',
          renewBefore: '360h',
          issuerRef: {
            group: 'cert-manager.io',
            kind: 'ClusterIssuer',
            name: 'ca',
          },
        }),
      },
      {
        apiVersion: 'install.tetrate.io/v1alpha1',
        kind: 'ControlPlane',
        metadata: { name: 'cp', namespace: 'tetrate' },
        spec: {
          meshExpansion: {
            customGateway: { host: 'edge.example.org', port: 15443 },
            onboarding: {
              uid: 'plane-1',
              endpoint: {
                hosts: ['onboarding.example.org'],
                secretName: 'onboarding-tls',
              },
              tokenIssuer: { jwt: { expiration: '30m' } },
              localRepository: {},
              workloads: {
                authentication: {
                  jwt: {
                    issuers: [
                      {
                        issuer: 'https://id.example.org',
                        shortName: 'my-corp',
                        jwks: publicKeys,
                        tokenFields: {
                          attributes: { jsonPath: '.custom_attributes' },
                        },
                      },
                      {
                        issuer: 'https://other.example.org',
                        shortName: 'other',
                        jwksUri: 'https://other.example.org/keys?v=1',
                      },
                    ],
                  },
                },
                deregistration: { propagationDelay: '5s' },
              },
            },
          },
        },
      },
    ]);
    expect(planeStateOf(objects[1] as never)).toMatchObject({
      enabled: true,
      hosts: ['onboarding.example.org'],
      secretName: 'onboarding-tls',
      localRepository: true,
      tokenLifetime: '30m',
      issuers: [
        { issuer: 'https://id.example.org', shortName: 'my-corp' },
        { issuer: 'https://other.example.org', shortName: 'other' },
      ],
    });
  });

  it('can be merged by hand, with quotes that a shell keeps', () => {
    const line = planePatchLine(read({ uid: 'a' }));
    expect(line).toBe(
      `kubectl -n istio-system patch controlplanes.install.tetrate.io controlplane --type merge -p '{"spec":{"meshExpansion":{"onboarding":{"uid":"a","endpoint":{"hosts":["onboarding.example.org"],"secretName":"onboarding-tls"}}}}}'`,
    );
    expect(
      planePatchLine({
        ...read(),
        issuers: [{ issuer: 'https://a.example/o', shortName: 'a', jwks: "'" }],
      }),
    ).toContain(`"jwks":"'\\''"`);
  });

  it('warns of long tokens and of leaving at once', () => {
    expect(codes(planeInputFindings(read()))).toEqual(['PLANE_PORTS']);
    expect(
      codes(
        planeInputFindings(
          read({ tokenLifetime: '2h', deregistrationDelay: '0s' }),
        ),
      ),
    ).toEqual(['TOKEN_LONG', 'DEREGISTRATION_AT_ONCE', 'PLANE_PORTS']);
  });

  it('is off where the ControlPlane says nothing of it', () => {
    expect(
      planeStateOf({
        apiVersion: 'x',
        kind: 'ControlPlane',
        metadata: { name: 'controlplane', namespace: 'istio-system' },
        spec: { meshExpansion: {} },
      }),
    ).toMatchObject({ enabled: false, hosts: [], localRepository: false });
  });
});

describe('the certificate of the endpoint', () => {
  const now = new Date('2026-06-01T00:00:00Z');
  const good: EndpointCertificate = {
    dnsNames: ['onboarding.example.org'],
    notBefore: '2026-01-01T00:00:00Z',
    notAfter: '2026-12-31T00:00:00Z',
    keyMatches: true,
  };
  const host = 'onboarding.example.org';
  const findings = (
    more: Partial<EndpointCertificate>,
    hosts = [host],
    renewed = false,
  ) =>
    codes(
      certificateFindings({ ...good, ...more }, hosts, {
        secret: 'tls',
        now,
        renewed,
      }),
    );

  it.each<[string, Partial<EndpointCertificate>, string[]]>([
    ['is good', {}, []],
    ['has a wildcard', { dnsNames: ['*.example.org'] }, []],
    ['has the name in capitals', { dnsNames: ['ONBOARDING.example.org'] }, []],
    ['has no name', { dnsNames: [] }, ['TLS_NAME']],
    ['has another name', { dnsNames: ['example.org'] }, ['TLS_NAME']],
    ['has a wildcard too high', { dnsNames: ['*.org'] }, ['TLS_NAME']],
    ['has another key', { keyMatches: false }, ['TLS_KEY']],
    ['ended', { notAfter: '2026-05-31T23:59:59Z' }, ['TLS_EXPIRED']],
    ['ends now', { notAfter: '2026-06-01T00:00:00Z' }, ['TLS_EXPIRED']],
    ['ends soon', { notAfter: '2026-06-20T00:00:00Z' }, ['TLS_ENDS_SOON']],
    ['begins later', { notBefore: '2026-06-02T00:00:00Z' }, ['TLS_NOT_YET']],
    [
      'has all wrong',
      { dnsNames: [], keyMatches: false, notAfter: '2020-01-01T00:00:00Z' },
      ['TLS_NAME', 'TLS_KEY', 'TLS_EXPIRED'],
    ],
  ])('%s', (_, more, expected) => {
    expect(findings(more)).toEqual(expected);
  });

  it('covers every name', () => {
    expect(findings({}, [host, 'other.example.org'])).toEqual(['TLS_NAME']);
  });

  it('is not warned about where it is renewed', () => {
    expect(
      findings({ notAfter: '2026-06-20T00:00:00Z' }, [host], true),
    ).toEqual([]);
  });
});

describe('the name of the endpoint', () => {
  const host = 'onboarding.example.org';

  it.each<[string, object, string[]]>([
    [
      'leads to the gateway',
      { resolved: ['1.2.3.4'], gateway: ['1.2.3.4'] },
      [],
    ],
    [
      'leads to some of its addresses',
      { resolved: ['1.2.3.4'], gateway: ['1.2.3.4', '1.2.3.5'] },
      [],
    ],
    [
      'leads elsewhere',
      { resolved: ['9.9.9.9'], gateway: ['1.2.3.4'] },
      ['ENDPOINT_ELSEWHERE error'],
    ],
    [
      'leads elsewhere, too',
      { resolved: ['9.9.9.9', '1.2.3.4'], gateway: ['1.2.3.4'] },
      ['ENDPOINT_ELSEWHERE warning'],
    ],
    ['has no record', { gateway: ['1.2.3.4'] }, ['ENDPOINT_NO_RECORD warning']],
    [
      'cannot be compared',
      { resolved: ['1.2.3.4'] },
      ['ENDPOINT_NOT_CHECKED info'],
    ],
    [
      'leads to a gateway of their own',
      { resolved: ['9.9.9.9'], gateway: ['1.2.3.4'], custom: true },
      [],
    ],
    [
      'should lead to a gateway of their own',
      { gateway: ['1.2.3.4'], custom: true },
      ['ENDPOINT_NO_RECORD warning'],
    ],
  ])('%s', (_, addresses, expected) => {
    expect(
      endpointFindings({ host, ...addresses }).map(
        one => `${one.code} ${one.severity}`,
      ),
    ).toEqual(expected);
  });

  it('is told the record that it needs', () => {
    const mend = (gateway: string[], gatewayName: string) =>
      endpointFindings({ host, gateway, gatewayName })[0].mend;
    expect(mend(['1.2.3.4', '2001:db8::1'], '1.2.3.4')).toBe(
      'Make the record onboarding.example.org. A 1.2.3.4, onboarding.example.org. AAAA 2001:db8::1',
    );
    expect(mend(['1.2.3.4'], 'lb.example.net')).toBe(
      'Make the record onboarding.example.org. CNAME lb.example.net.',
    );
  });
});

describe('a machine that the plane registered', () => {
  it('is read with its identity and connection', () => {
    expect(
      registrationOf({
        apiVersion: 'runtime.onboarding.tetrate.io/v1alpha1',
        kind: 'WorkloadAutoRegistration',
        metadata: {
          name: 'ratings-aws-1',
          namespace: 'bookinfo',
          ownerReferences: [
            {
              apiVersion: 'networking.istio.io/v1',
              kind: 'WorkloadGroup',
              name: 'ratings',
            },
          ],
        },
        spec: {
          identity: {
            aws: {
              account: '123456789012',
              zone: 'us-east-2b',
              ec2: { instanceId: 'i-1' },
            },
          },
          registration: {
            agent: { version: '1.9.0' },
            sidecar: { istio: { version: '1.24.3', revision: 'canary' } },
            host: { addresses: [{ ip: '10.0.0.4', type: 'VPC' }] },
          },
        },
        status: {
          conditions: [
            {
              type: 'AgentConnected',
              status: 'False',
              lastTransitionTime: '2026-06-01T00:00:00Z',
            },
          ],
        },
      }),
    ).toEqual({
      namespace: 'bookinfo',
      name: 'ratings-aws-1',
      group: 'ratings',
      identity: 'EC2 instance i-1 of account 123456789012 in us-east-2b',
      agentVersion: '1.9.0',
      sidecarRevision: 'canary',
      sidecarVersion: '1.24.3',
      addresses: ['10.0.0.4'],
      connected: false,
      since: '2026-06-01T00:00:00Z',
    });
  });

  it('is not said to be connected or not where the plane does not know', () => {
    const machine = registrationOf({
      apiVersion: 'x',
      kind: 'WorkloadAutoRegistration',
      metadata: { name: 'a', namespace: 'b' },
      spec: { identity: { jwt: { issuer: 'https://i', subject: 'vm-1' } } },
      status: { conditions: [{ type: 'AgentConnected', status: 'Unknown' }] },
    });
    expect(machine).not.toHaveProperty('connected');
    expect(machine.identity).toBe('vm-1 of https://i');
  });
});
