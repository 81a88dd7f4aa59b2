import { eventually } from '../../__testUtils__/devMesh';
import {
  egressRequest,
  RequestBackend,
  startRequestBackend,
} from '../__testUtils__/startRequestBackend';

// A backend and clusters are started for the tests.
jest.setTimeout(120_000);

const ann = 'user:default/ann';
const bob = 'user:default/bob';
const PLACE = { cluster: 'east', namespace: 'bookinfo', name: 'httpbin-out' };

describe('requests about gateways that are there', () => {
  let backend: RequestBackend;

  beforeEach(async () => {
    backend = await startRequestBackend({
      policies: [
        {
          name: 'platform-approves',
          kinds: ['egress-gateway-removal', 'egress-upstream'],
          approval: 'required',
          approverGroups: ['platform'],
        },
      ],
    });
    // Made without a request.
    await backend.call('post', '/egress-gateways', {
      as: ann,
      body: egressRequest().parameters,
    });
    await eventually(async () => {
      const { body } = await backend.call('get', '/egress-gateways', {
        as: ann,
      });
      if (!body.items.some((one: any) => one.cluster === 'east')) {
        throw new Error('the gateway is not in memory yet');
      }
    });
  });

  afterEach(() => backend.stop());

  const ask = (kind: string, parameters: object) =>
    backend.call('post', '/requests', { as: ann, body: { kind, parameters } });
  const approve = async ({ id, contentHash }: any) => {
    const { message } = await backend.call('post', `/requests/${id}/approve`, {
      as: bob,
      body: { contentHash },
    });
    expect(message).toBe('');
  };
  const hosts = () =>
    (backend.east.objects('ServiceEntry', 'bookinfo') as any[])
      .flatMap(one => one.spec.hosts)
      .sort();
  const owned = () =>
    ['VirtualService', 'Gateway', 'Deployment', 'Service', 'ServiceAccount']
      .flatMap(kind => backend.east.objects(kind, 'bookinfo') as any[])
      .filter(
        one =>
          one.metadata.labels?.['meshport.dev/egress-gateway'] ===
          'httpbin-out',
      );
  const upstream = (host: string) => ({
    ...PLACE,
    upstream: { host, protocol: 'TLS-PASSTHROUGH' },
  });

  it('removes one that was made without a request, once it is approved', async () => {
    const { body, message } = await ask('egress-gateway-removal', PLACE);
    expect(message).toBe('');
    expect(body.plan.statements[0]).toMatch(
      /is deleted, routes first: .*VirtualService bookinfo\/httpbin-out/,
    );
    expect(owned()).toHaveLength(5);
    const direct = await backend.call(
      'post',
      '/egress-gateways/east/bookinfo/httpbin-out/tests',
      { as: ann, body: {} },
    );
    expect(direct.status).toBe(400);
    await approve(body);
    const done = await backend.until(body.id, 'ready');
    expect(owned()).toEqual([]);
    expect(done.nextStep.text).toBe(
      'It is done. The gateway is gone; ask for one to have it again.',
    );
    const live = await backend.call('get', `/requests/${body.id}/live`);
    expect(live.body).toMatchObject({
      state: 'notCompared',
      message: expect.stringMatching(/^It keeps no objects of its own/),
    });
  });

  it('adds an upstream, and refuses where somebody changed the gateway since', async () => {
    const first = await ask('egress-upstream', upstream('one.example.org'));
    expect(first.message).toBe('');
    const second = await ask('egress-upstream', upstream('two.example.org'));
    expect(second.message).toBe('');
    await approve(first.body);
    const done = await backend.until(first.body.id, 'ready');
    expect(hosts()).toEqual(['httpbin.org', 'one.example.org']);
    // It would have to say that it is retired, and the host would stay.
    expect(done.allowedActions).not.toContain('retire');
    const retired = await backend.call(
      'post',
      `/requests/${first.body.id}/retire`,
      { as: ann, body: {} },
    );
    expect([retired.status, retired.message]).toEqual([
      409,
      expect.stringMatching(
        /^There is nothing to retire. .*change the gateway/,
      ),
    ]);

    const sentBack = async () => {
      await approve(second.body);
      const { history } = await backend.until(second.body.id, 'requested');
      expect(history.at(-1).type).toBe('sentBack');
      return history.at(-1).reason;
    };
    // First its approvers are told what it would break, then it is refused.
    expect(await sentBack()).toMatch(/^IST0101: .*one-example-org/);
    expect(await sentBack()).toMatch(/was changed since this was asked for/);
    expect(hosts()).toEqual(['httpbin.org', 'one.example.org']);
  });

  it('changes one, and deletes what it has no more after the rest is written', async () => {
    const turned = egressRequest({ protocol: 'TLS-PASSTHROUGH' });
    const { body, message } = await backend.call('post', '/requests', {
      as: ann,
      body: turned,
    });
    expect(message).toBe('');
    await backend.until(body.id, 'ready');
    expect(
      (backend.east.objects('DestinationRule', 'bookinfo') as any[]).map(
        one => one.metadata.name,
      ),
    ).toEqual(['httpbin-out']);
  });

  it.each<[string, object, number, RegExp]>([
    ['egress-gateway-removal', {}, 400, /^cluster: .*\nnamespace: .*\nname: /],
    ['egress-gateway-removal', { ...PLACE, force: 1 }, 400, /no field "force"/],
    [
      'egress-gateway-removal',
      { ...PLACE, name: 'nothing' },
      404,
      /There is no egress gateway nothing/,
    ],
    [
      'egress-gateway-removal',
      { ...PLACE, cluster: 'nowhere' },
      404,
      /There is no egress gateway/,
    ],
    ['egress-upstream', PLACE, 400, /^upstream: give the upstream/],
    ['egress-upstream', upstream('localhost'), 400, /^upstreams\[1\]\.host: /],
    [
      'egress-upstream',
      { ...PLACE, upstream: { host: 'httpbin.org' } },
      400,
      /upstreams/,
    ],
    [
      'egress-upstream',
      { ...upstream('a.example.org'), name: 'nothing' },
      404,
      /There is no egress gateway/,
    ],
  ])('%s refuses %j', async (kind, parameters, status, words) => {
    const answer = await ask(kind, parameters);
    expect([answer.status, answer.message]).toEqual([
      status,
      expect.stringMatching(words),
    ]);
  });
});
