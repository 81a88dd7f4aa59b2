import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { stringify } from 'yaml';
import { runAction } from './__testUtils__/runAction';
import { Mesh, startMesh } from './__testUtils__/startMesh';
import { createFindingsCheckAction } from './findingsCheck';
import { findingsTable, isAtLeast } from './findingsTable';

jest.setTimeout(60_000);

const broken = stringify({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'ratings', namespace: 'bookinfo' },
  spec: {
    hosts: ['ratings'],
    http: [{ route: [{ destination: { host: 'nowhere' } }] }],
  },
});
/** Is in order where nothing runs. */
const harmless = stringify({
  apiVersion: 'security.istio.io/v1',
  kind: 'PeerAuthentication',
  metadata: { name: 'strict', namespace: 'bookinfo' },
  spec: { mtls: { mode: 'STRICT' } },
});

describe('mesh:findings:check', () => {
  let mesh: Mesh;
  let workspacePath: string;

  beforeAll(async () => {
    mesh = await startMesh();
  });

  beforeEach(() => {
    workspacePath = mesh.workspace();
  });

  afterAll(() => mesh.stop());

  const run = (fields: object, isDryRun = false) =>
    runAction(
      createFindingsCheckAction(mesh.services),
      { cluster: 'east', ...fields },
      { workspacePath, isDryRun },
    );

  it('fails with the table of what the files would cause', async () => {
    mkdirSync(join(workspacePath, 'mesh'));
    writeFileSync(join(workspacePath, 'mesh/a.yaml'), harmless);
    writeFileSync(join(workspacePath, 'mesh/route.yaml'), broken);
    for (const isDryRun of [false, true]) {
      const { error, outputs, logs } = await run({ path: 'mesh' }, isDryRun);
      expect(error?.name).toBe('InputError');
      expect(error?.message).toMatch(/of severity error in cluster east/);
      expect(error?.message).toMatch(
        /\nerror +IST0101 +VirtualService bookinfo\/ratings +mesh\/route\.yaml:12 +spec\.http\[0\]\.route\[0\]\.destination\.host +.*nowhere/,
      );
      expect(outputs.caused).toBeGreaterThan(0);
      expect(outputs.findings).toContainEqual(
        expect.stringMatching(/^error IST0101 .*nowhere/),
      );
      expect(logs.join('\n')).toMatch(/SEVERITY +CODE +OBJECT/);
    }
    expect(mesh.east.objects('VirtualService')).toEqual([]);
  });

  it('passes what is in order, and says what it could not judge', async () => {
    const { error, outputs } = await run({ manifests: harmless });
    expect(error).toBeUndefined();
    expect(outputs).toMatchObject({ caused: 0, cured: 0 });
  });

  it('fails at the threshold that is asked for', async () => {
    // No pod has its selector.
    const gateway = stringify({
      apiVersion: 'networking.istio.io/v1',
      kind: 'Gateway',
      metadata: { name: 'lonely', namespace: 'bookinfo' },
      spec: {
        selector: { app: 'lonely' },
        servers: [
          {
            port: { number: 80, name: 'http', protocol: 'HTTP' },
            hosts: ['a.example'],
          },
        ],
      },
    });
    const { outputs } = await run({ manifests: gateway });
    const severities = (outputs.findings as string[]).map(
      one => one.split(' ')[0],
    );
    expect(severities.length).toBeGreaterThan(0);
    for (const threshold of ['error', 'warning', 'info'] as const) {
      const { error } = await run({ manifests: gateway, threshold });
      const fails = severities.some(one => isAtLeast(one as any, threshold));
      expect([threshold, error !== undefined]).toEqual([threshold, fails]);
    }
  });

  it('fails for want of judgement when that is asked for', async () => {
    // Whether the Secrets of a gateway are there nobody can say.
    const labels = { app: 'edge' };
    const manifests = [
      {
        apiVersion: 'networking.istio.io/v1',
        kind: 'Gateway',
        metadata: { name: 'edge', namespace: 'bookinfo' },
        spec: {
          selector: labels,
          servers: [
            {
              port: { number: 80, name: 'http', protocol: 'HTTP' },
              hosts: ['a.example'],
            },
          ],
        },
      },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'edge', namespace: 'bookinfo' },
        spec: {
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: {
              containers: [{ name: 'proxy', ports: [{ containerPort: 80 }] }],
            },
          },
        },
      },
    ]
      .map(one => stringify(one))
      .join('---\n');
    const relaxed = await run({ manifests });
    expect(relaxed.error).toBeUndefined();
    expect(relaxed.outputs.notJudged).toContainEqual(
      expect.stringMatching(/^IST\d+.*Meshport reads no Secret/),
    );
    const strict = await run({ manifests, requireJudgement: true });
    expect(strict.error?.message).toMatch(
      /^findings: not everything could be judged in cluster east.*\nIST\d+/s,
    );
  });

  it('refuses both and neither, and passes on what the backend refuses', async () => {
    expect((await run({})).error?.message).toMatch(/^manifests: give either/);
    expect((await run({ manifests: 'a', path: 'b' })).error?.message).toMatch(
      /^manifests: give either/,
    );
    expect((await run({ path: '../..' })).error?.name).toBe('NotAllowedError');
    const malformed = await run({ manifests: 'a: [' });
    expect(malformed.error?.name).toBe('InputError');
    expect(malformed.error?.message).toMatch(/line 1/);
    const lost = await run({ cluster: 'lost', manifests: harmless });
    expect(lost.error?.message).toMatch(/no cluster lost/);
  });
});

describe('findingsTable', () => {
  it('is empty for nothing', () => {
    expect(findingsTable([])).toEqual([]);
  });
});
