import { ServiceUnavailableError } from '@backstage/errors';
import { RequestKind } from '@meshport/backstage-plugin-mesh-node';
import { eventually } from '../__testUtils__/devMesh';
import {
  egressRequest,
  PLATFORM_APPROVES,
  RequestBackend,
  startRequestBackend,
} from './__testUtils__/startRequestBackend';
import { mintingKind, SENTINEL } from './__testUtils__/mintingKind';
import { manifestsRequest } from '../manifests/__testUtils__/requests';

// Backends and clusters are started for the tests.
jest.setTimeout(60_000);

const ann = 'user:default/ann';
const bob = 'user:default/bob';

describe('provisioning', () => {
  let backend: RequestBackend;
  let observe: RequestKind['observe'];
  let count = 0;

  beforeAll(async () => {
    backend = await startRequestBackend({
      policies: [PLATFORM_APPROVES],
      kinds: [
        mintingKind({ observe: work => observe(work) }),
        {
          ...mintingKind({ observe: work => observe(work) }),
          name: 'unspoken',
          withoutPolicy: 'approval',
        },
      ],
      config: {
        mesh: { requests: { retention: { days: 1 } } },
      },
    });
  });
  beforeEach(() => {
    observe = async () => ({ state: 'ready', message: 'there' });
  });
  afterAll(() => backend.stop());

  const create = async (gateway: object = {}, more: object = {}) => {
    count += 1;
    const { body, message } = await backend.call('post', '/requests', {
      as: ann,
      body: egressRequest(
        { name: `gw-${count}`, host: `h${count}.example`, ...gateway },
        more,
      ),
    });
    expect(message).toBe('');
    return body;
  };
  const step = (id: string, verb: string, as: string, body: object = {}) =>
    backend.call('post', `/requests/${id}/${verb}`, { as, body });
  const approve = async (request: { id: string; contentHash: string }) => {
    const { contentHash } = request;
    const answer = await step(request.id, 'approve', bob, { contentHash });
    expect(answer.message).toBe('');
  };
  const waitsForCluster = (id: string) =>
    eventually(async () => {
      const { body } = await backend.call('get', `/requests/${id}`, {
        as: ann,
      });
      expect(body.problem).toMatchObject({
        cause: expect.stringMatching(/^cluster: /),
        retryAt: expect.any(String),
      });
    }, 45_000);

  const lastStep = (request: any) => request.history.at(-1);
  const serviceEntry = (name: string, host: string) => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: { name, namespace: 'bookinfo' },
    spec: {
      hosts: [host],
      ports: [{ number: 443, name: 'tls', protocol: 'TLS' }],
      resolution: 'DNS',
    },
  });
  const virtualService = (name: string, host: string) => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name, namespace: 'bookinfo' },
    spec: {
      hosts: [host],
      http: [{ route: [{ destination: { host } }] }],
    },
  });

  it('goes back to its approvers when a target was made since, and on when they approve again what they see', async () => {
    const request = await create();
    const { kind, metadata } = request.plan.objects.find(
      (one: any) => one.manifest.kind === 'ServiceEntry',
    ).manifest;
    backend.east.apply({
      ...serviceEntry(metadata.name, request.plan.parameters.gateway.host),
      metadata,
    });
    await approve(request);
    const back = await backend.until(request.id, 'requested');
    expect(lastStep(back)).toMatchObject({
      type: 'sentBack',
      reason: expect.stringContaining(`${kind} bookinfo/${metadata.name}`),
    });
    expect(back.nextStep.waitingFor).toEqual(['group:default/platform']);
    expect(
      backend.east
        .objects('Deployment', 'bookinfo')
        .map((one: any) => one.metadata.name),
    ).not.toContain(request.plan.parameters.gateway.name);
    const live = await backend.call('get', `/requests/${request.id}/live`, {
      as: bob,
    });
    expect(live.body.findings[0]).toMatchObject({
      code: 'CONFLICT',
      severity: 'error',
    });
    backend.east.remove(kind, 'bookinfo', metadata.name);
    await approve(back);
    await backend.until(request.id, 'ready');
  });

  it('goes back when a route for the host came since: a new error', async () => {
    const request = await create();
    const { host } = request.plan.parameters.gateway;
    backend.east.apply(virtualService(`rival-${count}`, host));
    await approve(request);
    const back = await backend.until(request.id, 'requested');
    expect(lastStep(back).reason).toMatch(/IST0109/);
  });

  it('goes back when the approver left the group before it was written', async () => {
    const request = await create();
    await backend.east.faults.set({ stop: true });
    await approve(request);
    await waitsForCluster(request.id);
    const approver = backend.entities.find(one => one.metadata.name === 'bob')!;
    const { relations } = approver;
    approver.relations = [];
    await backend.east.faults.set({ start: true });
    const back = await backend.until(request.id, 'requested');
    approver.relations = relations;
    expect(lastStep(back).reason).toMatch(
      /bob is no longer in group:default\/platform/,
    );
  });

  it('fails when the requester is gone, and goes on by retry when they are back', async () => {
    const request = await create();
    const index = backend.entities.findIndex(
      one => one.metadata.name === 'ann',
    );
    const [gone] = backend.entities.splice(index, 1);
    await approve(request);
    const failed = await backend.until(request.id, 'failed');
    expect(failed.problem).toMatchObject({
      cause: expect.stringMatching(/ann is no longer/),
      mend: expect.stringMatching(/retry/),
    });
    backend.entities.push(gone);
    expect((await step(request.id, 'retry', ann)).status).toBe(200);
    await backend.until(request.id, 'ready');
  });

  it('tries again by itself what can pass, and says so', async () => {
    const request = await create();
    await backend.east.faults.set({ stop: true });
    await approve(request);
    await waitsForCluster(request.id);
    await backend.east.faults.set({ start: true });
    const ready = await backend.until(request.id, 'ready');
    expect(ready.problem).toBeUndefined();
  });

  it('does not write what was asked for, approved and withdrawn', async () => {
    const request = await create();
    await step(request.id, 'cancel', ann, { reason: 'no need' });
    const answer = await step(request.id, 'approve', bob, {
      contentHash: request.contentHash,
    });
    expect(answer.status).toBe(409);
    const { body } = await backend.call('get', `/requests/${request.id}`, {
      as: ann,
    });
    expect(lastStep(body)).toMatchObject({
      type: 'withdrawn',
      reason: 'no need',
    });
    expect(body.allowedActions).toEqual([]);
  });

  it('gives the same request for the same idempotency key, and refuses another content', async () => {
    const more = { idempotencyKey: 'task-1/step-1' };
    const first = await create({ name: 'again', host: 'again.example' }, more);
    const second = await backend.call('post', '/requests', {
      as: ann,
      body: egressRequest({ name: 'again', host: 'again.example' }, more),
    });
    expect([second.status, second.body.id]).toEqual([200, first.id]);
    const other = await backend.call('post', '/requests', {
      as: ann,
      body: egressRequest({ name: 'other', host: 'other.example' }, more),
    });
    expect([other.status, other.message]).toEqual([
      409,
      expect.stringMatching(/^idempotencyKey: /),
    ]);
  });

  it('by Git is ready when the cluster shows what was asked for', async () => {
    const request = await create(
      { name: 'by-git', host: 'git.example' },
      { delivery: 'git', pullRequestUrl: 'https://git.example/pull/1' },
    );
    expect(request).toMatchObject({
      status: 'approved',
      pullRequest: { url: 'https://git.example/pull/1', state: 'open' },
    });
    const live = async () =>
      (await backend.call('get', `/requests/${request.id}/live`, { as: ann }))
        .body;
    expect(await live()).toMatchObject({ state: 'notInCluster' });
    await backend.until(request.id, 'provisioning');
    const linked = await step(request.id, 'link', ann, {
      pullRequestUrl: 'https://git.example/pull/1',
      state: 'merged',
    });
    expect(linked.body.pullRequest.state).toBe('merged');
    expect(await live()).toMatchObject({ state: 'mergedNotInCluster' });
    await eventually(async () => {
      await backend.ring();
      const { body } = await backend.call('get', `/requests/${request.id}`, {
        as: ann,
      });
      expect(body.progress).toMatch(/^Merged, not yet in the cluster/);
    });
    const manifests = request.plan.objects.map((one: any) => one.manifest);
    const spoilt = manifests.map((one: any) =>
      one.kind === 'ServiceEntry'
        ? { ...one, spec: { ...one.spec, hosts: ['else.example'] } }
        : one,
    );
    spoilt.forEach((one: any) => backend.east.apply(one));
    expect(await live()).toMatchObject({
      state: 'differs',
      message: expect.stringMatching(/ServiceEntry .* \/spec\/hosts\/0/),
    });
    manifests.forEach((one: any) => backend.east.apply(one));
    const ready = await backend.until(request.id, 'ready');
    expect(await live()).toMatchObject({ state: 'matches' });
    expect(ready.history.map((one: any) => one.type)).not.toContain('applying');
    const managers = (backend.east.objects('ServiceEntry', 'bookinfo') as any[])
      .filter(one => one.metadata.name.includes('by-git'))
      .flatMap(one => one.metadata.managedFields ?? [])
      .map(one => one.manager);
    expect(managers).not.toContain('meshport');
  });

  it('retires YAML: takes away what it made and leaves what was there', async () => {
    const before = serviceEntry('was-there', 'was.example');
    await backend.call('post', '/manifests/apply', {
      as: bob,
      body: manifestsRequest([
        { ...before, metadata: { ...before.metadata, namespace: 'shop' } },
      ]),
    });
    const made = {
      ...serviceEntry('new-one', 'new.example'),
      metadata: { name: 'new-one', namespace: 'shop' },
    };
    const { body: request } = await backend.call('post', '/requests', {
      as: ann,
      body: {
        kind: 'manifests',
        parameters: manifestsRequest([
          {
            ...before,
            metadata: {
              ...before.metadata,
              namespace: 'shop',
              labels: { more: 'yes' },
            },
          },
          made,
        ]),
      },
    });
    await backend.until(request.id, 'ready');
    const names = () =>
      (backend.east.objects('ServiceEntry', 'shop') as any[])
        .map(one => one.metadata.name)
        .sort();
    expect(names()).toEqual(['new-one', 'was-there']);
    await step(request.id, 'retire', bob);
    await backend.until(request.id, 'retired');
    expect(names()).toEqual(['was-there']);
  });

  it('does not retire what a later request took over', async () => {
    const first = await create({ name: 'twice', host: 'twice.example' });
    await approve(first);
    await backend.until(first.id, 'ready');
    const second = await create({
      name: 'twice',
      host: 'twice.example',
      replicas: 3,
    });
    await approve(second);
    await backend.until(second.id, 'ready');
    const answer = await step(first.id, 'retire', bob);
    expect([answer.status, answer.message]).toEqual([
      409,
      expect.stringContaining(second.id),
    ]);
  });

  const minted = async () => {
    const { body, message } = await backend.call('post', '/requests', {
      as: ann,
      body: { kind: 'minting', parameters: { name: `m-${(count += 1)}` } },
    });
    expect(message).toBe('');
    await approve(body);
    return body;
  };

  it('says what it waits for, and fails with cause and mend', async () => {
    observe = async () => ({ state: 'waiting', message: '1 of 2 pods' });
    const request = await minted();
    await eventually(async () => {
      const { body } = await backend.call('get', `/requests/${request.id}`, {
        as: ann,
      });
      expect(body).toMatchObject({
        status: 'provisioning',
        progress: '1 of 2 pods',
      });
    });
    observe = async () => ({
      state: 'failed',
      message: 'no image',
      mend: 'Push it.',
    });
    const failed = await backend.until(request.id, 'failed');
    expect(failed.problem).toEqual({ cause: 'no image', mend: 'Push it.' });
    observe = async () => ({ state: 'ready', message: 'there' });
    await step(request.id, 'retry', ann);
    await backend.until(request.id, 'ready');
  });

  it('keeps nothing secret: tables, events, notifications, audit, logs and answers', async () => {
    observe = async () => {
      throw new Error(`it broke with ${SENTINEL}`);
    };
    const broken = await minted();
    await backend.until(broken.id, 'failed');
    observe = async work => {
      work.hide(SENTINEL);
      throw new ServiceUnavailableError(`the server said ${SENTINEL}`);
    };
    const passing = await minted();
    await eventually(async () => {
      const { body } = await backend.call('get', `/requests/${passing.id}`, {
        as: ann,
      });
      expect(body.problem?.cause).toBe('the server said ***');
    });
    observe = async work => {
      work.hide(SENTINEL);
      return {
        state: 'failed',
        message: `base64 ${Buffer.from(SENTINEL).toString('base64')}`,
      };
    };
    await backend.until(passing.id, 'failed');
    for (const body of [
      {
        kind: 'manifests',
        parameters: {
          cluster: 'east',
          manifests: `apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: shop}\nstringData: {password: ${SENTINEL}}`,
        },
      },
      { kind: 'minting', parameters: { name: 'a', password: SENTINEL } },
      { ...egressRequest(), [SENTINEL]: 'x' },
      { ...egressRequest(), idempotencyKey: `${SENTINEL}\u0000` },
      egressRequest(
        {},
        {
          pullRequestUrl: `https://me:${SENTINEL}@git.example/1`,
          delivery: 'git',
        },
      ),
    ]) {
      const answer = await backend.call('post', '/requests', { as: ann, body });
      expect(answer.status).toBe(400);
    }
    const answers = await Promise.all(
      ['', `/${broken.id}`, `/${passing.id}`, `/${passing.id}/live`].map(path =>
        backend.call('get', `/requests${path}`, { as: bob }),
      ),
    );
    const kept = {
      tables: await backend.dump(),
      events: JSON.stringify(backend.events),
      notifications: JSON.stringify(backend.notifications),
      audit: JSON.stringify(backend.audits, (_, value) =>
        value instanceof Error ? `${value.message} ${value.stack}` : value,
      ),
      logs: backend.logs.join('\n'),
      answers: JSON.stringify(answers),
    };
    expect(kept.tables).toContain(broken.id);
    const encoded = Buffer.from(SENTINEL).toString('base64');
    for (const [where, text] of Object.entries(kept)) {
      expect([where, text.includes(SENTINEL), text.includes(encoded)]).toEqual([
        where,
        false,
        false,
      ]);
    }
  });

  it('nobody can approve a kind that no policy speaks of', async () => {
    const { body } = await backend.call('post', '/requests', {
      as: ann,
      body: { kind: 'unspoken', parameters: { name: 'u' } },
    });
    expect(body).toMatchObject({
      status: 'requested',
      nextStep: { waitingFor: [] },
    });
    const answer = await step(body.id, 'approve', bob, {
      contentHash: body.contentHash,
    });
    expect([answer.status, answer.message]).toEqual([
      403,
      expect.stringMatching(
        /no policy names who may decide.*mesh\.requests\.policies/,
      ),
    ]);
  });

  it('answers for a cluster that is down or read-only with its field', async () => {
    const at = async (cluster: string) => {
      const body: any = egressRequest();
      body.parameters.cluster = cluster;
      return backend.call('post', '/requests', { as: ann, body });
    };
    expect(await at('gone')).toMatchObject({
      status: 503,
      message: expect.stringMatching(/^cluster: /),
    });
    expect(await at('frozen')).toMatchObject({
      status: 403,
      message: expect.stringMatching(/^cluster: /),
    });
    expect(await at('nowhere')).toMatchObject({
      status: 404,
      message: expect.stringMatching(/^cluster: /),
    });
  });
});
