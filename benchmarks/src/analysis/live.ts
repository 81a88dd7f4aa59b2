import { join } from 'path';
import { Agent } from 'undici';
import { BenchmarkOptions } from '../frame/Benchmark';
import { measured, Measurement } from '../frame/Measurement';
import { percentile } from '../frame/statistics';
import { untilSynced } from '../inventory/withLargeCluster';
import { Portal, ServedCluster } from '../processes/Portal';
import { objectCount, withProgram } from './withProgram';

const LONGEST_WAIT_MS = 30_000;
/** An application without a mistake of its own. */
const APPLICATION = 51;

const namespace = `team-${APPLICATION % 50}`;
const name = `app-${APPLICATION}`;
const host = `${name}.${namespace}.svc.cluster.local`;

async function routeTo(
  agent: Agent,
  { url, adminToken }: ServedCluster,
  to: string,
): Promise<void> {
  const { statusCode, body } = await agent.request({
    origin: url,
    path: `/apis/networking.istio.io/v1/namespaces/${namespace}/virtualservices/${name}`,
    method: 'PATCH',
    headers: {
      authorization: `Bearer ${adminToken}`,
      'content-type': 'application/json-patch+json',
    },
    body: JSON.stringify([
      {
        op: 'replace',
        path: '/spec/http/1/route/0/destination/host',
        value: to,
      },
    ]),
  });
  const text = await body.text();
  if (statusCode !== 200) {
    throw new Error(`the change is answered with ${statusCode}: ${text}`);
  }
}

/** Whether the portal tells that the route leads nowhere. */
async function isTold(portal: Portal): Promise<boolean> {
  const { items } = JSON.parse(
    await portal.ask(
      `/mesh/findings?code=IST0101&namespace=${namespace}&search=${name}`,
    ),
  );
  return items.some(
    ({ object, message }: any) =>
      object.name === name && message.includes('lost'),
  );
}

async function until(portal: Portal, told: boolean): Promise<number> {
  const began = performance.now();
  while ((await isTold(portal)) !== told) {
    if (performance.now() - began > LONGEST_WAIT_MS) {
      throw new Error(
        `the portal does not notice within ${LONGEST_WAIT_MS} ms`,
      );
    }
  }
  return performance.now() - began;
}

/**
 * From just after a change was written to a cluster until a portal's answer
 * tells its finding, or no longer does.
 */
export async function live({
  quick,
  say,
}: BenchmarkOptions): Promise<Measurement[]> {
  const count = objectCount(quick);
  return withProgram(async (program, folder) => {
    const kubeconfig = join(folder, 'kubeconfig');
    const cluster = await program.call('serveCluster', count, kubeconfig);
    const portal = await Portal.start({
      folder: join(folder, 'portal'),
      meshClusters: [{ name: cluster.name, kubeconfig }],
      kubernetesClusters: [cluster],
      entities: [],
    });
    const agent = new Agent({ connect: { ca: cluster.caPem } });
    try {
      await untilSynced(portal, 1);
      await until(portal, false);
      say(`a portal follows a cluster of ${count} objects`);
      const times: number[] = [];
      for (let round = 0; round < (quick ? 3 : 30); round += 1) {
        await routeTo(agent, cluster, 'lost');
        times.push(await until(portal, true));
        await routeTo(agent, cluster, host);
        times.push(await until(portal, false));
      }
      return [
        measured(
          `a change in a cluster of ${count} objects is judged, ${times.length} changes: p50`,
          percentile(times, 0.5),
          'ms',
        ),
        measured(
          `a change in a cluster of ${count} objects is judged, ${times.length} changes: p95`,
          percentile(times, 0.95),
          'ms',
          { atMost: 1000 },
        ),
      ];
    } finally {
      await agent.destroy();
      await portal.stop();
    }
  });
}
