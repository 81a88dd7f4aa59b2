import { inputOfExample, runAction } from './__testUtils__/runAction';
import { Mesh, startMesh } from './__testUtils__/startMesh';
import { createEgressGatewayApplyAction } from './egressGatewayApply';
import { createEgressGatewayAddUpstreamAction } from './egressGatewayAddUpstream';

// A backend and a cluster are started for the test.
jest.setTimeout(120_000);

describe('examples of mesh:egressGateway:addUpstream', () => {
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
    const action = createEgressGatewayAddUpstreamAction(mesh.services);
    expect(action.examples).toHaveLength(1);
    const { error, outputs } = await runAction(
      action,
      inputOfExample(action, 0),
      { workspacePath: mesh.workspace() },
    );
    expect(error).toBeUndefined();
    expect(outputs).toMatchObject({ host: 'api.example.org' });
  });
});
