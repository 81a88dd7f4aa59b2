import { AuthorizeResult } from '@backstage/plugin-permission-common';
import request from 'supertest';
import { mockCredentials } from '@backstage/backend-test-utils';
import { eventually } from '../__testUtils__/devMesh';
import {
  ALLOW,
  Decide,
  DENY,
  RequestBackend,
  startRequestBackend,
} from '../requests/__testUtils__/startRequestBackend';
import { CONTROL_PLANE } from './__testUtils__/controlPlane';
import { unpack } from './__testUtils__/unpack';

// Backends and clusters are started for the tests.
jest.setTimeout(60_000);

const ann = 'user:default/ann';
const bob = 'user:default/bob';

const APPROVED = {
  name: 'machines',
  kinds: ['vm-onboarding'],
  approval: 'required',
  approverGroups: ['platform'],
};

/** What the kind itself says; the analysis of manifests speaks beside it. */
function codesOf({ findings }: any): string[] {
  return findings
    .map((one: any) => one.code)
    .filter((code: string) => code.startsWith('VM_'))
    .sort();
}

describe('virtual machines that join', () => {
  let backend: RequestBackend;
  let decide: Decide = () => ALLOW;
  let count = 0;

  beforeAll(async () => {
    backend = await startRequestBackend({
      policies: [APPROVED],
      objects: CONTROL_PLANE,
      decide: (user, permission) => decide(user, permission),
    });
    await backend.judged();
  });
  beforeEach(() => {
    decide = () => ALLOW;
  });
  afterAll(() => backend.stop());

  const ask = (machines: object = {}, parameters: object = {}) => {
    count += 1;
    return backend.call('post', '/requests', {
      as: ann,
      body: {
        kind: 'vm-onboarding',
        parameters: {
          cluster: 'east',
          machines: {
            name: `ratings-vm-${count}`,
            namespace: 'bookinfo',
            app: `ratings-${count}`,
            ports: [{ name: 'http', number: 9080 }],
            ...machines,
          },
          ...parameters,
        },
      },
    });
  };

  /** A request that is approved and whose objects are in the cluster. */
  const prepared = async (machines: object = {}, parameters: object = {}) => {
    const { body, message } = await ask(machines, parameters);
    expect(message).toBe('');
    const { message: refused } = await backend.call(
      'post',
      `/requests/${body.id}/approve`,
      { as: bob, body: { contentHash: body.contentHash } },
    );
    expect(refused).toBe('');
    await eventually(async () => {
      await backend.ring();
      const { body: now } = await backend.call('get', `/requests/${body.id}`);
      expect(now.history.map((one: any) => one.type)).toContain('applied');
    }, 45_000);
    return body;
  };

  const bundle = async (
    id: string,
    body: object = {},
    how: { as?: string; via?: string } = {},
  ) => {
    const token = mockCredentials.user.token(
      how.as ?? ann,
      how.via ? { actor: { subject: how.via } } : undefined,
    );
    const answer = await request(`http://localhost:${backend.port}`)
      .post(`/api/mesh/requests/${id}/vm-bundle`)
      .set('Authorization', `Bearer ${token}`)
      .set('Content-Type', 'application/json')
      .buffer(true)
      .parse((res, done) => {
        const chunks: Buffer[] = [];
        res.on('data', chunk => chunks.push(chunk));
        res.on('end', () => done(null, Buffer.concat(chunks)));
      })
      .send(body);
    const raw = answer.body as Buffer;
    return {
      status: answer.status,
      headers: answer.headers,
      raw,
      message:
        answer.status === 200 ? '' : JSON.parse(raw.toString()).error.message,
    };
  };

  const find = (kind: string, name: string, namespace = 'bookinfo') =>
    backend.east
      .objects(kind, namespace)
      .find((one: any) => one.metadata.name === name) as any;

  it('is approved, prepared, downloaded, joined and retired', async () => {
    const asked = await prepared({
      service: { kind: 'Service', name: 'ratings' },
      probe: { tcpSocket: { port: 9080 } },
    });
    const group = `ratings-vm-${count}`;
    expect(asked.status).toBe('requested');
    expect(asked.plan.statements[0]).toContain(`act as bookinfo/${group}`);
    expect(codesOf(asked)).toEqual([
      'VM_ISTIOD_NOT_REACHED',
      'VM_LISTEN_ADDRESS',
      'VM_SAME_NETWORK',
    ]);

    const { status, headers, raw } = await bundle(asked.id, {
      internalIP: '10.0.0.7',
    });
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'cache-control': 'private, no-store',
      'content-type': 'application/gzip',
      'content-disposition': `attachment; filename="${group}.tar.gz"`,
    });
    const files = await unpack(raw);
    expect([...files.keys()]).toEqual(
      ['cluster.env', 'mesh.yaml', 'root-cert.pem', 'istio-token', 'hosts'].map(
        name => `${group}/${name}`,
      ),
    );
    expect(files.get(`${group}/hosts`)?.text).toBe(
      '192.0.2.10 istiod.istio-system.svc\n',
    );
    expect(files.get(`${group}/root-cert.pem`)?.text).toBe('THE ROOTS\n');
    const env = files.get(`${group}/cluster.env`)!.text;
    expect(env).toContain("ISTIO_META_CLUSTER_ID='east-1'\n");
    expect(env).toContain(`ISTIO_META_AUTO_REGISTER_GROUP='${group}'\n`);
    expect(env).toContain("ISTIO_SVC_IP='10.0.0.7'\n");
    const { text: token, mode } = files.get(`${group}/istio-token`)!;
    expect(mode).toBe(0o600);
    const claims = JSON.parse(
      Buffer.from(token.split('.')[1], 'base64url').toString(),
    );
    expect(claims).toMatchObject({
      aud: ['istio-ca'],
      sub: `system:serviceaccount:bookinfo:${group}`,
    });
    expect(claims.exp - claims.iat).toBe(3600);

    // The token is nowhere but in the answer.
    const kept = [
      await backend.dump(),
      JSON.stringify(backend.logs),
      JSON.stringify(backend.audits),
      JSON.stringify(backend.events),
      JSON.stringify(backend.notifications),
    ];
    for (const place of kept) {
      expect(place).not.toContain(token.split('.')[2]);
    }
    expect(backend.audits).toContainEqual(
      expect.objectContaining({
        eventId: 'virtual-machine-bundle',
        outcome: 'success',
        meta: {
          requestId: asked.id,
          cluster: 'east',
          namespace: 'bookinfo',
          group,
          expires: expect.any(String),
          again: false,
          reEnrolment: false,
        },
      }),
    );

    // As istiod does when the machine connects and its probe is passed.
    const entry = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'WorkloadEntry',
      metadata: {
        name: `${group}-10.0.0.7`,
        namespace: 'bookinfo',
        labels: { app: `ratings-${count}`, class: 'vm' },
        annotations: {
          'istio.io/autoRegistrationGroup': group,
          'istio.io/connectedAt': new Date().toISOString(),
          'istio.io/workloadController': 'istiod-1',
        },
        ownerReferences: [
          {
            apiVersion: 'networking.istio.io/v1',
            kind: 'WorkloadGroup',
            name: group,
            uid: find('WorkloadGroup', group).metadata.uid,
            controller: true,
          },
        ],
      },
      spec: { address: '10.0.0.7' },
    };
    backend.east.apply(entry);
    await eventually(async () => {
      await backend.ring();
      const { body } = await backend.call('get', `/requests/${asked.id}`);
      expect(body.progress).toContain('has joined and is not healthy yet');
    }, 45_000);
    backend.east.apply({
      ...entry,
      status: { conditions: [{ type: 'Healthy', status: 'True' }] },
    });
    const ready = await backend.until(asked.id, 'ready');
    expect(ready.history).toContainEqual(
      expect.objectContaining({
        type: 'downloaded',
        actor: { type: 'user', entityRef: ann },
      }),
    );
    decide = (_, permission) =>
      permission === 'mesh.virtualMachine.reEnrol' ? DENY : ALLOW;
    expect((await bundle(asked.id)).message).toMatch(
      /mesh\.virtualMachine\.reEnrol/,
    );
    decide = () => ALLOW;
    expect((await bundle(asked.id)).status).toBe(200);
    expect(
      backend.audits.findLast(one => one.outcome === 'success')?.meta,
    ).toMatchObject({ requestId: asked.id, again: true, reEnrolment: true });

    const { message } = await backend.call(
      'post',
      `/requests/${asked.id}/retire`,
      { as: ann, body: {} },
    );
    expect(message).toBe('');
    await backend.until(asked.id, 'retired');
    expect(find('WorkloadGroup', group)).toBeUndefined();
    expect((await bundle(asked.id)).message).toMatch(/is retired/);
  });

  it('makes the entry of a machine that does not register itself', async () => {
    const { id } = await prepared({ autoRegister: false });
    const group = `ratings-vm-${count}`;
    expect((await bundle(id)).message).toMatch(/^machine: .*name and address/);
    const { raw } = await bundle(id, {
      machine: { name: 'vm-01', address: '10.0.0.9' },
    });
    const env = (await unpack(raw)).get(`${group}/cluster.env`)!.text;
    expect(env).toContain("ISTIO_META_WORKLOAD_ENTRY='vm-01'\n");
    expect(env).not.toContain('AUTO_REGISTER');
    const entry = find('WorkloadEntry', 'vm-01');
    expect(entry.spec).toMatchObject({ address: '10.0.0.9' });
    expect(entry.metadata.annotations).toMatchObject({
      'proxy.istio.io/health-checks-enabled': 'true',
    });

    const other = await prepared({ autoRegister: false });
    const taken = await bundle(other.id, {
      machine: { name: 'vm-01', address: '10.0.0.10' },
    });
    expect([taken.status, taken.message]).toEqual([
      409,
      expect.stringMatching(/^machine.name: there is a WorkloadEntry/),
    ]);
  });

  it('gives nothing before the approval', async () => {
    const { body } = await ask();
    const { status, message } = await bundle(body.id);
    expect([status, message]).toEqual([
      409,
      expect.stringContaining('not approved yet'),
    ]);
  });

  it.each([
    [
      'the group was made anew',
      /deleted and made anew/,
      (group: any) => {
        const { uid, ...metadata } = group.metadata;
        backend.east.remove('WorkloadGroup', 'bookinfo', metadata.name);
        backend.east.apply({ ...group, metadata });
      },
    ],
    [
      'the group has another identity',
      /service account of the group is another/,
      (group: any) => {
        group.spec.template.serviceAccount = 'admin';
        backend.east.apply(group);
      },
    ],
    [
      'the group is on another network',
      /network of the group is another/,
      (group: any) => {
        group.spec.template.network = 'elsewhere';
        backend.east.apply(group);
      },
    ],
    [
      'the group is gone',
      /is not in cluster east/,
      (group: any) =>
        backend.east.remove('WorkloadGroup', 'bookinfo', group.metadata.name),
    ],
  ])('gives nothing when %s', async (_, expected, change) => {
    const { id } = await prepared();
    change(find('WorkloadGroup', `ratings-vm-${count}`));
    const { status, message } = await bundle(id);
    expect([status, message]).toEqual([409, expect.stringMatching(expected)]);
  });

  it('sends the request back when istiod has moved, and goes on when it is approved again', async () => {
    const { id, contentHash } = await prepared();
    const move = (address: string) => {
      const service = find('Service', 'istio-eastwestgateway', 'istio-system');
      service.spec.externalIPs = [address];
      backend.east.apply(service);
    };
    move('192.0.2.66');
    const { message } = await bundle(id);
    expect(message).toMatch(/address of istiod is another.*gone back/);
    const { body: back } = await backend.call('get', `/requests/${id}`, {
      as: bob,
    });
    expect(back).toMatchObject({
      status: 'requested',
      allowedActions: expect.arrayContaining(['approve', 'retire']),
    });
    expect(back.allowedActions).not.toContain('reject');
    expect(back.history.at(-1)).toMatchObject({
      type: 'sentBack',
      reason: expect.stringContaining('address of istiod is another'),
    });
    expect((await bundle(id)).message).toMatch(/not approved yet/);

    const approved = await backend.call('post', `/requests/${id}/approve`, {
      as: bob,
      body: { contentHash },
    });
    expect(approved.message).toBe('');
    await eventually(async () => {
      await backend.ring();
      const { body: now } = await backend.call('get', `/requests/${id}`);
      expect(now.history.at(-1).type).toBe('applied');
    }, 45_000);
    const { status, raw } = await bundle(id);
    move('192.0.2.10');
    expect(status).toBe(200);
    const group = `ratings-vm-${count}`;
    expect((await unpack(raw)).get(`${group}/hosts`)?.text).toBe(
      '192.0.2.66 istiod.istio-system.svc\n',
    );
  });

  it('gives nothing without the permission, or to a program', async () => {
    const { id } = await prepared();
    decide = (_, permission) =>
      permission === 'mesh.virtualMachine.download' ? DENY : ALLOW;
    const denied = await bundle(id);
    expect([denied.status, denied.message]).toEqual([
      403,
      expect.stringContaining('mesh.virtualMachine.download'),
    ]);
    decide = (_, permission) =>
      permission === 'mesh.request.read'
        ? { result: AuthorizeResult.DENY }
        : ALLOW;
    expect((await bundle(id)).status).toBe(404);
    decide = () => ALLOW;
    const program = await bundle(id, {}, { via: 'plugin:scaffolder' });
    expect([program.status, program.message]).toEqual([
      403,
      expect.stringContaining("takes a person's own call"),
    ]);
  });

  it('takes the permission of its own to ask and to retire', async () => {
    const { id } = await prepared();
    decide = (_, permission) =>
      permission === 'mesh.virtualMachine.request' ||
      permission === 'mesh.virtualMachine.retire'
        ? DENY
        : ALLOW;
    const asked = await ask();
    expect([asked.status, asked.message]).toEqual([
      403,
      expect.stringMatching(
        /bookinfo in cluster east.*mesh\.virtualMachine\.request/,
      ),
    ]);
    const { body } = await backend.call('get', `/requests/${id}`);
    expect(body.allowedActions).not.toContain('retire');
    const retire = () =>
      backend.call('post', `/requests/${id}/retire`, { as: ann, body: {} });
    const refused = await retire();
    expect([refused.status, refused.message]).toEqual([
      403,
      expect.stringContaining('mesh.virtualMachine.retire'),
    ]);
    decide = () => ALLOW;
    const { body: now } = await backend.call('get', `/requests/${id}`);
    expect(now.allowedActions).toContain('retire');
    expect((await retire()).message).toBe('');
  });

  it.each([
    [{ internalIP: 'vm.example.org' }, /^internalIP: /],
    [{ internalIP: '10.0.0.1', externalIP: '192.0.2.1' }, /^externalIP: /],
    [{ captureDNS: 'yes' }, /^captureDNS: /],
    [{ tokenSeconds: 599 }, /^tokenSeconds: /],
    [{ tokenSeconds: 86_400 }, /^tokenSeconds: /],
    [{ machine: { name: 'a', address: '10.0.0.1' } }, /^machine: istiod makes/],
    [{ audience: 'kubernetes' }, /^body: there is no field "audience"/],
  ])('refuses %j', async (body, expected) => {
    const { id } = await prepared();
    const { status, message } = await bundle(id, body);
    expect([status, message]).toEqual([400, expect.stringMatching(expected)]);
  });

  it('names what is wrong with what was asked for', async () => {
    const { status, message } = await ask(
      { name: 'Bad', ports: [] },
      { istiodAddress: 'istiod.example' },
    );
    expect(status).toBe(400);
    expect(message.split('\n').sort()).toEqual([
      expect.stringMatching(/^istiodAddress: /),
      expect.stringMatching(/^machines.name: /),
      expect.stringMatching(/^machines.ports: /),
    ]);
  });

  it('tells what would keep a machine from joining', async () => {
    const { body } = await ask({
      namespace: 'payments',
      network: 'vm-net',
      service: { kind: 'existing', name: 'nobody' },
      withoutCapture: {
        dependencies: [{ host: 'a.b.svc.cluster.local', port: 80 }],
      },
    });
    expect(codesOf(body)).toEqual([
      'VM_ISTIOD_NOT_REACHED',
      'VM_LOOPBACK',
      'VM_NO_GATEWAY_TO_PODS',
      'VM_NO_ROOT',
      'VM_OTHER_NETWORK',
      'VM_SERVICE_ABSENT',
    ]);
  });

  it('makes the namespace where it is missing, leaves one alone that is there, and never deletes it', async () => {
    const { id, plan } = await prepared({
      namespace: 'machines',
      createNamespace: { revision: 'default', labels: { team: 'a' } },
    });
    expect(plan.objects[0].manifest.kind).toBe('Namespace');
    const namespace = () =>
      backend.east
        .objects('Namespace')
        .find((one: any) => one.metadata.name === 'machines') as any;
    expect(namespace().metadata.labels).toMatchObject({
      'istio-injection': 'enabled',
      team: 'a',
    });
    expect(
      backend.east
        .objects('WorkloadGroup', 'machines')
        .map((one: any) => one.metadata.name),
    ).toEqual([`ratings-vm-${count}`]);
    await backend.call('post', `/requests/${id}/retire`, { as: ann, body: {} });
    await backend.until(id, 'retired');
    expect(namespace()).toBeDefined();

    await eventually(async () => {
      const { body } = await ask({
        namespace: 'machines',
        createNamespace: { labels: { team: 'b' } },
      });
      expect(body.plan.objects[0].manifest.kind).toBe('ServiceAccount');
    });
    const missing = await ask({ namespace: 'nowhere' });
    expect(missing.message).toMatch(/^machines.namespace: /);
  });
});
