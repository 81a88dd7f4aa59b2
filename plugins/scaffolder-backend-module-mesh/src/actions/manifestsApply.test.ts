import { mkdirSync, symlinkSync, writeFileSync } from 'fs';
import { join } from 'path';
import { stringify } from 'yaml';
import { runAction } from './__testUtils__/runAction';
import { Mesh, startMesh } from './__testUtils__/startMesh';
import { createManifestsApplyAction } from './manifestsApply';

const gateway = (name: string, namespace?: string) =>
  stringify({
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { name, ...(namespace ? { namespace } : {}) },
    spec: {
      selector: { app: name },
      servers: [
        { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] },
      ],
    },
  });

// A backend and a cluster are started for each test.
jest.setTimeout(60_000);

describe('mesh:manifests:apply', () => {
  let mesh: Mesh;
  let workspacePath: string;

  beforeEach(async () => {
    mesh = await startMesh();
    workspacePath = mesh.workspace();
  });

  afterEach(() => mesh.stop());

  const run = (fields: object, isDryRun = false) =>
    runAction(
      createManifestsApplyAction(mesh.services),
      { cluster: 'east', ...fields },
      { workspacePath, isDryRun },
    );

  const names = () =>
    mesh.east
      .objects('Gateway')
      .map((object: any) => object.metadata.name)
      .sort();

  it('applies YAML of the template', async () => {
    const fields = { namespace: 'bookinfo', manifests: gateway('a') };
    const dry = await run(fields, true);
    expect(dry.outputs).toEqual({
      cluster: 'east',
      created: 1,
      changed: 0,
      unchanged: 0,
      objects: ['created Gateway bookinfo/a'],
    });
    expect(names()).toEqual([]);
    expect((await run(fields)).outputs).toMatchObject({ created: 1 });
    expect((await run(fields)).outputs).toMatchObject({
      created: 0,
      unchanged: 1,
      objects: ['unchanged Gateway bookinfo/a'],
    });
    expect(names()).toEqual(['a']);
  });

  it('applies the files of a folder, in it and below, without its kustomization', async () => {
    mkdirSync(join(workspacePath, 'policies/more'), { recursive: true });
    for (const [file, text] of Object.entries({
      'b.yaml': gateway('b', 'bookinfo').trimEnd(),
      'a.yml': `---\n${gateway('a', 'checkout')}---\n`,
      'more/c.yaml': gateway('c', 'bookinfo'),
      'kustomization.yaml': 'kind: Kustomization',
      'README.md': '# no YAML',
    })) {
      writeFileSync(join(workspacePath, 'policies', file), text);
    }
    const { error, outputs } = await run({ path: 'policies' });
    expect(error).toBeUndefined();
    expect(outputs.objects).toEqual([
      'created Gateway checkout/a',
      'created Gateway bookinfo/b',
      'created Gateway bookinfo/c',
    ]);
  });

  it('applies one file', async () => {
    writeFileSync(join(workspacePath, 'a.yaml'), gateway('a', 'bookinfo'));
    expect((await run({ path: 'a.yaml' })).outputs).toMatchObject({
      created: 1,
    });
  });

  it.each([
    ['nothing', {}, /^manifests: give either manifests or path/],
    [
      'both',
      { manifests: 'a: 1', path: 'a.yaml' },
      /^manifests: give either manifests or path/,
    ],
    ['a missing file', { path: 'no.yaml' }, /^path: there is no no\.yaml/],
    ['an empty folder', { path: '.' }, /^path: there are no YAML files in \./],
    ['a path out of the workspace', { path: '../x' }, /not allowed/i],
    [
      'a Secret',
      {
        manifests: stringify({
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'a', namespace: 'bookinfo' },
        }),
      },
      /^manifests: document 1: kind: core\/Secret is never applied/,
    ],
  ])('refuses %s', async (_what, fields, message) => {
    const { error, outputs } = await run(fields);
    expect(error?.message).toMatch(message);
    expect(outputs).toEqual({});
  });

  it('does not read through links out of the workspace', async () => {
    writeFileSync(
      join(workspacePath, '../outside.yaml'),
      gateway('a', 'bookinfo'),
    );
    mkdirSync(join(workspacePath, 'policies'));
    symlinkSync(
      join(workspacePath, '../outside.yaml'),
      join(workspacePath, 'policies/a.yaml'),
    );
    const { error } = await run({ path: 'policies' });
    expect(error).toMatchObject({ name: 'NotAllowedError' });
    expect(names()).toEqual([]);
  });

  it('does not read more than the backend takes', async () => {
    writeFileSync(join(workspacePath, 'a.yaml'), `# ${'x'.repeat(1_050_000)}`);
    const { error } = await run({ path: 'a.yaml' });
    expect(error?.message).toMatch(/^path: the files are larger than/);
  });
});
