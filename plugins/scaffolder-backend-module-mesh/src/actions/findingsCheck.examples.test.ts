import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { stringify } from 'yaml';
import { inputOfExample, runAction } from './__testUtils__/runAction';
import { Mesh, startMesh } from './__testUtils__/startMesh';
import { createFindingsCheckAction } from './findingsCheck';

jest.setTimeout(60_000);

describe('examples of mesh:findings:check', () => {
  let mesh: Mesh;

  beforeAll(async () => {
    mesh = await startMesh();
  });

  afterAll(() => mesh.stop());

  it.each([0, 1])('work: number %d', async index => {
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
    const action = createFindingsCheckAction(mesh.services);
    const { error, outputs } = await runAction(
      action,
      inputOfExample(action, index),
      { workspacePath },
    );
    expect(error).toBeUndefined();
    expect(outputs).toMatchObject({ cured: 0 });
    expect(mesh.east.objects('PeerAuthentication')).toEqual([]);
  });

  it('are all tried here', () => {
    expect(createFindingsCheckAction(mesh.services).examples).toHaveLength(2);
  });
});
