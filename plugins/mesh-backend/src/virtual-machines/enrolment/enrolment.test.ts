import { createHash } from 'crypto';
import { readFileSync } from 'fs';
import { join } from 'path';
import request from 'supertest';
import { mockCredentials } from '@backstage/backend-test-utils';
import { eventually } from '../../__testUtils__/devMesh';
import { mismatches } from '../../__testUtils__/openApiChecks';
import {
  ALLOW,
  Decide,
  DENY,
  RequestBackend,
} from '../../requests/__testUtils__/startRequestBackend';
import { ISTIO_VERSION } from '../__testUtils__/controlPlane';
import { unpack } from '../__testUtils__/unpack';
import {
  ann,
  bob,
  ENROLMENT,
  MACHINE,
  makeCode,
  prepared,
  redeem,
  startEnrolling,
} from './__testUtils__/enrolling';

// Backends and clusters are started for the tests.
jest.setTimeout(120_000);

const REFUSAL = /^This code is not good for this request here: .*\n$/;

describe('enrolling a machine by a code', () => {
  let backend: RequestBackend;
  let decide: Decide = () => ALLOW;

  beforeAll(async () => {
    backend = await startEnrolling({
      decide: (user, permission) => decide(user, permission),
    });
  });
  beforeEach(() => {
    decide = () => ALLOW;
  });
  afterAll(() => backend.stop());

  const codesOf = async (id: string) =>
    (await backend.call('get', `/requests/${id}/enrolment-codes`)).body;

  it('gives one machine its bundle, tells the requester, and keeps nothing secret', async () => {
    const { id, group } = await prepared(backend, {
      probe: { tcpSocket: { port: 9080 } },
    });
    const made = await makeCode(backend, id, { minutes: 5 });
    expect(made).toEqual({
      id: expect.any(String),
      code: expect.stringMatching(/^([a-z2-7]{4}-){6}[a-z2-7]{4}$/),
      expiresAt: expect.any(String),
      line: `curl --proto '=https' -fsSL https://portal.example.com/api/mesh/enrol/script | sudo sh -s -- --portal https://portal.example.com/api/mesh --request ${id}`,
    });
    const lives = Date.parse(made.expiresAt) - Date.now();
    expect(lives).toBeGreaterThan(4 * 60_000);
    expect(lives).toBeLessThanOrEqual(5 * 60_000);

    const { status, headers, raw } = await redeem(backend, {
      code: made.code.toUpperCase().replace(/-/g, ' '),
      request: id,
    });
    expect([status, headers['content-type'], headers['cache-control']]).toEqual(
      [200, 'application/gzip', 'no-store'],
    );
    const files = await unpack(raw);
    expect([...files].map(([name, { mode }]) => [name, mode])).toEqual([
      ['cluster.env', 0o644],
      ['mesh.yaml', 0o644],
      ['root-cert.pem', 0o644],
      ['istio-token', 0o600],
      ['hosts', 0o644],
      ['hosts-block', 0o644],
      ['enrolment', 0o644],
    ]);
    expect(files.get('enrolment')!.text).toBe(
      [
        `REQUEST=${id}`,
        `GROUP=${group}`,
        'NAMESPACE=bookinfo',
        'CLUSTER=east',
        `SERVICE_ACCOUNT=${group}`,
        'ENTRY=',
        `ISTIO_VERSION=${ISTIO_VERSION}`,
        'PACKAGE_URL=https://packages.example.com/istio-sidecar.deb',
        `PACKAGE_SHA256=${ENROLMENT.packages[0].sha256}`,
        'PACKAGE_FORMAT=deb',
        'PACKAGE_ARCH=amd64',
        'HEALTH=yes',
        'CAPTURE=iptables',
        '',
      ].join('\n'),
    );
    const token = files.get('istio-token')!.text;
    const claims = JSON.parse(
      Buffer.from(token.split('.')[1], 'base64url').toString(),
    );
    expect(claims).toMatchObject({
      aud: ['istio-ca'],
      sub: `system:serviceaccount:bookinfo:${group}`,
    });

    // Neither the code nor the token rests anywhere.
    await eventually(async () => {
      await backend.ring();
      expect(backend.notifications).toContainEqual(
        expect.objectContaining({
          recipients: expect.objectContaining({ entityRef: [ann] }),
          payload: expect.objectContaining({
            title: expect.stringContaining('Code redeemed'),
            description: expect.stringContaining('vm-01.example.com'),
          }),
        }),
      );
    }, 45_000);
    const { body } = await backend.call('get', `/requests/${id}`);
    expect(body.history.at(-1)).toMatchObject({
      type: 'redeemed',
      actor: { type: 'system' },
      reason: expect.stringContaining(
        `vm-01.example.com (10.0.0.7, deb, amd64), calling from 127.0.0.1, redeemed the code that ${ann} made`,
      ),
    });
    const codes = await codesOf(id);
    expect(
      mismatches(codes, { $ref: '#/components/schemas/EnrolmentCodes' }),
    ).toEqual([]);
    expect(
      mismatches(made, { $ref: '#/components/schemas/MadeEnrolmentCode' }),
    ).toEqual([]);
    expect(codes.items).toEqual([
      {
        id: made.id,
        form: 'line',
        state: 'used',
        madeBy: ann,
        madeAt: expect.any(String),
        expiresAt: made.expiresAt,
        uses: 1,
        usesLeft: 0,
        redemptions: [
          {
            ...MACHINE,
            at: expect.any(String),
            source: '127.0.0.1',
            outcome: 'given',
          },
        ],
      },
    ]);
    const places = [
      await backend.dump(),
      JSON.stringify(backend.logs),
      JSON.stringify(backend.audits),
      JSON.stringify(backend.events),
      JSON.stringify(backend.notifications),
      JSON.stringify([body, codes]),
    ].map(place => place.toLowerCase());
    for (const place of places) {
      expect(place).not.toContain(made.code);
      expect(place).not.toContain(made.code.replace(/-/g, ''));
      expect(place).not.toContain(token.split('.')[2].toLowerCase());
    }
    expect(backend.audits.map(one => [one.eventId, one.outcome])).toEqual(
      expect.arrayContaining([
        ['virtual-machine-enrol', 'success'],
        ['virtual-machine-redeem', 'success'],
      ]),
    );
    expect(
      backend.audits.find(one => one.eventId === 'virtual-machine-redeem')
        ?.meta,
    ).toEqual({
      requestId: id,
      codeId: made.id,
      hostname: MACHINE.hostname,
      reEnrolment: false,
    });
  });

  it('answers alike whatever is wrong with a code', async () => {
    const { id } = await prepared(backend);
    const other = await prepared(backend);
    const used = await makeCode(backend, id);
    expect(
      (await redeem(backend, { code: used.code, request: id })).status,
    ).toBe(200);
    const revoked = await makeCode(backend, id);
    await request(`http://127.0.0.1:${backend.port}`)
      .delete(`/api/mesh/requests/${id}/enrolment-codes/${revoked.id}`)
      .set('Authorization', `Bearer ${mockCredentials.user.token(ann)}`)
      .expect(200);
    const elsewhere = await makeCode(backend, id, { cidr: '192.0.2.0/24' });
    const expired = await makeCode(backend, id, { minutes: 1 });
    const good = await makeCode(backend, other.id);
    const now = jest.spyOn(Date, 'now');
    try {
      const answers = [
        await redeem(backend, { code: 'aaaa-bbbb', request: id }),
        await redeem(backend, { code: used.code, request: id }),
        await redeem(backend, { code: revoked.code, request: id }),
        await redeem(backend, { code: elsewhere.code, request: id }),
        await redeem(backend, { code: good.code, request: id }),
      ];
      now.mockImplementation(() => Date.parse(expired.expiresAt));
      answers.push(await redeem(backend, { code: expired.code, request: id }));
      for (const { status, text, headers } of answers) {
        expect([status, text, headers['content-type']]).toEqual([
          403,
          expect.stringMatching(REFUSAL),
          'text/plain; charset=utf-8',
        ]);
      }
      expect(new Set(answers.map(one => one.text)).size).toBe(1);
    } finally {
      now.mockRestore();
    }
    expect((await codesOf(id)).items.map((one: any) => one.state)).toEqual(
      expect.arrayContaining(['used', 'revoked', 'open']),
    );
    expect(
      (await redeem(backend, { code: good.code, request: other.id })).status,
    ).toBe(200);
  });

  it('takes calls from the range that a code is bound to', async () => {
    const { id } = await prepared(backend);
    const { code } = await makeCode(backend, id, { cidr: '127.0.0.0/8' });
    expect((await redeem(backend, { code, request: id })).status).toBe(200);
  });

  it('gives the use back when no token is made', async () => {
    const { id, group } = await prepared(backend);
    const { code } = await makeCode(backend, id);
    const account = (
      backend.east.objects('ServiceAccount', 'bookinfo') as any[]
    ).find(one => one.metadata.name === group);
    backend.east.remove('ServiceAccount', 'bookinfo', group);
    const refused = await redeem(backend, { code, request: id });
    expect([refused.status, refused.text]).toEqual([
      409,
      expect.stringContaining(`service account bookinfo/${group} is gone`),
    ]);
    const { items } = await codesOf(id);
    expect(items[0]).toMatchObject({
      state: 'open',
      usesLeft: 1,
      redemptions: [{ outcome: 'failed' }],
    });
    const { uid, resourceVersion, ...metadata } = account.metadata;
    backend.east.apply({ ...account, metadata });
    expect((await redeem(backend, { code, request: id })).status).toBe(200);
  });

  it('sends the request back when the cluster is not as approved, and the code stays', async () => {
    const { id, group } = await prepared(backend);
    const { code } = await makeCode(backend, id);
    const found = (
      backend.east.objects('WorkloadGroup', 'bookinfo') as any[]
    ).find(one => one.metadata.name === group);
    found.spec.template.serviceAccount = 'admin';
    backend.east.apply(found);
    const refused = await redeem(backend, { code, request: id });
    expect([refused.status, refused.text]).toEqual([
      409,
      expect.stringMatching(
        /service account of the group is another.*gone back.*see its page\n$/,
      ),
    ]);
    const { body } = await backend.call('get', `/requests/${id}`);
    expect([body.status, body.history.at(-1).type]).toEqual([
      'requested',
      'sentBack',
    ]);
    const { items, notNow } = await codesOf(id);
    expect(items[0]).toMatchObject({ state: 'open', redemptions: [] });
    expect(notNow).toMatch(/not approved yet/);
    const again = await redeem(backend, { code, request: id });
    expect([again.status, again.text]).toEqual([
      403,
      expect.stringMatching(REFUSAL),
    ]);
    for (const [verb, body2] of [
      ['reject', { contentHash: body.contentHash, reason: 'no' }],
      ['cancel', {}],
    ] as const) {
      const { status, message } = await backend.call(
        'post',
        `/requests/${id}/${verb}`,
        { as: verb === 'reject' ? bob : ann, body: body2 },
      );
      expect([status, message]).toEqual([
        409,
        expect.stringContaining('retire it instead'),
      ]);
    }
    const retire = await backend.call('post', `/requests/${id}/retire`, {
      as: ann,
      body: {},
    });
    expect(retire.message).toBe('');
    await backend.until(id, 'retired');
    expect(
      (backend.east.objects('WorkloadGroup', 'bookinfo') as any[]).map(
        one => one.metadata.name,
      ),
    ).not.toContain(group);
  });

  it('says before it is redeemed which package an administrator has to pin', async () => {
    const { id } = await prepared(backend);
    const { code } = await makeCode(backend, id);
    const refused = await redeem(backend, {
      code,
      request: id,
      format: 'rpm',
      arch: 'arm64',
    });
    expect([refused.status, refused.text]).toEqual([
      409,
      `There is no package for Istio ${ISTIO_VERSION}, rpm, arm64: an administrator of the portal has to pin one in mesh.virtualMachines.packages. The code is not used up\n`,
    ]);
    expect((await redeem(backend, { code, request: id })).status).toBe(200);
  });

  it('makes the entry of the machine that a code names', async () => {
    const { id, group } = await prepared(backend, { autoRegister: false });
    const missing = await backend.call(
      'post',
      `/requests/${id}/enrolment-codes`,
      { as: ann, body: {} },
    );
    expect([missing.status, missing.message]).toEqual([
      400,
      expect.stringMatching(/^machine: /),
    ]);
    const machine = { name: `${group}-one`, address: '10.0.0.21' };
    const { code } = await makeCode(backend, id, { machine });
    const { raw } = await redeem(backend, { code, request: id });
    const files = await unpack(raw);
    expect(files.get('enrolment')!.text).toContain(`ENTRY=${group}-one\n`);
    expect(files.get('cluster.env')!.text).toContain(
      `ISTIO_META_WORKLOAD_ENTRY='${group}-one'\n`,
    );
    const entry = (
      backend.east.objects('WorkloadEntry', 'bookinfo') as any[]
    ).find(one => one.metadata.name === `${group}-one`);
    expect(entry.spec.address).toBe('10.0.0.21');
  });

  it('gives a machine an identity of its own where that was asked for', async () => {
    const { id, group } = await prepared(backend, {
      autoRegister: false,
      identity: 'machine',
    });
    const name = `${group}-own`;
    const { code } = await makeCode(backend, id, {
      machine: { name, address: '10.0.0.22' },
    });
    const { status, text, raw } = await redeem(backend, { code, request: id });
    expect([status, status === 200 ? '' : text]).toEqual([200, '']);
    const files = await unpack(raw);
    const account = `${group}-${name}`;
    expect(files.get('enrolment')!.text).toContain(
      `SERVICE_ACCOUNT=${account}\n`,
    );
    const [, payload] = files.get('istio-token')!.text.split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString()).sub).toBe(
      `system:serviceaccount:bookinfo:${account}`,
    );
    expect(
      (backend.east.objects('ServiceAccount', 'bookinfo') as any[]).map(
        one => one.metadata.name,
      ),
    ).toContain(account);
  });

  it('reads the control plane to which a tag leads', async () => {
    for (const name of ['istio-canary', 'istio-sidecar-injector-canary']) {
      backend.east.apply({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, namespace: 'istio-system' },
        data: name.startsWith('istio-sidecar')
          ? { values: '{"global":{"multiCluster":{"clusterName":"east-2"}}}' }
          : {
              mesh: 'defaultConfig:\n  discoveryAddress: istiod-canary.istio-system.svc:15012\n',
            },
      });
    }
    backend.east.apply({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: {
        name: 'istio-revision-tag-prod',
        labels: { 'istio.io/tag': 'prod', 'istio.io/rev': 'canary' },
      },
      webhooks: [],
    });
    for (const revision of ['prod', 'canary']) {
      const { id } = await prepared(backend, { revision });
      const { code } = await makeCode(backend, id);
      const answer = await redeem(backend, { code, request: id });
      // Which packages are for it is not known: no istiod of it runs.
      expect([answer.status, answer.text]).toEqual([
        409,
        expect.stringContaining('version in cluster east is not known'),
      ]);
      const bundle = await request(`http://127.0.0.1:${backend.port}`)
        .post(`/api/mesh/requests/${id}/vm-bundle`)
        .set('Authorization', `Bearer ${mockCredentials.user.token(ann)}`)
        .send({})
        .buffer(true)
        .parse((res, done) => {
          const chunks: Buffer[] = [];
          res.on('data', chunk => chunks.push(chunk));
          res.on('end', () => done(null, Buffer.concat(chunks)));
        });
      const files = await unpack(bundle.body);
      const text = [...files.values()].map(one => one.text).join('\n');
      expect(text).toContain("ISTIO_META_CLUSTER_ID='east-2'");
      expect(text).toContain('istiod-canary.istio-system.svc');
    }
  });

  it('re-enrols with a permission and an audit event of its own', async () => {
    const { id, group } = await prepared(backend);
    backend.east.apply({
      apiVersion: 'networking.istio.io/v1',
      kind: 'WorkloadEntry',
      metadata: {
        name: `${group}-10.0.0.30`,
        namespace: 'bookinfo',
        labels: { app: group },
        annotations: {
          'istio.io/autoRegistrationGroup': group,
          'istio.io/connectedAt': new Date().toISOString(),
          'istio.io/workloadController': 'istiod-1',
        },
      },
      spec: { address: '10.0.0.30' },
    });
    await backend.until(id, 'ready');
    const ask = () =>
      backend.call('post', `/requests/${id}/enrolment-codes`, {
        as: ann,
        body: {},
      });
    decide = (_, permission) =>
      permission === 'mesh.virtualMachine.reEnrol' ? DENY : ALLOW;
    const denied = await ask();
    expect([denied.status, denied.message]).toEqual([
      403,
      expect.stringContaining('mesh.virtualMachine.reEnrol'),
    ]);
    expect(await codesOf(id)).toMatchObject({
      reEnrolment: true,
      may: { download: false, enrol: false, revoke: true },
      why: { enrol: expect.stringContaining('mesh.virtualMachine.reEnrol') },
    });
    decide = () => ALLOW;
    const { body } = await ask();
    expect(body.line).toMatch(/ --again$/);
    expect(backend.audits).toContainEqual(
      expect.objectContaining({
        eventId: 'virtual-machine-re-enrol',
        outcome: 'success',
        meta: expect.objectContaining({ requestId: id, codeId: body.id }),
      }),
    );
    expect(
      (await redeem(backend, { code: body.code, request: id })).status,
    ).toBe(200);
  });

  it('takes permission, approval and a person to make a code', async () => {
    const { id } = await prepared(backend);
    const ask = (how: object = {}) =>
      backend.call('post', `/requests/${id}/enrolment-codes`, {
        as: ann,
        body: {},
        ...how,
      });
    const program = await ask({ via: 'plugin:scaffolder' });
    expect([program.status, program.message]).toEqual([
      403,
      expect.stringContaining("takes a person's own call"),
    ]);
    decide = (_, permission) =>
      permission === 'mesh.virtualMachine.enrol' ? DENY : ALLOW;
    const denied = await ask();
    expect([denied.status, denied.message]).toEqual([
      403,
      expect.stringContaining('mesh.virtualMachine.enrol'),
    ]);
    decide = (_, permission) =>
      permission === 'mesh.request.read' ? DENY : ALLOW;
    expect((await ask()).status).toBe(404);
    decide = () => ALLOW;
    await backend.call('post', `/requests/${id}/retire`, { as: ann, body: {} });
    await backend.until(id, 'retired');
    expect((await ask()).message).toMatch(/is retired/);
  });

  it('a code of a request that is retired since is good for nothing', async () => {
    const { id } = await prepared(backend);
    const { code } = await makeCode(backend, id);
    await backend.call('post', `/requests/${id}/retire`, { as: ann, body: {} });
    await backend.until(id, 'retired');
    const { status, text } = await redeem(backend, { code, request: id });
    expect([status, text]).toEqual([403, expect.stringMatching(REFUSAL)]);
  });

  it('lets its maker and those who may make codes revoke one', async () => {
    const { id } = await prepared(backend);
    const { id: codeId } = await makeCode(backend, id);
    const revoke = (as: string, of = id, code = codeId) =>
      request(`http://127.0.0.1:${backend.port}`)
        .delete(`/api/mesh/requests/${of}/enrolment-codes/${code}`)
        .set('Authorization', `Bearer ${mockCredentials.user.token(as)}`);
    decide = (user, permission) =>
      user === bob && /nrol$/.test(permission) ? DENY : ALLOW;
    expect((await revoke(bob)).status).toBe(403);
    const other = await prepared(backend);
    expect((await revoke(ann, other.id)).status).toBe(404);
    expect((await revoke(ann, id, 'a-code')).status).toBe(400);
    const { status, body } = await revoke(ann);
    expect([status, body.state, body.revokedBy]).toEqual([200, 'revoked', ann]);
    const again = await revoke(ann);
    expect(again.body.revokedAt).toBe(body.revokedAt);
  });

  it('serves the script as it is, and nothing else, without a login', async () => {
    const script = readFileSync(join(__dirname, '../../../assets/enrol.sh'));
    const etag = `"${createHash('sha256').update(script).digest('hex')}"`;
    const get = (path: string) =>
      request(`http://127.0.0.1:${backend.port}`)
        .get(`/api/mesh${path}`)
        .set('Authorization', mockCredentials.none.header());
    const answer = await get('/enrol/script').buffer(true);
    expect(answer.status).toBe(200);
    expect(answer.text).toBe(script.toString());
    expect(answer.headers).toMatchObject({
      'content-type': 'text/x-shellscript; charset=utf-8',
      'x-content-type-options': 'nosniff',
      etag,
    });
    const fresh = await get('/enrol/script').set('If-None-Match', etag);
    expect(fresh.status).toBe(304);
    const head = await request(`http://127.0.0.1:${backend.port}`)
      .head('/api/mesh/enrol/script')
      .set('Authorization', mockCredentials.none.header());
    expect([head.status, head.headers.etag, head.headers.date]).toEqual([
      200,
      etag,
      expect.any(String),
    ]);
    for (const path of [
      '/enrol',
      '/requests',
      '/clusters',
      '/virtual-machines',
      '/requests/00000000-0000-0000-0000-000000000000/enrolment-codes',
      '/requests/00000000-0000-0000-0000-000000000000/virtual-machines',
    ]) {
      expect([path, (await get(path)).status]).toEqual([path, 401]);
    }
  });
});
