import { PLANE_WORKLOADS } from '@meshport/istio';
import { DevMesh } from '../__testUtils__/devMesh';
import { HttpClusterConnection } from '../clusters';
import { PLANE_OBJECTS, vmGateway } from './__testUtils__/plane';
import { tlsSecret } from './__testUtils__/tlsSecret';
import { PlaneLook } from './PlaneLook';

// A cluster is started.
jest.setTimeout(60_000);

const NOW = new Date('2026-06-01T00:00:00Z');
const HOST = 'onboarding.example.org';
const LATER = new Date('2027-01-01T00:00:00Z');

/** Names that the resolver knows; the others have no address. */
const NAMES: Record<string, string[]> = {
  [HOST]: ['192.0.2.7'],
  'elsewhere.example.org': ['192.0.2.99'],
  'lb.example.net': ['192.0.2.7', '192.0.2.8'],
};

describe('PlaneLook', () => {
  let mesh: DevMesh;
  let connection: HttpClusterConnection;
  let answers = true;
  let keyPem = '';

  beforeAll(async () => {
    const secrets = await Promise.all([
      tlsSecret({ name: 'good', dnsNames: [HOST], notAfter: LATER }),
      tlsSecret({
        name: 'wrong',
        dnsNames: ['other.example.org'],
        notAfter: new Date('2026-05-01T00:00:00Z'),
        otherKey: true,
      }),
      tlsSecret({ name: 'nameless', dnsNames: [], notAfter: LATER }),
      tlsSecret({
        name: 'soon',
        dnsNames: ['*.example.org'],
        notAfter: new Date('2026-06-10T00:00:00Z'),
      }),
    ]);
    keyPem = secrets[0].keyPem;
    const broken = (
      name: string,
      data: object,
      type = 'kubernetes.io/tls',
    ) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      type,
      metadata: { name, namespace: 'istio-system' },
      data,
    });
    const { data } = secrets[0].secret;
    const junk = Buffer.from('SENTINEL-KEY-MATERIAL').toString('base64');
    mesh = await DevMesh.start({
      east: [
        PLANE_OBJECTS[0],
        vmGateway({ ip: '192.0.2.7' }),
        ...secrets.map(one => one.secret),
        broken('opaque', data, 'Opaque'),
        broken('no-certificate', {
          'tls.crt': junk,
          'tls.key': data['tls.key'],
        }),
        broken('no-key', { 'tls.crt': data['tls.crt'], 'tls.key': junk }),
      ],
    });
    connection = new HttpClusterConnection(mesh.details('east'));
  });

  afterAll(async () => {
    await connection.close();
    await mesh.close();
  });

  beforeEach(() => {
    answers = true;
  });

  const look = (using = connection) =>
    new PlaneLook(using, {
      addressesOf: async name => {
        if (!answers) {
          throw Object.assign(new Error('queryA EAI_AGAIN'), {
            code: 'EAI_AGAIN',
          });
        }
        return NAMES[name];
      },
    });

  const ask = (more: object = {}, using = look()) =>
    using.findings(
      {
        namespace: 'istio-system',
        hosts: [HOST],
        custom: false,
        secret: 'good',
        renewed: false,
        ...more,
      },
      NOW,
    );

  const codes = async (more: object = {}, using = look()) =>
    (await ask(more, using)).findings.map(one => one.code);

  it('finds nothing wrong with what is right', async () => {
    expect(await ask()).toEqual({
      findings: [],
      certificate: {
        dnsNames: [HOST],
        notBefore: '2026-01-01T00:00:00.000Z',
        notAfter: '2027-01-01T00:00:00.000Z',
        keyMatches: true,
      },
      gateway: { name: '192.0.2.7', addresses: ['192.0.2.7'] },
    });
  });

  it.each([
    ['wrong', ['TLS_NAME', 'TLS_KEY', 'TLS_EXPIRED']],
    ['nameless', ['TLS_NAME']],
    ['soon', ['TLS_ENDS_SOON']],
    ['absent', ['TLS_ABSENT']],
    ['opaque', ['TLS_SECRET']],
    ['no-certificate', ['TLS_SECRET']],
    ['no-key', ['TLS_SECRET']],
  ])('judges Secret %s', async (secret, expected) => {
    expect(await codes({ secret })).toEqual(expected);
  });

  it('waits for a Secret that cert-manager makes, and for none that it renews', async () => {
    expect(await codes({ secret: 'absent', renewed: true })).toEqual([
      'TLS_TO_COME',
    ]);
    expect(await codes({ secret: 'soon', renewed: true })).toEqual([]);
  });

  it('lets nothing of a key out', async () => {
    const all = JSON.stringify(
      await Promise.all(
        ['good', 'wrong', 'no-key', 'no-certificate'].map(secret =>
          ask({ secret }),
        ),
      ),
    );
    expect(all).not.toContain('SENTINEL');
    expect(all).not.toContain('PRIVATE KEY');
    expect(all).not.toContain(keyPem.split('\n')[1]);
  });

  it.each([
    ['elsewhere.example.org', 'ENDPOINT_ELSEWHERE'],
    ['nowhere.example.org', 'ENDPOINT_NO_RECORD'],
  ])('compares the name %s with the gateway', async (host, code) => {
    expect(
      await codes({ hosts: [host], secret: 'soon', renewed: true }),
    ).toEqual([code]);
  });

  it('says that it does not know where no resolver answers', async () => {
    answers = false;
    const { findings } = await ask();
    expect(findings).toEqual([
      expect.objectContaining({
        code: 'ENDPOINT_NOT_CHECKED',
        severity: 'warning',
        message: expect.stringContaining('EAI_AGAIN'),
      }),
    ]);
  });

  it('looks a load balancer’s name up', async () => {
    const east = mesh.cluster('east');
    east.apply(vmGateway({ hostname: 'lb.example.net' }));
    expect(await codes()).toEqual([]);
    east.apply(vmGateway({ hostname: 'gone.example.net' }));
    expect(await codes()).toEqual(['ENDPOINT_NOT_CHECKED']);
    east.remove('Service', 'istio-system', 'vmgateway');
    expect(await codes()).toEqual(['ENDPOINT_NOT_CHECKED']);
    east.apply(vmGateway({ ip: '192.0.2.7' }));
  });

  it('is not kept from the rest by a Secret that it may not read', async () => {
    const east = mesh.cluster('east');
    const blind = new HttpClusterConnection({
      name: 'east',
      endpoint: {
        server: east.url,
        caData: Buffer.from(east.caPem).toString('base64'),
        token: east.tokenFor('system:serviceaccount:meshport:blind'),
      },
    });
    east.apply({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'blind' },
      rules: [{ apiGroups: [''], resources: ['services'], verbs: ['get'] }],
    });
    east.apply({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'blind' },
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'ClusterRole',
        name: 'blind',
      },
      subjects: [
        { kind: 'ServiceAccount', name: 'blind', namespace: 'meshport' },
      ],
    });
    try {
      expect(await codes({}, look(blind))).toEqual(['TLS_NOT_CHECKED']);
    } finally {
      await blind.close();
    }
  });

  it('says that the kind is not served, and that nothing runs', async () => {
    expect(await look().planes()).toBeUndefined();
    expect(
      await look().workloads('istio-system', Object.values(PLANE_WORKLOADS)),
    ).toEqual(
      Object.values(PLANE_WORKLOADS).map(name => ({ name, available: false })),
    );
  });
});
