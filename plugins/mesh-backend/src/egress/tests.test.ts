import { gatewayRequest } from '../manifests/__testUtils__/requests';
import {
  startWriteBackend,
  WriteBackend,
} from '../manifests/__testUtils__/startWriteBackend';
import { eventually } from '../__testUtils__/devMesh';
import { verdictOf } from './testVerdict';
import { resultOf } from './runTestJob';

// A backend and clusters are started for the tests.
jest.setTimeout(120_000);

const PATH = '/egress-gateways/east/bookinfo/httpbin-out/tests';

describe('POST /egress-gateways/:cluster/:namespace/:name/tests', () => {
  let backend: WriteBackend;
  const seen: any[] = [];

  beforeAll(async () => {
    backend = await startWriteBackend();
    await backend.post('/egress-gateways', gatewayRequest());
    await eventually(async () => {
      const { body } = await backend.get('/egress-gateways');
      if (body.items.length === 0) {
        throw new Error('the gateway is not in memory yet');
      }
    });
  });

  afterAll(() => backend.stop());

  /** Does what a Job's controller and kubelet would: makes its pod, and ends it with a message. */
  async function answered(message: string | undefined, body: object = {}) {
    const names = new Set(seen.map(one => one.metadata.name));
    const asked = backend.post(PATH, {
      kind: 'inside',
      waitSeconds: 10,
      ...body,
    });
    const job = await eventually(() => {
      const found = (backend.east.objects('Job') as any[]).find(
        one => !names.has(one.metadata.name),
      );
      if (!found) {
        throw new Error('no Job yet');
      }
      return found;
    });
    seen.push(job);
    if (message !== undefined) {
      backend.east.apply({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: `${job.metadata.name}-x`,
          namespace: job.metadata.namespace,
          labels: { 'batch.kubernetes.io/job-name': job.metadata.name },
        },
        spec: { containers: [{ name: 'check', image: 'curl' }] },
        status: {
          phase: 'Succeeded',
          containerStatuses: [
            {
              name: 'check',
              image: 'curl',
              imageID: '',
              ready: false,
              restartCount: 0,
              state: { terminated: { exitCode: 0, message } },
            },
          ],
        },
      });
    }
    return { job, answer: await asked };
  }

  it('calls as the one who is asked for, reads the result, and takes the Job away', async () => {
    const { job, answer } = await answered(
      '{"status":200,"exit":0,"error":""}',
      {
        serviceAccount: 'reviews',
        path: '/status/200',
      },
    );
    expect(answer.message).toBe('');
    expect(answer.body).toMatchObject({
      kind: 'inside',
      cluster: 'east',
      namespace: 'bookinfo',
      serviceAccount: 'reviews',
      host: 'httpbin.org',
      url: 'http://httpbin.org/status/200',
      state: 'passed',
      status: 200,
      cleanedUp: true,
    });
    expect(job.spec).toMatchObject({
      backoffLimit: 0,
      activeDeadlineSeconds: 20,
      ttlSecondsAfterFinished: 300,
      template: { spec: { serviceAccountName: 'reviews' } },
    });
    expect(backend.east.objects('Job')).toEqual([]);
    expect(
      backend.audits.findLast(one => one.eventId === 'egress-gateway-test'),
    ).toMatchObject({
      outcome: 'success',
      meta: {
        job: `bookinfo/${job.metadata.name}`,
        serviceAccount: 'reviews',
        state: 'passed',
      },
    });
  });

  it('tells a refused caller', async () => {
    const { answer } = await answered('{"status":403,"exit":0,"error":""}');
    expect(answer.body).toMatchObject({ state: 'refused', status: 403 });
  });

  it('says that a Job never ran, and leaves nothing', async () => {
    const { answer } = await answered(undefined, { waitSeconds: 5 });
    expect(answer.body).toMatchObject({
      state: 'notRun',
      message: expect.stringMatching(/was not called: after 5 seconds no pod/),
      cleanedUp: true,
    });
    expect(backend.east.objects('Job')).toEqual([]);
  });

  it('runs two at once', async () => {
    const both = await Promise.all(
      [1, 2].map(() => backend.post(PATH, { kind: 'inside', waitSeconds: 5 })),
    );
    const ids = both.map(({ body }) => body.id);
    expect(new Set(ids).size).toBe(2);
    expect(backend.east.objects('Job')).toEqual([]);
  });

  it.each<[object | string, RegExp]>([
    [{}, /^kind: choose inside or outside/],
    [{ kind: 'beside' }, /^kind: /],
    [{ kind: 'outside' }, /^kind: httpbin\.org is not exposed/],
    [
      { kind: 'inside', host: 'evil.example.org' },
      /^host: the gateway does not lead there/,
    ],
    [{ kind: 'inside', host: '' }, /^host: /],
    [{ kind: 'inside', port: 0 }, /^port: /],
    [{ kind: 'inside', port: '443' }, /^port: /],
    [{ kind: 'inside', path: 'x' }, /^path: begin with \//],
    [{ kind: 'inside', path: '/\n' }, /^path: /],
    [{ kind: 'inside', path: '/$(id) `id`' }, /^path: /],
    [{ kind: 'inside', path: `/${'x'.repeat(600)}` }, /^path: /],
    [{ kind: 'inside', namespace: 'Shop' }, /^namespace: /],
    [{ kind: 'inside', serviceAccount: '../admin' }, /^serviceAccount: /],
    [{ kind: 'inside', serviceAccount: '' }, /^serviceAccount: /],
    [
      { kind: 'inside', certificateAuthority: 'A B' },
      /^certificateAuthority: /,
    ],
    [{ kind: 'inside', waitSeconds: 4 }, /^waitSeconds: /],
    [{ kind: 'inside', waitSeconds: 241 }, /^waitSeconds: /],
    [{ kind: 'inside', waitSeconds: 5.5 }, /^waitSeconds: /],
    [{ kind: 'inside', command: ['sh'] }, /no field "command"/],
  ])('refuses %j and runs nothing', async (body, words) => {
    const { status, message } = await backend.post(PATH, body);
    expect(status).toBe(400);
    expect(message).toMatch(words);
    expect(backend.east.objects('Job')).toEqual([]);
  });

  it('needs a permission of its own where the caller runs', async () => {
    const { status, message } = await backend.post(PATH, {
      kind: 'inside',
      namespace: 'payments',
    });
    expect(status).toBe(403);
    expect(message).toBe(
      'namespace: you may not call from payments in cluster east; nothing was run. Ask its owner, or an administrator for mesh.egress.test',
    );
    expect(backend.east.objects('Job')).toEqual([]);
  });

  it('runs nothing in clusters that are only read, or for gateways that are not there', async () => {
    const frozen = await backend.post(PATH.replace('/east/', '/frozen/'), {
      kind: 'inside',
    });
    expect(frozen.status).toBe(403);
    const none = await backend.post(PATH.replace('httpbin-out', 'nothing'), {
      kind: 'inside',
    });
    expect(none.status).toBe(404);
  });
});

describe('what a test found', () => {
  const pod = (terminated: object) =>
    ({
      metadata: { name: 'x' },
      status: { containerStatuses: [{ name: 'check', state: { terminated } }] },
    } as any);

  it.each([
    [
      { exitCode: 0, message: '{"status":204,"exit":0,"error":""}' },
      { status: 204, exit: 0 },
    ],
    [
      { exitCode: 6, message: '{"status":0,"exit":6,"error":"could\\tnot"}' },
      { exit: 6, error: 'could not' },
    ],
    [{ exitCode: 0, message: 'no json' }, { exit: 1 }],
    [{ exitCode: 137 }, { exit: 137 }],
    [{ exitCode: 0, message: 'null' }, { exit: 1 }],
    [{ exitCode: 0, message: '{"exit":"x"}' }, { exit: 1 }],
  ])('reads %j', (terminated, expected) => {
    expect(resultOf(pod(terminated))).toMatchObject(expected);
  });

  it.each([
    [{ exit: 0, status: 301 }, 'passed'],
    [{ exit: 0, status: 404 }, 'passed'],
    [{ exit: 0, status: 403 }, 'refused'],
    [{ exit: 0, status: 503 }, 'failed'],
    [{ exit: 0 }, 'passed'],
    [{ exit: 56 }, 'refused'],
    [{ exit: 6 }, 'failed'],
    [{ exit: 60 }, 'failed'],
    [undefined, 'notRun'],
  ])('%j means %s', (result, state) => {
    expect(verdictOf({ result, cleanedUp: true }, 'http://x/').state).toBe(
      state,
    );
  });
});
