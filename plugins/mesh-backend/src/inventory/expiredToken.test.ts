import { mockServices } from '@backstage/backend-test-utils';
import { MeshClusterDetails } from '@meshport/backstage-plugin-mesh-node';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ChangeHistory } from '../__testUtils__/ChangeHistory';
import { DevMesh, eventually, TEST_TIMING } from '../__testUtils__/devMesh';
import { HttpClusterConnection } from '../clusters';
import { ClusterInventory } from './ClusterInventory';

jest.setTimeout(60_000);

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

describe('an inventory whose token expires', () => {
  let folder: string;
  let mesh: DevMesh;
  let stop = async () => {};

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'meshport-test-'));
    mesh = await DevMesh.start({
      east: [
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
      ],
    });
  });

  afterEach(async () => {
    await stop();
    await mesh.close();
    rmSync(folder, { recursive: true });
  });

  const east = () => mesh.cluster('east');
  const newToken = () => east().tokenFor('reader', ['system:masters']);
  const tokenFile = () => join(folder, 'token');

  /** As a kubelet does: the new file takes the place of the old one at once. */
  function rotateTo(token: string, text = token) {
    writeFileSync(join(folder, 'next'), text);
    renameSync(join(folder, 'next'), tokenFile());
  }

  /** What the command of an exec plugin prints. */
  const credential = (token: string) =>
    JSON.stringify({
      kind: 'ExecCredential',
      apiVersion: 'client.authentication.k8s.io/v1',
      status: { token },
    });

  const byTokenFile = (): MeshClusterDetails => ({
    name: 'east',
    endpoint: {
      server: east().url,
      caData: Buffer.from(east().caPem).toString('base64'),
      tokenFile: tokenFile(),
    },
  });

  function byExecPlugin(): MeshClusterDetails {
    const file = join(folder, 'kubeconfig');
    const user = {
      exec: {
        apiVersion: 'client.authentication.k8s.io/v1',
        // Slow enough for events to come while it runs.
        command: 'sh',
        args: ['-c', `sleep 0.2; cat ${tokenFile()}`],
        interactiveMode: 'Never',
      },
    };
    const cluster = {
      server: east().url,
      'certificate-authority-data': Buffer.from(east().caPem).toString(
        'base64',
      ),
    };
    writeFileSync(
      file,
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': 'east',
        clusters: [{ name: 'east', cluster }],
        users: [{ name: 'reader', user }],
        contexts: [
          { name: 'east', context: { cluster: 'east', user: 'reader' } },
        ],
      }),
    );
    return { name: 'east', kubeconfig: { file } };
  }

  it.each([
    ['a file', byTokenFile, (token: string) => token],
    ['an exec plugin', byExecPlugin, credential],
  ])(
    'goes on without a gap when %s has a new one',
    async (_, details, write) => {
      let token = newToken();
      rotateTo(token, write(token));
      const connection = new HttpClusterConnection(details());
      const inventory = new ClusterInventory({
        connection,
        // An exec plugin takes its time on a machine with much else to do.
        timing: { ...TEST_TIMING, heartbeatTimeoutMs: 10_000 },
        logger: mockServices.logger.mock({
          child: () => mockServices.logger.mock(),
        }),
      });
      const history = new ChangeHistory();
      const store = inventory.store('WorkloadEntry');
      store.onChange(change => history.heard(change));
      inventory.start();
      stop = async () => {
        await inventory.stop();
        await connection.close();
      };
      await eventually(() => expect(inventory.freshness().state).toBe('fresh'));

      const states = new Set<string>();
      const look = setInterval(
        () => states.add(JSON.stringify(inventory.freshness().failures)),
        2,
      );
      for (let round = 0; round < 3; round++) {
        const next = newToken();
        rotateTo(next, write(next));
        east().revokeToken(token);
        token = next;
        // Watches are not ended with a token; now each is opened with the new one.
        await east().faults.set({ dropWatches: true });
        for (let i = 0; i < 10; i++) {
          history.wrote(
            east().apply({
              apiVersion: 'networking.istio.io/v1',
              kind: 'WorkloadEntry',
              metadata: { name: `vm-${i}`, namespace: 'shop' },
              spec: { address: `10.0.${round}.${i}` },
            }),
          );
          await pause(30);
        }
        // Told of all, it has the new one. A burst of refusals renews once a second.
        await eventually(() => expect(history.omissions()).toEqual([]), 20_000);
        await pause(1100);
      }
      clearInterval(look);
      expect(history.orderFaults()).toEqual([]);
      expect([...states]).toEqual(['[]']);
      expect(inventory.freshness().state).toBe('fresh');
      expect(inventory.status('WorkloadEntry').lastFailure).toBeUndefined();
    },
  );
});
