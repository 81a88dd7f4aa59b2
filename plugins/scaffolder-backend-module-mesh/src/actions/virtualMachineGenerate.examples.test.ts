import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { inputOfExample, runAction } from './__testUtils__/runAction';
import { createVirtualMachineGenerateAction } from './virtualMachineGenerate';

describe('examples of mesh:virtualMachine:generate', () => {
  const action = createVirtualMachineGenerateAction();
  let workspacePath: string;

  beforeEach(() => {
    workspacePath = mkdtempSync(join(tmpdir(), 'meshport-examples-'));
  });

  afterEach(() => rmSync(workspacePath, { recursive: true }));

  const run = (index: number) =>
    runAction(action, inputOfExample(action, index), { workspacePath });
  const read = (file: string) =>
    parseAllDocuments(readFileSync(join(workspacePath, file), 'utf8')).map(
      document => document.toJS(),
    );

  it('write a group with a Service and a health check', async () => {
    const { error, outputs } = await run(0);
    expect(error).toBeUndefined();
    expect(outputs.path).toBe('mesh/virtual-machines/ratings-vm');
    const [account, group] = read(`${outputs.path}/group.yaml`);
    expect(account.kind).toBe('ServiceAccount');
    expect(group.spec.probe.httpGet).toEqual({ path: '/health', port: 9080 });
    expect(read(`${outputs.path}/service.yaml`)).toEqual([
      expect.objectContaining({ kind: 'Service' }),
    ]);
  });

  it('write to a folder of choice for machines elsewhere', async () => {
    const { error, outputs } = await run(1);
    expect(error).toBeUndefined();
    expect(outputs).toMatchObject({
      path: 'clusters/east/ratings-vm',
      entityRef: 'component:default/ratings',
    });
    const kinds = read('clusters/east/ratings-vm/routing.yaml').map(
      one => one.kind,
    );
    expect(kinds).toEqual(['DestinationRule', 'VirtualService']);
  });

  it('are all tried here', () => {
    expect(action.examples).toHaveLength(2);
  });
});
