import { readFileSync } from 'node:fs';
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

const README = join(__dirname, '../../../packages/dev-cluster/README.md');
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
    istioClusterId: 'east',
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

/** Differences that the README of the development cluster tells, as they show in answers. */
const KNOWN_DIFFERENCES: {
  words: RegExp;
  change(picture: ReturnType<typeof comparable>): void;
}[] = [
  {
    // istiod's word for its proxies comes by a forwarded port.
    words: /no `exec`, `logs` or `port-forward`/,
    change({ items }) {
      for (const version of [
        ...items['ratings version'],
        ...items['newsletter version'],
      ]) {
        if (version.proxyReading) {
          version.proxyReading = { state: 'notReadable', why: /istiod/ };
        }
        for (const group of version.proxies) {
          group.source = 'image';
        }
      }
    },
  },
];

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
        istioClusterId: 'east',
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
      const running = await startDevClusters({ clusters: [{ name: 'dev' }] });
      cleanUp.add(() => running.stop());
      await plant(running.clusters.dev, objects);
      people = await startPortalOnBoth(situation, running.clusters.dev);
    });
    await checks.check('its README tells where it differs', async () => {
      const readme = readFileSync(README, 'utf8');
      const untold = KNOWN_DIFFERENCES.filter(
        ({ words }) => !words.test(readme),
      );
      expect(untold.length === 0, 'each difference is listed', untold);
    });
    for (const name of Object.keys(LEFT_OUT)) {
      for (const persona of ['platform', 'developer'] as const) {
        await checks.check(`${persona} is told the same, ${name}`, () =>
          eventually(30, async () => {
            const pictures = await Pictures.take(people[persona]);
            const real = comparable(pictures.of(`real-${name}`), own);
            KNOWN_DIFFERENCES.forEach(({ change }) => change(real));
            const dev = comparable(pictures.of(`dev-${name}`), own);
            const differs = difference(real, dev);
            expect(!differs, 'both answer the same', differs);
          }),
        );
      }
    }
  },
};
