import { gunzipSync } from 'zlib';
import { join } from 'path';
import { setTimeout as wait } from 'timers/promises';
import { Pool } from 'undici';
import { BenchmarkOptions } from '../frame/Benchmark';
import { measured, Measurement } from '../frame/Measurement';
import { median, percentile } from '../frame/statistics';
import { ServedCluster } from '../processes/Portal';
import { RequestsPortal } from '../requests/RequestsPortal';
import { NAMESPACE } from './mesh';
import { withVmBundles } from './withVmBundles';

const GROUP = 'reviews-vm';

/** Asks for machines, has them approved, and waits until the cluster is prepared. */
async function preparedRequest(portal: RequestsPortal): Promise<string> {
  const asked = JSON.parse(
    (
      await portal.send('developer', '/mesh/requests', {
        kind: 'vm-onboarding',
        parameters: {
          cluster: 'east',
          machines: {
            name: GROUP,
            namespace: NAMESPACE,
            ports: [{ name: 'http', number: 9080 }],
          },
        },
      })
    ).toString(),
  );
  const path = `/mesh/requests/${asked.id}`;
  await portal.send('engineer', `${path}/approve`, {
    contentHash: asked.contentHash,
  });
  for (let waited = 0; ; waited += 1) {
    const { history } = JSON.parse(await portal.ask('engineer', path));
    if (history.some(({ type }: { type: string }) => type === 'applied')) {
      return path;
    }
    if (waited > 300) {
      throw new Error('the cluster is not prepared in 30 s');
    }
    await wait(100);
  }
}

async function download(portal: RequestsPortal, path: string): Promise<number> {
  const began = performance.now();
  const archive = await portal.send('engineer', `${path}/vm-bundle`, {});
  const ms = performance.now() - began;
  if (!gunzipSync(archive).includes(`${GROUP}/istio-token`)) {
    throw new Error('a download has no token in it');
  }
  return ms;
}

/** The least that a download can cost: its token, asked of the API server. */
async function tokenRequest(
  pool: Pool,
  { adminToken }: ServedCluster,
): Promise<number> {
  const began = performance.now();
  const { statusCode, body } = await pool.request({
    path: `/api/v1/namespaces/${NAMESPACE}/serviceaccounts/${GROUP}/token`,
    method: 'POST',
    headers: {
      authorization: `Bearer ${adminToken}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { audiences: ['istio-ca'], expirationSeconds: 3600 },
    }),
  });
  const text = await body.text();
  if (statusCode !== 201) {
    throw new Error(`a token is answered with ${statusCode}: ${text}`);
  }
  return performance.now() - began;
}

/**
 * How long a download takes and what it costs the portal, in turns with the
 * TokenRequest that is in each.
 */
export async function downloads({
  quick,
  say,
}: BenchmarkOptions): Promise<Measurement[]> {
  const rounds = quick ? 20 : 300;
  return withVmBundles(async (program, folder) => {
    const file = join(folder, 'kubeconfig');
    const cluster = await program.call('serveCluster', file);
    const portal = await RequestsPortal.start(
      join(folder, 'portal'),
      { client: 'better-sqlite3', connection: ':memory:' },
      [{ name: 'east', kubeconfig: { file, context: 'east' } }],
    );
    const pool = new Pool(cluster.url, {
      connections: 1,
      connect: { ca: cluster.caPem },
    });
    try {
      const path = await preparedRequest(portal);
      say('a request for machines is approved and the cluster prepared');
      const times: number[] = [];
      const floor: number[] = [];
      const costs: number[] = [];
      for (let round = 0; round < rounds + 10; round += 1) {
        const began = await portal.cpuMs();
        const ms = await download(portal, path);
        const cost = (await portal.cpuMs()) - began;
        const token = await tokenRequest(pool, cluster);
        // The first ones warm up.
        if (round >= 10) {
          times.push(ms);
          costs.push(cost);
          floor.push(token);
        }
      }
      return [
        measured(`a download, ${rounds} of them: p50`, median(times), 'ms'),
        measured('a download: p95', percentile(times, 0.95), 'ms', {
          atMost: 250,
        }),
        measured('its floor, the TokenRequest alone: p50', median(floor), 'ms'),
        measured(
          'a download over its floor, at the median',
          median(times) / median(floor),
          'ratio',
        ),
        measured(
          "downloads per second of the portal's processor time",
          1000 / median(costs),
          'bundles',
        ),
      ];
    } finally {
      await pool.destroy();
      await portal.stop();
    }
  });
}
