import { createRequestCreateAction } from './requestCreate';
import { inputOfExample, runAction } from './__testUtils__/runAction';
import { Mesh, startMesh } from './__testUtils__/startMesh';

// A backend and a cluster are started.
jest.setTimeout(60_000);

describe('examples of mesh:request:create', () => {
  let mesh: Mesh;

  beforeAll(async () => {
    mesh = await startMesh();
  });

  afterAll(() => mesh.stop());

  const actionOf = () =>
    createRequestCreateAction({ ...mesh.services, appUrl: 'http://portal' });

  it.each([
    [0, 'httpbin-out'],
    [1, 'payments-out'],
  ])('work: number %d', async (index, name) => {
    const action = actionOf();
    const { error, outputs } = await runAction(
      action,
      inputOfExample(action, index),
      { workspacePath: mesh.workspace() },
    );
    expect(error).toBeUndefined();
    expect(outputs).toMatchObject({
      title: expect.stringContaining(name),
      url: `http://portal/mesh/requests/${outputs.id}`,
      approvalNeeded: false,
    });
  });

  it('are all tried here', () => {
    expect(actionOf().examples).toHaveLength(2);
  });
});
