import { mockServices } from '@backstage/backend-test-utils';
import { MeshClusterDetails } from '@meshport/backstage-plugin-mesh-node';
import { DevMesh, eventually, TEST_TIMING } from '../__testUtils__/devMesh';
import { Inventory } from '../inventory';
import { LiveClusterRegistry } from './LiveClusterRegistry';

jest.setTimeout(60_000);

function namespace(name: string) {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

describe('LiveClusterRegistry', () => {
  let mesh: DevMesh;
  let registry: LiveClusterRegistry;
  let inventory: Inventory;
  let config: ReturnType<typeof mockServices.rootConfig>;
  const logger = mockServices.logger.mock({ child: () => logger });

  beforeAll(async () => {
    mesh = await DevMesh.start({
      east: [namespace('of-east')],
      west: [namespace('of-west')],
    });
  });
  afterAll(() => mesh.close());
  afterEach(async () => {
    await inventory?.stop();
    await registry?.close();
    jest.clearAllMocks();
  });

  async function start(options: {
    mesh?: object;
    suppliers?: {
      name?: string;
      getClusters: (o?: { signal: AbortSignal }) => Promise<any>;
    }[];
    startWaitMs?: number;
    refreshMs?: number;
  }) {
    const { suppliers = [], refreshMs = 20, startWaitMs } = options;
    config = mockServices.rootConfig({ data: { mesh: options.mesh ?? {} } });
    registry = await LiveClusterRegistry.start({
      config,
      suppliers,
      logger,
      refreshMs,
      startWaitMs,
    });
    inventory = new Inventory({ registry, logger, timing: TEST_TIMING });
    inventory.start();
  }

  const names = () => inventory.clusters().map(c => c.details.name);
  const warnings = () => logger.warn.mock.calls.map(([message]) => message);
  const knows = (cluster: string) =>
    eventually(() =>
      expect(inventory.findNamespace(cluster, `of-${cluster}`)).toBeDefined(),
    );
  /** All but the signs of life, and watches that are opened again in turn. */
  const questions = (cluster: string) =>
    mesh
      .cluster(cluster)
      .requests()
      .filter(
        ({ path }) =>
          !path.startsWith('/version') && !path.includes('watch=true'),
      );

  it('follows clusters that a supplier adds and drops, and leaves the others alone', async () => {
    let supplied: MeshClusterDetails[] = [mesh.details('east')];
    let asked = 0;
    const getClusters = async () => {
      asked += 1;
      return supplied;
    };
    await start({ suppliers: [{ getClusters }] });
    await knows('east');
    const east = inventory.cluster('east')!;
    await eventually(() => expect(east.freshness().state).toBe('fresh'));
    await new Promise(resolve => setTimeout(resolve, 300));
    mesh.cluster('east').clearRequests();

    supplied = [mesh.details('west'), { ...mesh.details('east') }];
    await knows('west');
    expect(names()).toEqual(['west', 'east']);
    const west = registry.get('west');

    supplied = [mesh.details('east')];
    await eventually(() => expect(names()).toEqual(['east']));
    expect(() => registry.get('west')).toThrow("There is no cluster 'west'");
    await expect(west.request({ path: '/version' })).rejects.toThrow(
      "cluster 'west' was dropped",
    );
    await new Promise(resolve => setTimeout(resolve, 200));
    mesh.cluster('west').clearRequests();
    const askedBefore = asked;
    await eventually(() => expect(asked).toBeGreaterThan(askedBefore + 10));

    expect(mesh.cluster('west').requests()).toEqual([]);
    expect(questions('east')).toEqual([]);
    expect(inventory.cluster('east')).toBe(east);
    expect(inventory.findNamespace('east', 'of-east')).toBeDefined();
  });

  it('connects anew to a cluster that is described otherwise', async () => {
    let context = 'east';
    const getClusters = async () => [
      { ...mesh.details(context), name: 'moving' },
    ];
    await start({ suppliers: [{ getClusters }] });
    await eventually(() =>
      expect(inventory.findNamespace('moving', 'of-east')).toBeDefined(),
    );
    context = 'west';
    await eventually(() =>
      expect(inventory.findNamespace('moving', 'of-west')).toBeDefined(),
    );
    expect(inventory.findNamespace('moving', 'of-east')).toBeUndefined();
  });

  it('takes over other words about a cluster, and keeps its connection and all that is known', async () => {
    const entry = (more: object) => ({
      name: 'east',
      kubeconfig: { file: mesh.kubeconfigFile, context: 'east' },
      ...more,
    });
    await start({ mesh: { clusters: [entry({ title: 'East' })] } });
    await knows('east');
    const east = inventory.cluster('east')!;
    await eventually(() => expect(east.freshness().state).toBe('fresh'));
    const connection = registry.get('east');
    mesh.cluster('east').clearRequests();

    config.update({
      data: {
        mesh: {
          clusters: [entry({ title: 'New', network: 'net', readOnly: true })],
        },
      },
    });
    expect(registry.get('east')).toBe(connection);
    expect(connection.details).toMatchObject({
      network: 'net',
      readOnly: true,
    });
    expect(inventory.cluster('east')).toBe(east);
    expect(east.details.title).toBe('New');
    expect(east.freshness()).toMatchObject({ title: 'New', state: 'fresh' });
    expect(questions('east')).toEqual([]);

    // What is read there is another matter.
    config.update({
      data: { mesh: { clusters: [entry({ controlPlaneNamespace: 'mesh' })] } },
    });
    expect(registry.get('east')).not.toBe(connection);
  });

  it('warns of clusters that Istio could take for one another', async () => {
    await start({
      mesh: { clusters: [mesh.details('east')] },
      suppliers: [
        {
          getClusters: async () => [
            { ...mesh.details('west'), istioClusterId: 'east' },
          ],
        },
      ],
    });
    expect(names()).toEqual(['east', 'west']);
    expect(warnings()).toEqual([
      "clusters 'east' and 'west' have the same istioClusterId 'east'; give each the ID that its istiod is installed with (global.multiCluster.clusterName)",
    ]);
  });

  it('refuses to start with a strategy that nobody adds', async () => {
    const clusters = [
      {
        name: 'east',
        server: 'https://east.example.com',
        caData: 'Y2E=',
        authStrategy: 'aws',
      },
    ];
    await expect(start({ mesh: { clusters } })).rejects.toThrow(
      "mesh.clusters[0].authStrategy: no module adds a strategy 'aws'; install one, or use token, tokenFile or clientCertificate",
    );
  });

  it('takes over a changed configuration, and keeps the old one when it is wrong', async () => {
    const entry = (name: string) => ({
      name,
      kubeconfig: { file: mesh.kubeconfigFile, context: name },
    });
    await start({ mesh: { clusters: [entry('east')] } });
    await knows('east');
    const east = inventory.cluster('east');

    config.update({
      data: { mesh: { clusters: [entry('east'), entry('west')] } },
    });
    await knows('west');
    expect(inventory.cluster('east')).toBe(east);

    config.update({ data: { mesh: { clusters: [{ name: 'east' }] } } });
    expect(names()).toEqual(['east', 'west']);
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringMatching(/not taken over: mesh\.clusters\[0\]/),
    );

    config.update({ data: { mesh: { clusters: [entry('west')] } } });
    expect(names()).toEqual(['west']);
  });

  it('is not hindered by suppliers that throw, are slow, or answer nonsense; each is named once', async () => {
    let late: (clusters: MeshClusterDetails[]) => void = () => {};
    const begun = Date.now();
    await start({
      startWaitMs: 100,
      mesh: { clusters: [mesh.details('east')] },
      suppliers: [
        {
          name: 'broken',
          getClusters: () => {
            throw new Error('no inventory today');
          },
        },
        { name: 'slow', getClusters: () => new Promise(r => (late = r)) },
        { getClusters: async () => 'nonsense' },
        { name: 'good', getClusters: async () => [mesh.details('west')] },
      ],
    });
    expect(Date.now() - begun).toBeLessThan(20_000);
    expect(names()).toEqual(['east', 'west']);
    await knows('west');
    expect(warnings()).toEqual([
      "supplier 'broken' of clusters failed: no inventory today; its clusters stay as they were",
      'supplier 3 of clusters failed: its answer is no list of clusters; its clusters stay as they were',
    ]);
    late([{ ...mesh.details('east'), name: 'late' }]);
    await eventually(() => expect(names()).toEqual(['east', 'late', 'west']));
  });

  it('keeps the clusters of a supplier that fails later', async () => {
    let fails = false;
    const getClusters = async () => {
      if (fails) {
        throw new Error('gone away');
      }
      return [mesh.details('east')];
    };
    await start({ suppliers: [{ name: 'moody', getClusters }] });
    await knows('east');
    const east = inventory.cluster('east');
    expect(registry.failingSources()).toEqual([]);
    fails = true;
    await eventually(() => expect(warnings()).toHaveLength(1));
    expect(registry.failingSources()).toEqual([
      { name: "supplier 'moody'", since: expect.stringMatching(/^\d{4}-.*Z$/) },
    ]);
    expect(inventory.cluster('east')).toBe(east);
  });

  it('prefers the configured one of two with a name, and says so once', async () => {
    let asked = 0;
    const getClusters = async () => {
      asked += 1;
      return [{ ...mesh.details('west'), name: 'east' }];
    };
    await start({
      mesh: { clusters: [mesh.details('east')] },
      suppliers: [{ name: 'fleet', getClusters }],
    });
    await knows('east');
    await eventually(() => expect(asked).toBeGreaterThan(5));
    expect(inventory.findNamespace('east', 'of-west')).toBeUndefined();
    expect(warnings()).toEqual([
      "cluster 'east' of supplier 'fleet' is left out, because mesh.clusters names one of that name",
    ]);
  });

  it('warns, once, of one cluster that two suppliers give under two names', async () => {
    let asked = 0;
    const giving = (name: string) => ({
      name,
      getClusters: async () => {
        asked += 1;
        return [{ ...mesh.details('east'), name }];
      },
    });
    await start({ suppliers: [giving('east'), giving('again')] });
    const before = asked;
    await eventually(() => expect(asked).toBeGreaterThan(before + 6));
    expect(names()).toEqual(['east', 'again']);
    expect(warnings()).toEqual([
      "clusters 'east' and 'again' are reached in the same way, so that what runs there is shown twice; keep one of them",
    ]);
  });

  it('warns of a cluster whose certificate is not checked', async () => {
    const { url, adminToken } = mesh.cluster('east');
    await start({
      mesh: {
        clusters: [
          { name: 'east', server: url, token: adminToken, skipTLSVerify: true },
        ],
      },
    });
    await knows('east');
    expect(warnings()).toEqual([
      "the TLS certificate of cluster 'east' is not checked, because of skipTLSVerify; give it a CA instead",
    ]);
  });

  it('says that there is no cluster at all', async () => {
    await start({});
    expect(warnings()).toEqual([
      'No cluster is configured; add one to mesh.clusters in app-config.yaml',
    ]);
  });
});
