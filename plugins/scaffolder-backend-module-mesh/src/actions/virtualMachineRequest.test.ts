import request from 'supertest';
import { inputOfExample, runAction } from './__testUtils__/runAction';
import { Mesh, startMesh } from './__testUtils__/startMesh';
import { createVirtualMachineRequestAction } from './virtualMachineRequest';

// A backend and a cluster are started.
jest.setTimeout(60_000);

describe('mesh:virtualMachine:request', () => {
  let mesh: Mesh;

  beforeAll(async () => {
    mesh = await startMesh();
    mesh.east.apply({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'istio-system' },
    });
    mesh.east.apply({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'istio', namespace: 'istio-system' },
      data: { mesh: '' },
    });
  });

  afterAll(() => mesh.stop());

  const actionOf = () =>
    createVirtualMachineRequestAction({
      ...mesh.services,
      appUrl: 'http://portal/',
    });
  const run = (input: any, options: { isDryRun?: boolean } = {}) =>
    runAction(actionOf(), input, {
      workspacePath: mesh.workspace(),
      ...options,
    });
  const asked = (name: string, more: object = {}) => ({
    cluster: 'east',
    namespace: 'bookinfo',
    name,
    machines: { ports: [{ name: 'http', number: 9080 }] },
    ...more,
  });
  const requests = async () =>
    (await request(mesh.server).get('/api/mesh/requests')).body.items;

  it('runs its example: what it gives is an ID and a link', async () => {
    const action = actionOf();
    expect(action.examples).toHaveLength(1);
    const { error, outputs } = await run(inputOfExample(action, 0));
    expect(error).toBeUndefined();
    expect(outputs).toEqual({
      id: expect.any(String),
      url: `http://portal/mesh/requests/${outputs.id}`,
      title: 'Virtual machines ratings-vm in bookinfo',
      status: 'requested',
      contentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      approvalNeeded: true,
      nextStep: expect.any(String),
    });
    const [made] = await requests();
    expect(made).toMatchObject({
      id: outputs.id,
      kind: 'vm-onboarding',
      beneficiary: 'component:default/ratings',
    });
  });

  it('finds its own request when the step runs again', async () => {
    const first = await run(asked('again'));
    expect(first.error).toBeUndefined();
    const before = (await requests()).length;
    const second = await run(asked('again'));
    expect(second.outputs.id).toBe(first.outputs.id);
    expect(await requests()).toHaveLength(before);
  });

  it('stores nothing in a dry-run, and says what would be found', async () => {
    const before = (await requests()).length;
    const { error, outputs, logs } = await run(asked('dry'), {
      isDryRun: true,
    });
    expect(error).toBeUndefined();
    expect(outputs.id).toBeUndefined();
    expect(logs.join('\n')).toMatch(
      /would be created: WorkloadGroup bookinfo\/dry in east/,
    );
    expect(logs.join('\n')).toMatch(/error VM_NO_ROOT/);
    expect(await requests()).toHaveLength(before);
  });

  it.each([
    ['no port', { machines: { ports: [] } }, /^machines\.ports/],
    ['a cluster that is not there', { cluster: 'moon' }, /moon/],
    ['an address that is none', { istiodAddress: 'vm' }, /^istiodAddress: /],
    ['a bad reference', { component: ':x' }, /^component: /],
  ])('refuses %s by the name of the field', async (_, more, words) => {
    const { error } = await run(asked('bad', more));
    expect(error?.message).toMatch(words);
  });
});
