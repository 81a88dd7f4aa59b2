import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { stringify } from 'yaml';
import { inputOfExample, runAction } from './__testUtils__/runAction';
import { Mesh, startMesh } from './__testUtils__/startMesh';
import { createManifestsApplyAction } from './manifestsApply';

// A backend and a cluster are started for each test.
jest.setTimeout(60_000);

describe('examples of mesh:manifests:apply', () => {
  let mesh: Mesh;

  beforeEach(async () => {
    mesh = await startMesh();
  });

  afterEach(() => mesh.stop());

  it.each([
    [0, 'created PeerAuthentication bookinfo/strict'],
    [1, 'created AuthorizationPolicy bookinfo/nobody'],
  ])('work: number %d', async (index, object) => {
    const workspacePath = mesh.workspace();
    mkdirSync(join(workspacePath, 'policies'));
    writeFileSync(
      join(workspacePath, 'policies/nobody.yaml'),
      stringify({
        apiVersion: 'security.istio.io/v1',
        kind: 'AuthorizationPolicy',
        metadata: { name: 'nobody', namespace: 'bookinfo' },
        spec: {},
      }),
    );
    const action = createManifestsApplyAction(mesh.services);
    const { error, outputs } = await runAction(
      action,
      inputOfExample(action, index),
      { workspacePath },
    );
    expect(error).toBeUndefined();
    expect(outputs).toMatchObject({ created: 1, objects: [object] });
  });

  it('are all tried here', () => {
    expect(createManifestsApplyAction(mesh.services).examples).toHaveLength(2);
  });
});
