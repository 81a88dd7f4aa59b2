import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DevClusters, startDevClusters } from '../src';
import { readTopics } from './cases';
import { Connection } from './connection';
import { readKubeconfig } from './kubeconfig';
import { runSuite } from './suite';

describe('the contract suite on the dev cluster', () => {
  let folder: string;
  let running: DevClusters;
  let connection: Connection;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'contract-'));
    running = await startDevClusters({ clusters: [{ name: 'contract' }] });
    const file = join(folder, 'kubeconfig');
    await running.writeKubeconfig(file);
    connection = new Connection(readKubeconfig(file));
  });

  afterAll(async () => {
    connection?.close();
    await running?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('passes every case, leaves none out and leaves nothing behind', async () => {
    const topics = readTopics(join(__dirname, 'cases'));
    const namespaces = async () => {
      const answer = await connection.send({
        method: 'GET',
        path: '/api/v1/namespaces',
      });
      const { items } = answer.body as {
        items: { metadata: { name: string } }[];
      };
      return items.map(item => item.metadata.name);
    };
    const before = await namespaces();

    const { cases, leftBehind } = await runSuite({ connection, topics });

    const others = cases
      .filter(({ outcome }) => outcome !== 'passed')
      .map(one => `${one.outcome} ${one.topic}: ${one.name}: ${one.details}`);
    expect(others).toEqual([]);
    expect(leftBehind).toEqual([]);
    expect(cases).toHaveLength(topics.flatMap(one => one.cases).length);
    expect(await namespaces()).toEqual(before);
  }, 120_000);
});
