import { DevClusters, startDevClusters } from '@meshport/dev-cluster';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ClusterConnection, HttpClusterConnection } from '../clusters';
import { virtualService } from './__testUtils__/requests';
import { applyObjects } from './applyObjects';
import { ManifestObject } from './objects';

// Backends and clusters are started for the tests.
jest.setTimeout(60_000);

describe('applyObjects', () => {
  let folder: string;
  let dev: DevClusters;
  let connection: HttpClusterConnection;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'meshport-apply-'));
    const file = join(folder, 'kubeconfig');
    dev = await startDevClusters({
      clusters: [
        {
          name: 'east',
          objects: [
            {
              apiVersion: 'v1',
              kind: 'Namespace',
              metadata: { name: 'bookinfo' },
            },
          ],
        },
      ],
    });
    await dev.writeKubeconfig(file);
    connection = new HttpClusterConnection({
      name: 'east',
      kubeconfig: { file, context: 'east' },
    });
  });

  afterEach(async () => {
    await connection.close();
    await dev.stop();
    rmSync(folder, { recursive: true });
  });

  const objects = ['a', 'b', 'c'].map(
    name => virtualService(name, 'bookinfo') as ManifestObject,
  );

  /** The same connection; `happens` goes off just before the real write of `b`. */
  function when(happens: () => unknown): ClusterConnection {
    return {
      details: connection.details,
      describe: details => connection.describe(details),
      watch: request => connection.watch(request),
      portForward: (...args) => connection.portForward(...args),
      close: () => connection.close(),
      request: async request => {
        if (
          request.method === 'PATCH' &&
          request.path.endsWith('/b') &&
          !request.query?.dryRun
        ) {
          await happens();
        }
        return connection.request(request);
      },
    };
  }

  const stored = () =>
    (dev.clusters.east.objects('VirtualService') as ManifestObject[])
      .map(object => object.metadata.name)
      .sort();

  it('rehearses all objects before it writes the first', async () => {
    dev.clusters.east.clearRequests();
    await applyObjects(connection, objects, { origin: 'yaml', dryRun: false });
    const patches = dev.clusters.east
      .requests()
      .filter(request => request.method === 'PATCH')
      .map(request => `${request.path}`);
    expect(patches).toHaveLength(6);
    expect(patches.slice(0, 3).every(path => /dryRun=All/.test(path))).toBe(
      true,
    );
    expect(patches.slice(3).some(path => /dryRun/.test(path))).toBe(false);
    for (const path of patches) {
      expect(path).toMatch(/fieldManager=meshport/);
      expect(path).toMatch(/fieldValidation=Strict/);
      expect(path).not.toMatch(/force/);
    }
  });

  it('says what was written and what is not known when the cluster dies midway', async () => {
    const applied: string[] = [];
    const dying = when(() => dev.clusters.east.stop());
    await expect(
      applyObjects(dying, objects, {
        origin: 'yaml',
        dryRun: false,
        onApplied: one => applied.push(one.object.name!),
      }),
    ).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringMatching(
        /^cluster: 'east' does not answer: .*\napplied: VirtualService bookinfo\/a; not known: VirtualService bookinfo\/b; not applied: VirtualService bookinfo\/c\. Running it again is safe$/,
      ),
    });
    expect(applied).toEqual(['a']);
    expect(stored()).toEqual(['a']);

    await dev.clusters.east.start();
    const again = await applyObjects(connection, objects, {
      origin: 'yaml',
      dryRun: false,
    });
    expect(again.map(one => one.outcome)).toEqual([
      'unchanged',
      'created',
      'created',
    ]);
  });

  it('says which object failed when somebody else is quicker', async () => {
    const raced = when(() =>
      dev.clusters.east.apply(
        virtualService('b', 'bookinfo', { hosts: ['elsewhere'] }),
      ),
    );
    await expect(
      applyObjects(raced, objects, { origin: 'yaml', dryRun: false }),
    ).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringMatching(
        /^VirtualService bookinfo\/b: \.spec\.hosts belongs to .*\napplied: VirtualService bookinfo\/a; failed: VirtualService bookinfo\/b; not applied: VirtualService bookinfo\/c\./,
      ),
    });
  });

  it('does not write to an object on its way out', async () => {
    dev.clusters.east.apply({
      ...objects[0],
      metadata: { ...objects[0].metadata, finalizers: ['example.org/hold'] },
    });
    dev.clusters.east.remove('VirtualService', 'bookinfo', 'a');
    await expect(
      applyObjects(connection, objects, { origin: 'yaml', dryRun: false }),
    ).rejects.toMatchObject({
      name: 'ConflictError',
      message:
        'VirtualService bookinfo/a: is being deleted; try again when it is gone',
    });
    expect(stored()).toEqual(['a']);
  });

  it.each([
    [{ expiredTokens: true }, /does not accept Meshport's credentials/],
    [
      { refuseKinds: ['VirtualService'] },
      /Meshport's account in east may not write VirtualService objects in namespace bookinfo/,
    ],
    [{ tooManyRequests: { count: 50 } }, /could not do it now \(429/],
  ])('puts the cluster’s refusal %j into words', async (fault, message) => {
    await dev.clusters.east.faults.set(fault);
    await expect(
      applyObjects(connection, objects, { origin: 'yaml', dryRun: true }),
    ).rejects.toThrow(message);
  });
});
