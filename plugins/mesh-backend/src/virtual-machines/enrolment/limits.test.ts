import { eventually } from '../../__testUtils__/devMesh';
import { RequestBackend } from '../../requests/__testUtils__/startRequestBackend';
import { unpack } from '../__testUtils__/unpack';
import {
  ann,
  makeCode,
  prepared,
  redeem,
  startEnrolling,
} from './__testUtils__/enrolling';

// Backends and clusters are started for the tests.
jest.setTimeout(120_000);

const WRONG = 'aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa';

describe('limits of redeeming', () => {
  let backend: RequestBackend;
  const started: RequestBackend[] = [];

  const start = async (
    virtualMachines: object,
    more: Parameters<typeof startEnrolling>[0] = {},
  ) => {
    backend = await startEnrolling({ virtualMachines, ...more });
    started.push(backend);
  };
  afterEach(async () => {
    await Promise.all(started.splice(0).map(one => one.stop()));
  });

  it('refuses a source for a while when it has failed too often, and counts no success', async () => {
    await start({ tries: { perSource: 4, perCode: 100 } });
    const { id } = await prepared(backend);
    const codes = [];
    for (let made = 0; made < 7; made += 1) {
      codes.push((await makeCode(backend, id)).code);
    }
    for (const code of codes.slice(0, 6)) {
      expect((await redeem(backend, { code, request: id })).status).toBe(200);
    }
    const tries = [];
    for (let tried = 0; tried < 5; tried += 1) {
      tries.push(
        await redeem(backend, {
          code: WRONG.replace(/a/g, 'bcdef'[tried]),
          request: id,
        }),
      );
    }
    expect(tries.map(one => one.status)).toEqual([403, 403, 403, 403, 429]);
    const wait = Number(tries[4].headers['retry-after']);
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(300);
    const good = { code: codes[6], request: id };
    expect((await redeem(backend, good)).status).toBe(429);
    const later = Date.now() + 301_000;
    const now = jest.spyOn(Date, 'now').mockImplementation(() => later);
    try {
      expect((await redeem(backend, good)).status).toBe(200);
    } finally {
      now.mockRestore();
    }
  });

  it('refuses a code that is tried too often, whether or not there is one', async () => {
    await start({ tries: { perSource: 100, perCode: 3 } });
    const { id } = await prepared(backend);
    const { code } = await makeCode(backend, id, { cidr: '192.0.2.0/24' });
    for (const one of [WRONG, code]) {
      const statuses = [];
      for (let tried = 0; tried < 4; tried += 1) {
        const { status } = await redeem(backend, { code: one, request: id });
        statuses.push(status);
      }
      expect(statuses).toEqual([403, 403, 403, 429]);
    }
  });

  it('spends no code when the cluster does not answer', async () => {
    await start({});
    const { id } = await prepared(backend);
    const { code } = await makeCode(backend, id);
    await backend.east.stop();
    const { status, text, headers } = await redeem(backend, {
      code,
      request: id,
    });
    expect([status, text.split('\n').length, headers['retry-after']]).toEqual([
      503,
      2,
      '15',
    ]);
    const list = await backend.call('get', `/requests/${id}/enrolment-codes`);
    expect(list.body.items[0]).toMatchObject({ state: 'open', usesLeft: 1 });
    await backend.east.start();
    expect((await redeem(backend, { code, request: id })).status).toBe(200);
  });

  it('has standing codes only where they are switched on, within their bounds', async () => {
    const make = (id: string, body: object) =>
      backend.call('post', `/requests/${id}/enrolment-codes`, {
        as: ann,
        body,
      });
    await start({});
    const off = await prepared(backend);
    for (const form of ['cloud-init', 'ansible']) {
      const { status, message } = await make(off.id, { form });
      expect([status, message]).toEqual([
        400,
        expect.stringContaining('mesh.virtualMachines.standingCodes.enabled'),
      ]);
    }
    await start({
      standingCodes: { enabled: true, mostMinutes: 2000, mostUses: 3 },
    });
    const on = await prepared(backend);
    for (const body of [
      { form: 'cloud-init', uses: 4 },
      { form: 'cloud-init', minutes: 2001 },
      { form: 'line', uses: 2 },
      { form: 'line', minutes: 61 },
    ]) {
      expect((await make(on.id, body)).status).toBe(400);
    }
    const cloud = await makeCode(backend, on.id, {
      form: 'cloud-init',
      uses: 3,
      minutes: 2000,
    });
    expect(cloud.forms['cloud-init']).toContain('#cloud-config');
    expect(cloud.forms['cloud-init']).toContain(cloud.code);
    expect(cloud.line).not.toContain(cloud.code);
    const given = [];
    for (let machine = 0; machine < 4; machine += 1) {
      const { status } = await redeem(backend, {
        code: cloud.code,
        request: on.id,
        hostname: `vm-${machine}`,
      });
      given.push(status);
    }
    expect(given).toEqual([200, 200, 200, 403]);
    const playbook = await makeCode(backend, on.id, { form: 'ansible' });
    expect(playbook.forms.ansible).toEqual(expect.any(String));
    const list = await backend.call(
      'get',
      `/requests/${on.id}/enrolment-codes`,
    );
    expect(list.body).toMatchObject({
      standing: { minutes: 2000, uses: 3 },
      minutes: { default: 15, most: 60 },
      items: [
        { form: 'ansible', state: 'open' },
        { form: 'cloud-init', state: 'used', uses: 3, usesLeft: 0 },
      ],
    });
  });

  it('makes no code while machines would reach the portal in plain text', async () => {
    await start({ portalUrl: 'http://portal.example.com' });
    const { id } = await prepared(backend);
    const refused = await backend.call(
      'post',
      `/requests/${id}/enrolment-codes`,
      { as: ann, body: {} },
    );
    expect([refused.status, refused.message]).toEqual([
      409,
      expect.stringContaining('mesh.virtualMachines.portalUrl'),
    ]);
    const { body } = await backend.call(
      'get',
      `/requests/${id}/enrolment-codes`,
    );
    expect(body.missing).toEqual([
      expect.stringContaining('mesh.virtualMachines.portalUrl'),
    ]);
  });

  it('writes a private CA and, for trying out, plain text into the line', async () => {
    await start({
      portalUrl: 'http://portal.example.com/',
      allowHttp: true,
      caFile: '/etc/ssl/portal.pem',
    });
    const { id } = await prepared(backend);
    const { line } = await makeCode(backend, id);
    expect(line).toBe(
      `curl --proto '=http,https' -fsSL --cacert /etc/ssl/portal.pem http://portal.example.com/api/mesh/enrol/script | sudo sh -s -- --portal http://portal.example.com/api/mesh --request ${id} --cacert /etc/ssl/portal.pem --allow-http`,
    );
  });

  it('has a request fail and be retried where nobody has to approve it', async () => {
    await start(
      {},
      {
        policies: [
          {
            name: 'free',
            kinds: ['vm-onboarding'],
            approval: 'notNeeded',
          },
        ],
      },
    );
    const { id, group } = await prepared(backend);
    const { code } = await makeCode(backend, id);
    const found = (
      backend.east.objects('WorkloadGroup', 'bookinfo') as any[]
    ).find(one => one.metadata.name === group);
    const { uid, ...metadata } = found.metadata;
    backend.east.remove('WorkloadGroup', 'bookinfo', group);
    backend.east.apply({ ...found, metadata });
    const refused = await redeem(backend, { code, request: id });
    expect([refused.status, refused.text]).toEqual([
      409,
      expect.stringContaining('deleted and made anew'),
    ]);
    const { body } = await backend.call('get', `/requests/${id}`);
    expect(body).toMatchObject({
      status: 'failed',
      problem: { cause: expect.stringContaining('deleted and made anew') },
      allowedActions: expect.arrayContaining(['retry', 'retire']),
    });
    const retried = await backend.call('post', `/requests/${id}/retry`, {
      as: ann,
      body: {},
    });
    expect(retried.message).toBe('');
    await eventually(async () => {
      await backend.ring();
      const { body: now } = await backend.call('get', `/requests/${id}`);
      expect(now.history.at(-1).type).toBe('applied');
    }, 45_000);
    expect((await redeem(backend, { code, request: id })).status).toBe(200);
  });

  it('mints for the audience of the cluster', async () => {
    await start({}, { clusterSettings: { tokenAudience: 'mesh.example' } });
    const { id } = await prepared(backend);
    const { code } = await makeCode(backend, id);
    const { raw } = await redeem(backend, { code, request: id });
    const token = (await unpack(raw)).get('istio-token')!.text;
    const claims = JSON.parse(
      Buffer.from(token.split('.')[1], 'base64url').toString(),
    );
    expect(claims.aud).toEqual(['mesh.example']);
  });
});
