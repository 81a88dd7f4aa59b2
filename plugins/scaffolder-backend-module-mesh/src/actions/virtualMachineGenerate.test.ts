import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'fs';
import { readdir } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { parse, parseAllDocuments } from 'yaml';
import { runAction } from './__testUtils__/runAction';
import { createVirtualMachineGenerateAction } from './virtualMachineGenerate';

describe('mesh:virtualMachine:generate', () => {
  const action = createVirtualMachineGenerateAction();
  const input = {
    cluster: 'east',
    namespace: 'bookinfo',
    name: 'ratings-vm',
    machines: {
      ports: [{ name: 'http', number: 9080 }],
      service: { kind: 'Service', name: 'ratings' },
    },
    component: 'component:default/ratings',
    owner: 'group:default/team-ratings',
  };
  let workspacePath: string;

  beforeEach(() => {
    workspacePath = mkdtempSync(join(tmpdir(), 'meshport-generate-'));
  });

  afterEach(() => rmSync(workspacePath, { recursive: true }));

  const run = (more: object = {}, isDryRun = false) =>
    runAction(action, { ...input, ...more } as any, {
      workspacePath,
      isDryRun,
    });
  const text = (file: string) =>
    readFileSync(join(workspacePath, file), 'utf8');

  it.each([false, true])(
    'writes files, a kustomization and what to ask for, dry-run %p',
    async isDryRun => {
      const { outputs, error } = await run({}, isDryRun);
      expect(error).toBeUndefined();
      const path = 'mesh/virtual-machines/ratings-vm';
      expect(outputs).toMatchObject({
        path,
        files: ['kustomization.yaml', 'group.yaml', 'service.yaml'].map(file =>
          join(path, file),
        ),
        cluster: 'east',
        namespace: 'bookinfo',
        name: 'ratings-vm',
        entityRef: 'component:default/ratings',
        parameters: {
          cluster: 'east',
          machines: {
            name: 'ratings-vm',
            component: 'ratings',
            owner: 'team-ratings',
          },
        },
      });
      expect(await readdir(join(workspacePath, path))).toHaveLength(3);
      expect(parse(text(`${path}/kustomization.yaml`))).toEqual({
        apiVersion: 'kustomize.config.k8s.io/v1beta1',
        kind: 'Kustomization',
        resources: ['group.yaml', 'service.yaml'],
      });
      const inFiles = ['group.yaml', 'service.yaml'].flatMap(file =>
        parseAllDocuments(text(`${path}/${file}`)).map(one => one.toJS()),
      );
      const inOutput = parseAllDocuments(outputs.manifests as string).map(one =>
        one.toJS(),
      );
      expect(inFiles).toEqual(inOutput);
      expect(inOutput.map(({ kind }) => kind)).toEqual([
        'ServiceAccount',
        'WorkloadGroup',
        'Service',
      ]);
    },
  );

  it('holds nothing secret', async () => {
    const { outputs } = await run();
    expect(JSON.stringify(outputs)).not.toMatch(/token|Secret|BEGIN/);
  });

  it('writes the same bytes every time', async () => {
    const first = await run();
    const again = await run();
    expect(again.outputs).toEqual(first.outputs);
  });

  it('leaves out what a form left empty', async () => {
    const { error, outputs } = await run({
      machines: {
        ...input.machines,
        network: '',
        version: null,
        probe: undefined,
      },
      component: '',
      owner: '',
      istiodAddress: '',
    });
    expect(error).toBeUndefined();
    expect(outputs.parameters).not.toHaveProperty('istiodAddress');
    expect(outputs.manifests).not.toMatch(/^ *network:/m);
    expect(outputs.entityRef).toBeUndefined();
  });

  it('names every field that is wrong, on the level where it was given', async () => {
    const { error } = await run({
      name: '-',
      namespace: 'x y',
      machines: { ports: [{ name: 'http', number: 0 }], weight: 500 },
    });
    const fields = error!.message
      .split('\n')
      .map(line => line.split(':')[0])
      .sort();
    expect(fields).toEqual([
      'machines.ports[0].number',
      'machines.weight',
      'name',
      'namespace',
    ]);
    expect(await readdir(workspacePath)).toEqual([]);
  });

  it.each([':x', '/x', 'component:'])(
    'takes %j for no entity reference',
    async component => {
      const { error } = await run({ component });
      expect(error!.message).toMatch(/^component: /);
    },
  );

  it.each(['../outside', '/etc/meshport', 'a/../../outside'])(
    'does not write to %s',
    async path => {
      const { error, outputs } = await run({ path });
      expect(error).toMatchObject({ name: 'NotAllowedError' });
      expect(outputs).toEqual({});
    },
  );

  it('does not follow links out of the workspace', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'meshport-outside-'));
    symlinkSync(outside, join(workspacePath, 'mesh'));
    const { error } = await run();
    expect(error).toMatchObject({ name: 'NotAllowedError' });
    expect(await readdir(outside)).toEqual([]);
    rmSync(outside, { recursive: true });
  });
});
