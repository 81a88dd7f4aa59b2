import { inputOfExample, runAction } from './__testUtils__/runAction';
import { Mesh, startMesh } from './__testUtils__/startMesh';
import { createEgressGatewayApplyAction } from './egressGatewayApply';

// A backend and a cluster are started for each test.
jest.setTimeout(60_000);

describe('examples of mesh:egressGateway:apply', () => {
  let mesh: Mesh;

  beforeEach(async () => {
    mesh = await startMesh();
  });

  afterEach(() => mesh.stop());

  it.each([
    [0, { name: 'httpbin-out', created: 8, ready: true }],
    [
      1,
      {
        name: 'payments-out',
        created: 7,
        ready: false,
        entityRef: 'component:default/ratings',
      },
    ],
  ])('work: number %d', async (index, expected) => {
    const action = createEgressGatewayApplyAction(mesh.services);
    const { error, outputs } = await runAction(
      action,
      inputOfExample(action, index),
      { workspacePath: mesh.workspace() },
    );
    expect(error).toBeUndefined();
    expect(outputs).toMatchObject({ cluster: 'east', ...expected });
    expect(mesh.east.objects('Deployment', 'bookinfo')).toMatchObject([
      { metadata: { name: expected.name } },
    ]);
  });

  it('are all tried here', () => {
    expect(createEgressGatewayApplyAction(mesh.services).examples).toHaveLength(
      2,
    );
  });
});
