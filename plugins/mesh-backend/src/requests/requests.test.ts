import {
  egressRequest,
  RequestBackend,
  startRequestBackend,
} from './__testUtils__/startRequestBackend';
import { eventually } from '../__testUtils__/devMesh';
import { mismatches } from '../__testUtils__/openApiChecks';

// Backends and clusters are started for the tests.
jest.setTimeout(60_000);

const ann = 'user:default/ann';
const bob = 'user:default/bob';

describe('a request for an egress gateway', () => {
  let backend: RequestBackend;

  beforeAll(async () => {
    backend = await startRequestBackend();
  });
  afterAll(() => backend.stop());

  const create = async (gateway: object, more: object = {}) => {
    const created = await backend.call('post', '/requests', {
      as: ann,
      body: egressRequest(gateway, more),
    });
    if (created.status !== 201) {
      throw new Error(created.message);
    }
    return created.body;
  };
  const step = (id: string, verb: string, as: string, body: object) =>
    backend.call('post', `/requests/${id}/${verb}`, { as, body });
  const find = (kind: string, name: string) =>
    backend.east
      .objects(kind, 'bookinfo')
      .find((object: any) => object.metadata.name === name) as any;

  it('is asked for, approved by somebody else, provisioned, ready and retired', async () => {
    const asked = await create({ name: 'whole' }, { reason: 'We need it.' });
    expect(asked).toMatchObject({
      status: 'requested',
      title: 'Egress gateway whole in bookinfo',
      requester: ann,
      approval: {
        needed: true,
        demands: [
          {
            policy: 'platform-approves',
            approverGroups: ['group:default/platform'],
          },
        ],
      },
      nextStep: { waitingFor: ['group:default/platform'] },
      allowedActions: ['edit', 'cancel'],
    });
    expect(asked.diff).toHaveLength(8);
    expect(
      mismatches(asked, { $ref: '#/components/schemas/MeshRequestDetail' }),
    ).toEqual([]);
    expect(find('Deployment', 'whole')).toBeUndefined();

    const seen = await backend.call('get', `/requests/${asked.id}`, {
      as: bob,
    });
    expect(seen.body.allowedActions).toEqual(
      expect.arrayContaining(['approve', 'reject']),
    );
    const approved = await step(asked.id, 'approve', bob, {
      contentHash: asked.contentHash,
    });
    expect(approved.message).toBe('');
    expect(approved.body.status).toBe('approved');

    const ready = await backend.until(asked.id, 'ready');
    expect(find('Deployment', 'whole')).toBeDefined();
    expect(ready.history.map((event: any) => event.type)).toEqual([
      'requested',
      'approved',
      'started',
      'applying',
      'applied',
      'ready',
    ]);
    expect(ready.history[1]).toMatchObject({
      actor: { type: 'user', entityRef: bob },
      policies: ['platform-approves'],
      contentHash: asked.contentHash,
    });
    const live = await backend.call('get', `/requests/${asked.id}/live`, {
      as: ann,
    });
    expect(live.body).toMatchObject({ state: 'matches' });
    expect(
      mismatches(live.body, { $ref: '#/components/schemas/RequestLive' }),
    ).toEqual([]);

    const other = await create({ name: 'beside', host: 'other.example' });
    await step(other.id, 'approve', bob, { contentHash: other.contentHash });
    await backend.until(other.id, 'ready');
    const retiring = await step(asked.id, 'retire', bob, {
      reason: 'not needed',
    });
    expect(retiring.body.status).toBe('retiring');
    await backend.until(asked.id, 'retired');
    expect(find('Deployment', 'whole')).toBeUndefined();
    expect(find('VirtualService', 'whole')).toBeUndefined();
    expect(find('Deployment', 'beside')).toBeDefined();

    expect(
      backend.notifications.map(one => [
        one.payload.title,
        one.recipients.entityRef,
      ]),
    ).toEqual(
      expect.arrayContaining([
        [
          'To approve: Egress gateway whole in bookinfo',
          ['group:default/platform'],
        ],
        ['Approved: Egress gateway whole in bookinfo', [ann]],
        ['Ready: Egress gateway whole in bookinfo', [ann]],
      ]),
    );
    await eventually(() =>
      expect(backend.events.map(one => one.eventPayload.type)).toContain(
        'retired',
      ),
    );
    const steps = backend.events
      .filter(({ eventPayload }) => eventPayload.requestId === asked.id)
      .map(({ topic, eventPayload }) => `${topic} ${eventPayload.type}`);
    expect(steps).toEqual(
      expect.arrayContaining([
        'mesh.request requested',
        'mesh.request approved',
        'mesh.request ready',
        'mesh.request retired',
      ]),
    );
  });
});
