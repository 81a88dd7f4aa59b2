import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { inputOfExample, runAction } from './__testUtils__/runAction';
import { createEgressGatewayGenerateAction } from './egressGatewayGenerate';

describe('examples of mesh:egressGateway:generate', () => {
  const action = createEgressGatewayGenerateAction();
  let workspacePath: string;

  beforeEach(() => {
    workspacePath = mkdtempSync(join(tmpdir(), 'meshport-examples-'));
  });

  afterEach(() => rmSync(workspacePath, { recursive: true }));

  const route = (folder: string) =>
    parseAllDocuments(
      readFileSync(join(workspacePath, folder, 'routing.yaml'), 'utf8'),
    )
      .map(document => document.toJS())
      .find(one => one.kind === 'VirtualService').spec;

  it('write a gateway that opens TLS', async () => {
    const { error, outputs } = await runAction(
      action,
      inputOfExample(action, 0),
      { workspacePath },
    );
    expect(error).toBeUndefined();
    expect(outputs.path).toBe('mesh/egress/httpbin-out');
    expect(route('mesh/egress/httpbin-out').hosts).toEqual(['httpbin.org']);
  });

  it('write to a folder of choice for callers elsewhere', async () => {
    const { error, outputs } = await runAction(
      action,
      inputOfExample(action, 1),
      { workspacePath },
    );
    expect(error).toBeUndefined();
    expect(outputs).toMatchObject({
      path: 'clusters/east/payments-out',
      cluster: 'east',
      entityRef: 'component:default/ratings',
    });
    expect(route('clusters/east/payments-out')).toMatchObject({
      hosts: ['api.example.org'],
      exportTo: ['bookinfo', 'checkout', 'orders'],
    });
  });

  it('are all tried here', () => {
    expect(action.examples).toHaveLength(2);
  });
});
