import request from 'supertest';
import { createRequestCreateAction } from './requestCreate';
import { runAction } from './__testUtils__/runAction';
import { Mesh, startMesh } from './__testUtils__/startMesh';

// A backend and a cluster are started.
jest.setTimeout(60_000);

const asked = (name: string, more: object = {}) => ({
  kind: 'egress-gateway',
  parameters: {
    cluster: 'east',
    gateway: { namespace: 'bookinfo', name, host: `${name}.example.org` },
  },
  ...more,
});

describe('mesh:request:create', () => {
  let mesh: Mesh;

  beforeAll(async () => {
    mesh = await startMesh();
  });

  afterAll(() => mesh.stop());

  const run = (input: any, options: { isDryRun?: boolean } = {}) =>
    runAction(
      createRequestCreateAction({ ...mesh.services, appUrl: 'http://portal/' }),
      input,
      { workspacePath: mesh.workspace(), ...options },
    );
  const requests = async () =>
    (await request(mesh.server).get('/api/mesh/requests')).body.items;

  it('waits until it is ready where no approval is needed', async () => {
    const { error, outputs } = await run(asked('one', { waitForReady: 30 }));
    expect(error).toBeUndefined();
    expect(outputs).toMatchObject({ status: 'ready', approvalNeeded: false });
    expect(outputs.url).toBe(`http://portal/mesh/requests/${outputs.id}`);
  });

  it('finds its own request when the step runs again', async () => {
    const first = await run(asked('two'));
    const before = (await requests()).length;
    const second = await run(asked('two'));
    expect(second.outputs.id).toBe(first.outputs.id);
    expect(await requests()).toHaveLength(before);
  });

  it('stores nothing in a dry-run, and says what would happen', async () => {
    const before = (await requests()).length;
    const { error, outputs, logs } = await run(asked('three'), {
      isDryRun: true,
    });
    expect(error).toBeUndefined();
    expect(outputs.id).toBeUndefined();
    expect(outputs.contentHash).toMatch(/^[0-9a-f]{64}$/);
    expect(logs.join('\n')).toMatch(
      /would be created: Deployment bookinfo\/three in east/,
    );
    expect(await requests()).toHaveLength(before);
  });

  it.each([
    ['a kind that is not there', { ...asked('four'), kind: 'moon' }, /kind/],
    [
      'a wait that is too long',
      asked('five', { waitForReady: 601 }),
      /waitForReady/,
    ],
    [
      'a bad host',
      {
        ...asked('six'),
        parameters: {
          cluster: 'east',
          gateway: { namespace: 'bookinfo', name: 'six', host: 'https://x' },
        },
      },
      /host/,
    ],
  ])('refuses %s by the name of the field', async (_, input, words) => {
    const { error } = await run(input);
    expect(error?.message).toMatch(words);
    expect(error?.stack ?? '').not.toContain('requests/');
  });
});
