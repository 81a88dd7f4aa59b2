import { mockCredentials } from '@backstage/backend-test-utils';
import { runAction } from './__testUtils__/runAction';
import { Mesh, startMesh } from './__testUtils__/startMesh';
import { createEgressGatewayApplyAction } from './egressGatewayApply';

// A backend and a cluster are started for each test.
jest.setTimeout(60_000);

describe('mesh:egressGateway:apply', () => {
  let mesh: Mesh;

  beforeEach(async () => {
    mesh = await startMesh();
  });

  afterEach(() => mesh.stop());

  const input = {
    cluster: 'east',
    namespace: 'bookinfo',
    name: 'httpbin-out',
    host: 'httpbin.org',
    component: 'component:default/ratings',
    owner: 'group:default/team-ratings',
  };

  const run = (
    fields: object = {},
    options: Partial<Parameters<typeof runAction>[2]> = {},
  ) =>
    runAction(
      createEgressGatewayApplyAction(mesh.services),
      { ...input, ...fields },
      { workspacePath: mesh.workspace(), ...options },
    );

  it('applies, waits, and changes nothing the second time', async () => {
    const first = await run();
    expect(first.error).toBeUndefined();
    expect(first.outputs).toMatchObject({
      cluster: 'east',
      namespace: 'bookinfo',
      name: 'httpbin-out',
      host: 'httpbin.org',
      created: 8,
      changed: 0,
      unchanged: 0,
      ready: true,
      entityRef: 'component:default/ratings',
    });
    expect(first.logs).toContain('created Deployment bookinfo/httpbin-out');
    expect(first.logs.at(-1)).toBe(
      'Deployment bookinfo/httpbin-out is ready, 1 of 1 pods',
    );

    const second = await run();
    expect(second.outputs).toMatchObject({
      created: 0,
      changed: 0,
      unchanged: 8,
      ready: true,
    });
    const third = await run({ replicas: 2, waitSeconds: 0 });
    expect(third.outputs).toMatchObject({ changed: 1, ready: false });
    expect(third.logs).toContain(
      'changed Deployment bookinfo/httpbin-out (/spec/replicas)',
    );
  });

  it('writes nothing in a dry-run', async () => {
    const { error, outputs, logs } = await run({}, { isDryRun: true });
    expect(error).toBeUndefined();
    expect(outputs).toMatchObject({ created: 8, ready: false });
    expect(logs[0]).toBe('Dry-run in cluster east, nothing is written:');
    expect(mesh.east.objects('Deployment')).toEqual([]);
  });

  it('hands over what the backend says', async () => {
    expect((await run({ namespace: 'nowhere' })).error).toMatchObject({
      name: 'InputError',
      message:
        'namespace: nowhere does not exist in cluster east; create it first or choose another',
    });
    expect((await run({ cluster: 'mars' })).error).toMatchObject({
      name: 'NotFoundError',
      message: expect.stringMatching(/^cluster: there is no cluster mars/),
    });
    expect((await run({ waitSeconds: 301 })).error).toMatchObject({
      name: 'InputError',
      message: 'waitSeconds: give whole seconds from 0 to 300',
    });
  });

  it('checks the fields before it calls', async () => {
    mesh.east.clearRequests();
    const { error } = await run({ host: 'localhost', port: 0 });
    expect(error).toMatchObject({ name: 'InputError' });
    expect(error!.message).toMatch(/^host: .*\nport: /);
  });

  it('does not act for a service', async () => {
    const { error } = await run(
      {},
      { credentials: mockCredentials.service('external:ci') },
    );
    expect(error).toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringMatching(/^only people may write/),
    });
  });

  it('says that the backend does not answer', async () => {
    const action = createEgressGatewayApplyAction({
      auth: mesh.services.auth,
      discovery: {
        ...mesh.services.discovery,
        getBaseUrl: async () => 'http://127.0.0.1:1/api/mesh',
      },
    });
    const { error } = await runAction(action, input, {
      workspacePath: mesh.workspace(),
    });
    expect(error).toMatchObject({
      name: 'ServiceUnavailableError',
      message:
        'the mesh backend does not answer; run the task again when it does',
    });
  });

  it('ends when the task is cancelled', async () => {
    const cancelled = new AbortController();
    await mesh.east.faults.set({ latencyMs: 300 });
    const running = run({}, { signal: cancelled.signal });
    setTimeout(() => cancelled.abort(), 200);
    expect((await running).error).toMatchObject({ name: 'AbortError' });
    await mesh.east.faults.set({ clear: true });
  });

  it('shows no token in logs, outputs and errors', async () => {
    const credentials = mockCredentials.user('user:default/sentinel');
    const { token } = await mesh.services.auth.getPluginRequestToken({
      onBehalfOf: credentials,
      targetPluginId: 'mesh',
    });
    const runs = [
      await run({}, { credentials }),
      await run({ cluster: 'mars' }, { credentials }),
    ];
    await mesh.east.faults.set({ expiredTokens: true });
    runs.push(await run({ waitSeconds: 0 }, { credentials }));
    await mesh.east.faults.set({ clear: true });
    expect(runs.map(one => one.error?.name)).toEqual([
      undefined,
      'NotFoundError',
      'ServiceUnavailableError',
    ]);
    const everything = JSON.stringify(
      runs.map(({ error, ...rest }) => ({
        ...rest,
        error: error && `${error.message} ${error.stack}`,
      })),
    );
    expect(everything).not.toContain(token);
    expect(everything).not.toContain('sentinel');
    expect(everything).not.toContain(mesh.east.adminToken);
  });
});

it('mesh:egressGateway:apply fails with what to look at when the gateway does not become ready', async () => {
  const mesh = await startMesh({ readyAfterMs: 600_000 });
  try {
    const { error, outputs } = await runAction(
      createEgressGatewayApplyAction(mesh.services),
      {
        cluster: 'east',
        namespace: 'bookinfo',
        name: 'httpbin-out',
        host: 'httpbin.org',
        waitSeconds: 1,
      },
      { workspacePath: mesh.workspace() },
    );
    expect(error?.message).toMatch(
      /^The egress gateway bookinfo\/httpbin-out is applied to cluster east, but is not ready after \d+ seconds: Deployment bookinfo\/httpbin-out is not ready, 0 of 1 pods: pod .* Running the task again is safe\.$/,
    );
    expect(outputs).toMatchObject({ created: 8, ready: false });
  } finally {
    await mesh.stop();
  }
});

it('mesh:egressGateway:apply ends the waiting of the backend when the task is cancelled', async () => {
  const mesh = await startMesh({ readyAfterMs: 600_000 });
  const looks = () =>
    mesh.east
      .requests()
      .filter(
        ({ method, path }) =>
          method === 'GET' && path.endsWith('/deployments/httpbin-out'),
      ).length;
  const cancelled = new AbortController();
  try {
    const running = runAction(
      createEgressGatewayApplyAction(mesh.services),
      {
        cluster: 'east',
        namespace: 'bookinfo',
        name: 'httpbin-out',
        host: 'httpbin.org',
      },
      { workspacePath: mesh.workspace(), signal: cancelled.signal },
    );
    // Two looks belong to the apply; the others to the waiting.
    while (looks() < 4) {
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    cancelled.abort();
    expect((await running).error).toMatchObject({ name: 'AbortError' });
    await new Promise(resolve => setTimeout(resolve, 1500));
    const afterwards = looks();
    await new Promise(resolve => setTimeout(resolve, 2500));
    expect(looks()).toBe(afterwards);
    expect(mesh.east.objects('VirtualService', 'bookinfo')).toHaveLength(1);
  } finally {
    await mesh.stop();
  }
});
