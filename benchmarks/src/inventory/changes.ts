import { Agent } from 'undici';
import { BenchmarkOptions } from '../frame/Benchmark';
import { measured, Measurement } from '../frame/Measurement';
import { percentile } from '../frame/statistics';
import { Portal, ServedCluster } from '../processes/Portal';
import { viewPath, withPortal } from './withLargeCluster';

const APPLICATIONS = [7, 8, 9, 10];
const LONGEST_WAIT_MS = 30_000;

/** An object that is changed, and where the change is seen. */
interface Changing {
  /** Path of the object in the API. */
  path: string;
  /** JSON patch that makes the object tell the mark. */
  patch: (mark: number) => object[];
  /** Path of the answer. */
  view: string;
  /** What the answer holds once the change has reached it. */
  sign: (mark: number) => string;
}

/**
 * From just before a change is sent to the cluster until an answer that shows
 * it has come. The write itself and the asking are in it.
 */
export async function changes(
  options: BenchmarkOptions,
): Promise<Measurement[]> {
  const count = options.quick ? 60 : 500;
  return withPortal(options, APPLICATIONS, async (portal, { cluster }) => {
    const agent = new Agent({ connect: { ca: cluster.caPem } });
    try {
      const changing = await changingObjects(agent, cluster);
      const totals: number[] = [];
      const writes: number[] = [];
      for (let mark = 0; mark < count; mark += 1) {
        const { total, write } = await timeOf(
          changing[mark % changing.length],
          mark,
          (path, patch) => send(agent, cluster, 'PATCH', path, patch),
          portal,
        );
        totals.push(total);
        writes.push(write);
      }
      return [
        measured(
          `change in the cluster to changed answer, ${count} changes: p50`,
          percentile(totals, 0.5),
          'ms',
        ),
        measured(
          `change in the cluster to changed answer, ${count} changes: p95`,
          percentile(totals, 0.95),
          'ms',
          { atMost: 150 },
        ),
        measured(
          'of which the write itself: p50',
          percentile(writes, 0.5),
          'ms',
        ),
      ];
    } finally {
      await agent.destroy();
    }
  });
}

async function timeOf(
  { path, patch, view, sign }: Changing,
  mark: number,
  change: (path: string, patch: object[]) => Promise<unknown>,
  portal: Portal,
): Promise<{ total: number; write: number }> {
  const began = performance.now();
  await change(path, patch(mark));
  const write = performance.now() - began;
  for (;;) {
    const answer = await portal.ask(view);
    const total = performance.now() - began;
    if (answer.includes(sign(mark))) {
      return { total, write };
    }
    if (total > LONGEST_WAIT_MS) {
      throw new Error(
        `the answer does not show change ${mark} of ${path} after ${LONGEST_WAIT_MS} ms`,
      );
    }
  }
}

/** Pods with another proxy, and WorkloadEntries with another address. */
async function changingObjects(
  agent: Agent,
  cluster: ServedCluster,
): Promise<Changing[]> {
  const selected = async (path: string, application: number) => {
    const { items } = await send(
      agent,
      cluster,
      'GET',
      `${path}?labelSelector=app%3Dapp-${application}`,
    );
    return items[0].metadata as { namespace: string; name: string };
  };
  const changing: Changing[] = [];
  for (const application of APPLICATIONS) {
    const pod = await selected('/api/v1/pods', application);
    changing.push({
      path: `/api/v1/namespaces/${pod.namespace}/pods/${pod.name}`,
      patch: mark => [
        {
          op: 'replace',
          path: '/spec/containers/1/image',
          value: `docker.io/istio/proxyv2:1.29.${1000 + mark}`,
        },
      ],
      view: viewPath(application, 'version'),
      sign: mark => `"1.29.${1000 + mark}"`,
    });
    const istio = '/apis/networking.istio.io/v1';
    const entry = await selected(`${istio}/workloadentries`, application);
    const address = (mark: number) => `10.99.${mark >> 8}.${mark % 256}`;
    changing.push({
      path: `${istio}/namespaces/${entry.namespace}/workloadentries/${entry.name}`,
      patch: mark => [
        { op: 'replace', path: '/spec/address', value: address(mark) },
      ],
      view: viewPath(application, 'virtual-machines'),
      sign: mark => `"${address(mark)}"`,
    });
  }
  return changing;
}

async function send(
  agent: Agent,
  { url, adminToken }: ServedCluster,
  method: 'GET' | 'PATCH',
  path: string,
  patch?: object[],
): Promise<any> {
  const { statusCode, body } = await agent.request({
    origin: url,
    path,
    method,
    headers: {
      authorization: `Bearer ${adminToken}`,
      'content-type': 'application/json-patch+json',
    },
    body: patch && JSON.stringify(patch),
  });
  const text = await body.text();
  if (statusCode !== 200) {
    throw new Error(`${method} ${path} answers ${statusCode}: ${text}`);
  }
  return JSON.parse(text);
}
