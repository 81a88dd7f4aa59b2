import { join } from 'node:path';
import { DevCluster, startDevClusters } from '@meshport/dev-cluster';
import { difference } from '../../support/difference';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { plant, readObjects } from '../development/copy';
import { startPortal } from '../portal';
import { Account, createAccounts } from '../rights/accounts';
import { Picture, Pictures } from '../rights/Pictures';
import { rolesFor } from '../rights/published';
import { createSurroundings } from '../rights/surroundings';
import { Situation } from '../situation';
import { Journey } from './Journey';

/** Istio's own name of both clusters. */
const ISTIO_ID = 'east';
const LEFT_OUT: Record<string, Account['leftOut']> = {
  all: () => [],
  'without-pods': ({ resource, verbs }) => (resource === 'pods' ? verbs : []),
  'without-configmaps': ({ resource, verbs }) =>
    resource === 'configmaps' ? verbs : [],
};
const SIDES = ['real', 'dev'] as const;

function accounts(side: (typeof SIDES)[number]): Account[] {
  return Object.entries(LEFT_OUT).map(([name, leftOut]) => ({
    name: `${side}-${name}`,
    leftOut,
  }));
}

/** How the portal reaches the development cluster, as an account with published roles. */
function describe(cluster: DevCluster, { name, leftOut }: Account): object {
  rolesFor(name, leftOut).forEach(role => cluster.apply(role));
  return {
    name,
    istioClusterId: ISTIO_ID,
    server: cluster.url,
    caData: Buffer.from(cluster.caPem).toString('base64'),
    token: cluster.tokenFor(`system:serviceaccount:meshport:${name}`),
  };
}

/** Names that are drawn, and times, put as what they are. */
function anonymous<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value)
      .replace(/-[a-z0-9]{8,10}-[a-z0-9]{5}(?=")/g, '-POD')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME'),
  );
}

function comparable(picture: Picture, own: readonly string[]) {
  const { items, withheld, freshness, kinds } = anonymous(picture);
  return {
    items,
    withheld,
    freshness: Object.values(freshness).map(({ state, failures }) => ({
      state,
      failures,
    })),
    kinds: kinds.map(({ kind, state, count, ...rest }) => ({
      kind,
      state,
      apiVersion: (rest as any).apiVersion,
      failure: rest.failure,
      // Others are there that neither side was given.
      count: own.includes(kind) ? count : undefined,
    })),
  };
}

async function startPortalOnBoth(
  { kubectl, mesh, work, cleanUp }: Situation,
  cluster: DevCluster,
) {
  const file = join(work, 'compared.kubeconfig');
  await createAccounts(kubectl, mesh, accounts('real'), file);
  return startPortal(
    join(work, 'compared-portal'),
    [
      ...accounts('real').map(({ name }) => ({
        name,
        istioClusterId: ISTIO_ID,
        kubeconfig: { file, context: name },
      })),
      ...accounts('dev').map(account => describe(cluster, account)),
    ],
    cleanUp,
    join(__dirname, '../oneNamespace/backend.ts'),
  );
}

export const development: Journey = {
  title: 'The development cluster beside the real one',
  async run(checks, situation) {
    const { kubectl, cleanUp } = situation;
    let people!: Awaited<ReturnType<typeof startPortal>>;
    let own: string[] = [];
    await checks.must('a portal reads both with the same objects', async () => {
      await createSurroundings(kubectl);
      const objects = await readObjects(kubectl);
      own = objects
        .map(({ kind }) => kind)
        .filter(kind => !['Namespace', 'ConfigMap', 'Service'].includes(kind));
      const running = await startDevClusters({
        clusters: [{ name: ISTIO_ID }],
      });
      cleanUp.add(() => running.stop());
      await plant(running.clusters[ISTIO_ID], objects);
      people = await startPortalOnBoth(situation, running.clusters[ISTIO_ID]);
    });
    const areTold = (persona: 'platform' | 'developer', name: string) =>
      eventually(30, async () => {
        const pictures = await Pictures.take(people[persona]);
        const real = comparable(pictures.of(`real-${name}`), own);
        const dev = comparable(pictures.of(`dev-${name}`), own);
        const differs = difference(real, dev);
        expect(!differs, 'both answer the same', differs);
      });
    for (const name of Object.keys(LEFT_OUT)) {
      for (const persona of ['platform', 'developer'] as const) {
        await checks.check(`${persona} is told the same, ${name}`, () =>
          areTold(persona, name),
        );
      }
    }
  },
};
