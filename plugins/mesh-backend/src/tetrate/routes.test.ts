import { tetrateDefinitions } from '@meshport/dev-cluster';
import {
  AuthorizeResult,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { eventually } from '../__testUtils__/devMesh';
import {
  ALLOW,
  Decide,
  DENY,
  RequestBackend,
  startRequestBackend,
} from '../requests/__testUtils__/startRequestBackend';
import {
  BROAD,
  deployment,
  MACHINES,
  NARROW,
  PLANE_OBJECTS,
  vmGateway,
} from './__testUtils__/plane';

// Backends and clusters are started for the tests.
jest.setTimeout(60_000);

const ann = 'user:default/ann';
const bob = 'user:default/bob';

/** Bob's group approves what names machines, another group what does not. */
const POLICIES = [
  {
    name: 'machines',
    kinds: ['vm-onboarding-tetrate', 'tetrate-onboarding-plane'],
    approval: 'required',
    approverGroups: ['platform'],
  },
  {
    name: 'broad-machines',
    kinds: ['vm-onboarding-tetrate-broad'],
    approval: 'required',
    approverGroups: ['security'],
  },
];

const ENDPOINT = { host: 'onboarding.mesh.invalid' };

const OTHERS = (PLANE_OBJECTS[1] as any).spec;

const ONLY_BOOKINFO: PolicyDecision = {
  result: AuthorizeResult.CONDITIONAL,
  pluginId: 'mesh',
  resourceType: 'mesh-namespace',
  conditions: {
    rule: 'IS_NAMESPACE',
    resourceType: 'mesh-namespace',
    params: { names: ['bookinfo'] },
  },
};

describe("Tetrate's onboarding", () => {
  let backend: RequestBackend;
  let decide: Decide = () => ALLOW;

  beforeAll(async () => {
    backend = await startRequestBackend({
      policies: POLICIES,
      definitions: tetrateDefinitions(),
      objects: [
        ...PLANE_OBJECTS,
        deployment('onboarding-plane'),
        deployment('vmgateway'),
        vmGateway({ ip: '192.0.2.7' }),
      ],
      decide: (user, permission) => decide(user, permission),
      config: {
        mesh: {
          tetrate: {
            packages: [
              {
                name: 'onboarding-agent',
                format: 'deb',
                architecture: 'amd64',
                sha256: 'AB'.repeat(32),
              },
            ],
          },
        },
      },
    });
    await backend.judged();
  });
  beforeEach(() => {
    decide = () => ALLOW;
  });
  afterAll(() => backend.stop());

  const ask = (kind: string, parameters: object) =>
    backend.call('post', '/requests', {
      as: ann,
      body: { kind, parameters: { cluster: 'east', ...parameters } },
    });

  const approve = async ({ id, contentHash }: any) => {
    const { message } = await backend.call('post', `/requests/${id}/approve`, {
      as: bob,
      body: { contentHash, reason: 'good' },
    });
    expect(message).toBe('');
  };

  const retire = async ({ id, contentHash }: any) => {
    const { message } = await backend.call('post', `/requests/${id}/retire`, {
      as: bob,
      body: { contentHash, reason: 'over' },
    });
    expect(message).toBe('');
  };

  /** An object of a kind as it is in the cluster. */
  const found = (kind: string, name?: string): any =>
    backend.east
      .objects(kind)
      .find(
        ({ metadata }: any) =>
          (!name || metadata.name === name) &&
          ['istio-system', 'bookinfo'].includes(metadata.namespace),
      );

  const plane = (more: object = {}) =>
    ask('tetrate-onboarding-plane', {
      plane: {
        hosts: [ENDPOINT.host],
        certificate: {
          secretName: 'onboarding-tls',
          issuer: { kind: 'ClusterIssuer', name: 'ca' },
        },
        ...more,
      },
    });

  const machines = (rule: object = NARROW, more: object = {}) =>
    ask('vm-onboarding-tetrate', {
      onboarding: {
        machines: MACHINES,
        rules: [rule],
        endpoint: ENDPOINT,
        ...more,
      },
    });

  const codes = ({ findings }: any) => findings.map((one: any) => one.code);

  it('says that machines cannot join while onboarding is off', async () => {
    const { body, message } = await machines();
    expect(message).toBe('');
    expect(codes(body)).toContain('ONBOARDING_OFF');
  });

  it('turns onboarding on by adding its section, waits for the certificate, and takes it back', async () => {
    const { body, message } = await plane({ tokenLifetime: '30m' });
    expect(message).toBe('');
    expect(
      body.diff.map(({ object, outcome }: any) => [object.kind, outcome]),
    ).toEqual([
      ['Certificate', 'created'],
      ['ControlPlane', 'changed'],
    ]);
    expect(codes(body)).toEqual(
      expect.arrayContaining(['TLS_TO_COME', 'PLANE_PORTS']),
    );
    expect(body.plan.statements[0]).toContain('--type merge');
    await approve(body);
    const waiting = await backend.until(body.id, 'provisioning');
    expect(waiting.progress ?? '').not.toContain('Machines can join');
    await eventually(() => expect(found('Certificate')).toBeDefined());
    backend.east.apply({
      ...found('Certificate'),
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    });
    await backend.until(body.id, 'ready');
    expect(found('ControlPlane').spec).toEqual({
      ...OTHERS,
      meshExpansion: {
        onboarding: {
          endpoint: { hosts: [ENDPOINT.host], secretName: 'onboarding-tls' },
          tokenIssuer: { jwt: { expiration: '30m' } },
        },
      },
    });
    await retire(body);
    await backend.until(body.id, 'retired');
    expect(found('ControlPlane').spec).toEqual(OTHERS);
    expect(found('Certificate')).toBeUndefined();
  });

  it('never makes a ControlPlane', async () => {
    const { status, message } = await plane({ name: 'other' });
    expect(status).toBe(404);
    expect(message).toBe(
      "plane.name: there is no ControlPlane istio-system/other in cluster east: install Tetrate's control plane first, or give its name and namespace",
    );
  });

  it('names the other manager of a field, and changes nothing', async () => {
    backend.east.apply({
      apiVersion: 'install.tetrate.io/v1alpha1',
      kind: 'ControlPlane',
      metadata: { namespace: 'istio-system', name: 'taken' },
      spec: {
        ...OTHERS,
        meshExpansion: {
          onboarding: {
            endpoint: { hosts: ['other.example.org'], secretName: 'other' },
          },
        },
      },
    });
    const { status, message } = await plane({ name: 'taken' });
    expect(status).toBe(409);
    expect(message).toContain('spec.meshExpansion.onboarding.endpoint');
    expect(found('ControlPlane', 'taken').spec.meshExpansion).toEqual({
      onboarding: {
        endpoint: { hosts: ['other.example.org'], secretName: 'other' },
      },
    });
    backend.east.remove('ControlPlane', 'istio-system', 'taken');
  });

  it('names every wrong field', async () => {
    const { status, message } = await plane({
      hosts: [],
      tokenLifetime: '1d',
    });
    expect(status).toBe(400);
    expect(message.split('\n').map(line => line.split(':')[0])).toEqual([
      'plane.hosts',
      'plane.tokenLifetime',
    ]);
  });

  describe('where it is on', () => {
    beforeAll(() => {
      const before = found('ControlPlane');
      backend.east.apply({
        ...before,
        spec: {
          ...OTHERS,
          meshExpansion: {
            onboarding: {
              endpoint: { hosts: [ENDPOINT.host], secretName: 'tls' },
              localRepository: {},
              workloads: {
                authentication: {
                  jwt: {
                    issuers: [
                      { issuer: 'https://id.example.org', shortName: 'id' },
                    ],
                  },
                },
              },
            },
          },
        },
      });
    });

    it('asks another policy for rules that name nobody', async () => {
      const narrow = await machines(NARROW);
      expect(
        narrow.body.approval.demands.map((one: any) => one.policy),
      ).toEqual(['machines']);
      expect(codes(narrow.body)).not.toContain('JOIN_BROAD');
      // No pod is selected by the Sidecar of machines, which is as it should be.
      expect(narrow.body.plan.objects).toContainEqual(
        expect.objectContaining({
          manifest: expect.objectContaining({ kind: 'Sidecar' }),
        }),
      );
      expect(codes(narrow.body)).not.toContain('IST0101');
      const broad = await machines(BROAD);
      expect(broad.body.approval.demands.map((one: any) => one.policy)).toEqual(
        ['broad-machines', 'machines'],
      );
      expect(codes(broad.body)).toContain('JOIN_BROAD');
      expect(broad.body.plan.statements).toContain(
        'Broad: Every EC2 instance of account 123456789012 can join.',
      );
      await approve(broad.body);
      const { body } = await backend.call('get', `/requests/${broad.body.id}`, {
        as: bob,
      });
      expect(body.status).toBe('requested');
      const whole = await machines({ ...NARROW, groups: {} });
      expect(codes(whole.body)).toContain('JOIN_BROAD');
      const direct = await ask('vm-onboarding-tetrate-broad', {
        onboarding: {
          machines: MACHINES,
          rules: [BROAD],
          endpoint: ENDPOINT,
        },
      });
      expect(
        direct.body.approval.demands.map((one: any) => one.policy),
      ).toEqual(['broad-machines']);
    });

    it('refuses a rule without accounts', async () => {
      const { status, message } = await machines({
        workloads: [{ aws: { accounts: [], ec2: {} } }],
      });
      expect(status).toBe(400);
      expect(message).toContain(
        'onboarding.rules[0].workloads[0].aws.accounts: Name at least one account',
      );
    });

    it('says which endpoint and which issuers the plane has', async () => {
      const { body } = await machines(
        {
          workloads: [
            { jwt: { issuer: 'https://id.example.org/', subjects: ['vm-1'] } },
          ],
        },
        { endpoint: { host: 'other.mesh.invalid' } },
      );
      expect(codes(body)).toEqual(
        expect.arrayContaining([
          'ENDPOINT_UNKNOWN',
          'ISSUER_UNKNOWN',
          'ONE_SUBJECT_EACH',
        ]),
      );
    });

    it('asks for the permission of virtual machines', async () => {
      decide = (_, permission) =>
        permission === 'mesh.virtualMachine.request' ? DENY : ALLOW;
      const { status } = await machines();
      expect(status).toBe(403);
    });

    it('prepares the cluster, follows the first machine, and takes all away', async () => {
      const { body } = await machines();
      await approve(body);
      await eventually(async () => {
        await backend.ring();
        expect(found('OnboardingPolicy')).toBeDefined();
      });
      expect(found('OnboardingPolicy').spec).toEqual({
        allow: [
          {
            workloads: NARROW.workloads,
            onboardTo: [
              {
                workloadGroupSelector: {
                  matchLabels: { 'meshport.dev/vm-group': 'ratings-vm' },
                },
              },
            ],
          },
        ],
      });
      const group = found('WorkloadGroup');
      expect(group.metadata.labels).toMatchObject({
        'meshport.dev/vm-group': 'ratings-vm',
      });
      expect(group.spec.template.labels).toEqual(group.spec.metadata.labels);

      const { body: files } = await backend.call(
        'get',
        `/requests/${body.id}/tetrate-files`,
        { as: bob },
      );
      expect(files.files.map((one: any) => one.path)).toEqual([
        '/etc/onboarding-agent/onboarding.config.yaml',
        '/etc/onboarding-agent/agent.config.yaml',
        '/etc/hosts',
      ]);
      // The checksum of the configuration, in lower case.
      expect(files.script).toContain('ab'.repeat(32));
      expect(files.packages).toHaveLength(8);

      const waiting = await backend.until(body.id, 'provisioning');
      expect(waiting.progress).toContain('waits for the first machine');
      backend.east.apply({
        apiVersion: 'runtime.onboarding.tetrate.io/v1alpha1',
        kind: 'WorkloadAutoRegistration',
        metadata: {
          name: 'ratings-vm-aws-1',
          namespace: 'bookinfo',
          ownerReferences: [
            {
              apiVersion: 'networking.istio.io/v1',
              kind: 'WorkloadGroup',
              name: 'ratings-vm',
              uid: group.metadata.uid,
            },
          ],
        },
        spec: {
          identity: {
            aws: { account: '123456789012', ec2: { instanceId: 'i-1' } },
          },
        },
        status: { conditions: [{ type: 'AgentConnected', status: 'True' }] },
      });
      await backend.until(body.id, 'ready');

      const { body: seen } = await backend.call(
        'get',
        '/clusters/east/tetrate-onboarding',
        { as: bob },
      );
      expect(seen).toMatchObject({
        installed: true,
        planes: [
          {
            enabled: true,
            gateway: '192.0.2.7',
            packages: expect.arrayContaining([
              expect.objectContaining({
                url: `https://${ENDPOINT.host}/install/deb/amd64/onboarding-agent.deb`,
              }),
            ]),
          },
        ],
        joiners: [
          {
            who: 'EC2 instances of account 123456789012 with role web',
            groups: [{ namespace: 'bookinfo', name: 'ratings-vm' }],
          },
        ],
        machines: [{ name: 'ratings-vm-aws-1', connected: true }],
        notKnown: [],
      });

      const { body: answer } = await backend.call(
        'post',
        '/clusters/east/tetrate-onboarding/join-questions',
        {
          as: bob,
          body: {
            aws: { account: '123456789012', ec2: { iamRoleName: 'db' } },
          },
        },
      );
      expect(answer.items).toEqual([
        expect.objectContaining({
          allowed: false,
          why: 'No rule fits: rule 1 of policy ratings-vm: IAM role db is not web.',
        }),
      ]);

      await retire(body);
      await backend.until(body.id, 'retired');
      for (const kind of [
        'OnboardingPolicy',
        'WorkloadGroup',
        'Sidecar',
        'ServiceAccount',
      ]) {
        expect([kind, found(kind, 'ratings-vm')]).toEqual([kind, undefined]);
      }
      const { status, message } = await backend.call(
        'get',
        `/requests/${body.id}/tetrate-files`,
        { as: bob },
      );
      expect(status).toBe(409);
      expect(message).toContain('retired');
    });

    it('says who could join by policies of others', async () => {
      backend.east.apply({
        apiVersion: 'authorization.onboarding.tetrate.io/v1alpha1',
        kind: 'OnboardingPolicy',
        metadata: { name: 'everybody', namespace: 'bookinfo' },
        spec: {
          allow: [
            {
              workloads: BROAD.workloads,
              onboardTo: [{ workloadGroupSelector: {} }],
            },
          ],
        },
      });
      const { body } = await machines();
      expect(
        body.findings.find((one: any) => one.code === 'JOIN_BY_OTHER_POLICY'),
      ).toMatchObject({
        severity: 'warning',
        message:
          'Policy everybody in bookinfo lets others join this group, too: EC2 instances of account 123456789012.',
      });
      backend.east.remove('OnboardingPolicy', 'bookinfo', 'everybody');
    });

    it('shows nobody what is in namespaces that they may not read', async () => {
      backend.east.apply({
        apiVersion: 'authorization.onboarding.tetrate.io/v1alpha1',
        kind: 'OnboardingPolicy',
        metadata: { name: 'shop', namespace: 'shop' },
        spec: {
          allow: [
            {
              workloads: NARROW.workloads,
              onboardTo: [{ workloadGroupSelector: {} }],
            },
          ],
        },
      });
      decide = (_, permission) =>
        permission === 'mesh.namespace.read' ? ONLY_BOOKINFO : ALLOW;
      const { body } = await backend.call(
        'get',
        '/clusters/east/tetrate-onboarding',
        { as: ann },
      );
      expect(JSON.stringify(body)).not.toContain('"shop"');
      expect(body.planes).toEqual([]);
      // What a form needs is told all the same.
      expect(body.endpoints).toEqual([ENDPOINT.host]);
      expect(body.issuers).toEqual(['https://id.example.org']);
      decide = () => ALLOW;
      const all = await backend.call(
        'get',
        '/clusters/east/tetrate-onboarding',
        { as: ann },
      );
      expect(JSON.stringify(all.body)).toContain('"shop"');
      decide = (_, permission) =>
        permission === 'mesh.cluster.read' ? DENY : ALLOW;
      const { status } = await backend.call(
        'get',
        '/clusters/east/tetrate-onboarding',
        { as: ann },
      );
      expect(status).toBe(403);
    });
  });

  it.each([
    [{}, 'aws: give one of aws and jwt'],
    [{ aws: { account: '1' } }, 'aws.account: give the twelve digits'],
    [{ jwt: { issuer: 'https://a' } }, 'jwt.subject: give a text'],
    [
      { aws: { account: '123456789012', ec2: {}, ecs: {} } },
      'aws: give one of ec2 and ecs',
    ],
    [{ gcp: {} }, 'there is no field "gcp"'],
    [[], 'body: send a JSON object'],
  ])('refuses the question %j', async (question, words) => {
    const { status, message } = await backend.call(
      'post',
      '/clusters/east/tetrate-onboarding/join-questions',
      { as: bob, body: question },
    );
    expect(status).toBe(400);
    expect(message).toContain(words);
  });

  it.each([
    '/clusters/nowhere/tetrate-onboarding',
    '/clusters/A_B/tetrate-onboarding',
  ])('has nothing at %s', async path => {
    const { status } = await backend.call('get', path, { as: bob });
    expect([400, 403]).toContain(status);
  });
});
