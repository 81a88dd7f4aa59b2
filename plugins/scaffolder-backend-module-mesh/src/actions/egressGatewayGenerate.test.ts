import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'fs';
import { readdir } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { parse, parseAllDocuments } from 'yaml';
import { runAction } from './__testUtils__/runAction';
import { createEgressGatewayGenerateAction } from './egressGatewayGenerate';

const FILES = ['workload.yaml', 'routing.yaml'];

describe('mesh:egressGateway:generate', () => {
  const action = createEgressGatewayGenerateAction();
  const input = {
    namespace: 'bookinfo',
    name: 'httpbin-out',
    host: 'httpbin.org',
    component: 'component:default/ratings',
    owner: 'group:default/team-ratings',
  };
  let workspacePath: string;

  beforeEach(() => {
    workspacePath = mkdtempSync(join(tmpdir(), 'meshport-generate-'));
  });

  afterEach(() => rmSync(workspacePath, { recursive: true }));

  const read = (file: string) =>
    parse(readFileSync(join(workspacePath, file), 'utf8'));

  const readAll = (file: string) =>
    parseAllDocuments(readFileSync(join(workspacePath, file), 'utf8')).map(
      document => document.toJS(),
    );

  it.each([false, true])(
    'writes a tree of files and lists them, dry-run %p',
    async isDryRun => {
      const { outputs, error } = await runAction(
        action,
        { ...input, cluster: 'east' },
        { workspacePath, isDryRun },
      );
      expect(error).toBeUndefined();
      const path = 'mesh/egress/httpbin-out';
      expect(outputs).toMatchObject({
        path,
        files: ['kustomization.yaml', ...FILES].map(file => join(path, file)),
        cluster: 'east',
        namespace: 'bookinfo',
        name: 'httpbin-out',
        entityRef: 'component:default/ratings',
      });
      expect(await readdir(join(workspacePath, path))).toHaveLength(3);
      expect(read(`${path}/kustomization.yaml`)).toEqual({
        apiVersion: 'kustomize.config.k8s.io/v1beta1',
        kind: 'Kustomization',
        resources: FILES,
      });
      const all = FILES.flatMap(file => readAll(`${path}/${file}`));
      expect(all.find(one => one.kind === 'Deployment')).toMatchObject({
        metadata: {
          name: 'httpbin-out',
          namespace: 'bookinfo',
          labels: {
            'backstage.io/kubernetes-id': 'ratings',
            'meshport.dev/owner': 'team-ratings',
          },
        },
      });
      const documents = parseAllDocuments(outputs.manifests as string);
      expect(documents.map(document => document.toJS())).toEqual(all);
    },
  );

  it('writes many upstreams, named callers and the values of a chart', async () => {
    const { outputs, error } = await runAction(
      action,
      {
        ...input,
        host: undefined,
        pattern: 'helm',
        upstreams: [
          { host: 'one.example.org' },
          { host: 'two.example.org', protocol: 'TLS-PASSTHROUGH' },
        ],
        callers: [{ namespace: 'bookinfo', serviceAccounts: ['reviews'] }],
        autoscaling: { maxReplicas: undefined },
      },
      { workspacePath },
    );
    expect(error).toBeUndefined();
    expect(outputs.files).toEqual(
      expect.arrayContaining([
        'mesh/egress/httpbin-out/kustomization.yaml',
        'mesh/egress/httpbin-out/values.yaml',
        'mesh/egress/httpbin-out/access.yaml',
        'mesh/egress/httpbin-out/routing.yaml',
      ]),
    );
    expect(
      (outputs.files as string[]).filter(file => file.includes('/upstreams/')),
    ).toHaveLength(2);
    expect(read('mesh/egress/httpbin-out/values.yaml')).toMatchObject({
      name: 'httpbin-out',
      service: { type: 'ClusterIP' },
    });
  });

  it('writes the same bytes every time', async () => {
    const first = await runAction(action, input, { workspacePath });
    const again = await runAction(action, input, { workspacePath });
    expect(again.outputs).toEqual(first.outputs);
  });

  it('leaves empty texts of a form out', async () => {
    const { error } = await runAction(
      action,
      { ...input, sni: '', credentialName: '', component: '', owner: '' },
      { workspacePath },
    );
    expect(error).toBeUndefined();
    for (const one of readAll('mesh/egress/httpbin-out/routing.yaml')) {
      expect(one.metadata.labels).not.toHaveProperty('meshport.dev/owner');
    }
  });

  it.each(['../outside', '/etc/meshport', 'a/../../outside'])(
    'does not write to %s',
    async path => {
      const { error, outputs } = await runAction(
        action,
        { ...input, path },
        { workspacePath },
      );
      expect(error).toMatchObject({ name: 'NotAllowedError' });
      expect(outputs).toEqual({});
    },
  );

  it('does not follow links out of the workspace', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'meshport-outside-'));
    symlinkSync(outside, join(workspacePath, 'mesh'));
    const { error } = await runAction(action, input, { workspacePath });
    expect(error).toMatchObject({ name: 'NotAllowedError' });
    expect(await readdir(outside)).toEqual([]);
    rmSync(outside, { recursive: true });
  });

  it('names every field that is wrong', async () => {
    const { error } = await runAction(
      action,
      {
        namespace: 'x y',
        name: '-',
        host: 'http://x',
        port: 70000,
        sni: 'a b',
        owner: 'group:default/team a',
      },
      { workspacePath },
    );
    expect(error!.message.split('\n').map(line => line.split(':')[0])).toEqual(
      expect.arrayContaining([
        'namespace',
        'name',
        'host',
        'port',
        'sni',
        'owner',
      ]),
    );
    expect(await readdir(workspacePath)).toEqual([]);
  });

  it.each([':x', '/x', 'component:'])(
    'takes %j for no entity reference',
    async component => {
      const { error } = await runAction(
        action,
        { ...input, component },
        { workspacePath },
      );
      expect(error).toMatchObject({ name: 'InputError' });
      expect(error!.message).toMatch(/^component: /);
    },
  );
});
