import { LoggerService } from '@backstage/backend-plugin-api';
import { HttpClusterConnection } from '@meshport/backstage-plugin-mesh-backend/src/clusters';
import {
  ClusterInventory,
  DEFAULT_TIMING,
} from '@meshport/backstage-plugin-mesh-backend/src/inventory';
import { WATCHED_KINDS } from '@meshport/backstage-plugin-mesh-backend/src/inventory/kinds';
import { setTimeout as wait } from 'timers/promises';
import { Agent, fetch } from 'undici';
import type { NamedCluster, ServedCluster } from './Portal';
import { serve } from './serve';

/** What one side of the comparison cost. */
export interface SyncCost {
  /** Objects but for ConfigMaps, of which only Istio's own are kept. */
  objects: number;
  ms: number;
  heapMB: number;
}

const collect = () => {
  if (!global.gc) {
    throw new Error('run node with --expose-gc');
  }
  global.gc();
  global.gc();
  return process.memoryUsage().heapUsed / 1e6;
};

/** Whatever is compared must be alive when its heap is measured. */
const kept: unknown[] = [];

const silent: LoggerService = {
  error: message => void process.stderr.write(`${message}\n`),
  warn: message => void process.stderr.write(`${message}\n`),
  info: () => {},
  debug: () => {},
  child: () => silent,
};

const program = {
  /** The inventory reads a cluster until all its kinds are complete. */
  async inventory({ name, kubeconfig }: NamedCluster): Promise<SyncCost> {
    const before = collect();
    const began = performance.now();
    const cluster = new ClusterInventory({
      connection: new HttpClusterConnection({
        name,
        kubeconfig: { file: kubeconfig, context: name },
      }),
      timing: DEFAULT_TIMING,
      logger: silent,
    });
    kept.push(cluster);
    cluster.start();
    while (!cluster.statuses().every(({ listed }) => listed)) {
      await wait(1);
    }
    const ms = performance.now() - began;
    // What the lists leave behind is gone when the watches are open.
    await wait(1000);
    const objects = cluster
      .statuses()
      .filter(({ kind }) => kind !== 'ConfigMap')
      .reduce((sum, { count }) => sum + count, 0);
    return { objects, ms, heapMB: collect() - before };
  },

  /** The same lists, page by page and kind beside kind, parsed and kept. */
  async plain({ url, caPem, adminToken }: ServedCluster): Promise<SyncCost> {
    const before = collect();
    const began = performance.now();
    const agent = new Agent({ connections: 4, connect: { ca: caPem } });
    const lists = await Promise.all(
      WATCHED_KINDS.map(async ({ group, versions: [version], ...kind }) => {
        const root = group ? `/apis/${group}/${version}` : `/api/${version}`;
        const path = `${root}${
          'namespace' in kind ? '/namespaces/istio-system' : ''
        }/${kind.plural}`;
        const items: unknown[] = [];
        let next = '';
        do {
          const response = await fetch(`${url}${path}?limit=500${next}`, {
            dispatcher: agent,
            headers: { authorization: `Bearer ${adminToken}` },
          });
          const page = JSON.parse(await response.text());
          items.push(...page.items);
          next =
            page.metadata.continue &&
            `&continue=${encodeURIComponent(page.metadata.continue)}`;
        } while (next);
        return { kind: kind.kind, items };
      }),
    );
    const ms = performance.now() - began;
    kept.push(lists);
    await wait(1000);
    const heapMB = collect() - before;
    await agent.destroy();
    const objects = lists
      .filter(({ kind }) => kind !== 'ConfigMap')
      .reduce((sum, { items }) => sum + items.length, 0);
    return { objects, ms, heapMB };
  },
};

/** One first sync in a fresh process. */
export type FirstSyncProgram = typeof program;

serve(program);
