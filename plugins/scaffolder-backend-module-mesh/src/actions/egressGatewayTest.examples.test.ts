import { inputOfExample, runAction } from './__testUtils__/runAction';
import { Mesh, startMesh } from './__testUtils__/startMesh';
import { createEgressGatewayApplyAction } from './egressGatewayApply';
import { createEgressGatewayTestAction } from './egressGatewayTest';

// A backend and a cluster are started for the test.
jest.setTimeout(120_000);

describe('examples of mesh:egressGateway:test', () => {
  let mesh: Mesh;

  beforeEach(async () => {
    mesh = await startMesh();
    const made = createEgressGatewayApplyAction(mesh.services);
    await runAction(
      made,
      { ...inputOfExample(made, 0), waitSeconds: 0 } as any,
      {
        workspacePath: mesh.workspace(),
      },
    );
  });

  afterEach(() => mesh.stop());

  it('works', async () => {
    const action = createEgressGatewayTestAction(mesh.services);
    expect(action.examples).toHaveLength(1);
    const { error, outputs } = await runAction(
      action,
      inputOfExample(action, 0),
      { workspacePath: mesh.workspace() },
    );
    // Nothing runs Jobs in a dev cluster.
    expect(error!.message).toMatch(/is notRun/);
    expect(outputs.state).toBe('notRun');
  });
});
