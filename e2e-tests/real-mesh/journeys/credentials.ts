import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { Portal } from '../../support/Portal';
import { BoundTokens } from '../BoundTokens';
import { PolicyChanges } from '../PolicyChanges';
import { startPortal } from '../portal';
import { COMPONENT, Situation } from '../situation';
import { Journey } from './Journey';

/** How a cluster is described: by an address and a token's file, or by a credentials command. */
const WAYS = ['by-token-file', 'by-command'] as const;
/** How long the answer of the credentials command lasts, in seconds. */
const LIFETIME = 20;
/** The API server goes on taking a token for up to this long after its end, in seconds. */
const TOKEN_CACHE = 10;

/** A credentials command as cloud providers have them: it says when its answer ends. */
function writeCommand(file: string, tokenFile: string, log: string): void {
  writeFileSync(
    file,
    `#!/bin/sh
date +%s >>'${log}'
until=$(date -u -d "+${LIFETIME} seconds" +%Y-%m-%dT%H:%M:%SZ)
printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s","expirationTimestamp":"%s"}}' "$(cat '${tokenFile}')" "$until"
`,
  );
  chmodSync(file, 0o700);
}

function describeClusters({ mesh, work }: Situation, tokenFile: string) {
  const admin = parse(readFileSync(mesh.kubeconfig, 'utf8'));
  const { cluster } = admin.clusters[0];
  const kubeconfig = join(work, 'command.kubeconfig');
  const command = join(work, 'credentials-command');
  writeCommand(command, tokenFile, join(work, 'credentials-command.log'));
  writeFileSync(
    kubeconfig,
    stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'east',
      clusters: [{ name: 'east', cluster }],
      users: [
        {
          name: 'command',
          user: {
            exec: {
              apiVersion: 'client.authentication.k8s.io/v1',
              command,
              interactiveMode: 'Never',
            },
          },
        },
      ],
      contexts: [
        { name: 'east', context: { cluster: 'east', user: 'command' } },
      ],
    }),
  );
  return [
    {
      name: WAYS[0],
      server: cluster.server,
      caData: cluster['certificate-authority-data'],
      tokenFile,
    },
    { name: WAYS[1], kubeconfig: { file: kubeconfig } },
  ];
}

/** How well each cluster is known. */
async function freshness(portal: Portal): Promise<any[]> {
  const { clusters } = await portal.card(COMPONENT.name, 'policies');
  return clusters;
}

async function expectFresh(portal: Portal): Promise<void> {
  const clusters = await freshness(portal);
  expect(
    clusters.length === WAYS.length &&
      clusters.every(
        ({ state, failures }) => state === 'fresh' && failures.length === 0,
      ),
    'all clusters are fresh and without failures',
    clusters,
  );
}

async function expectFreshFor(portal: Portal, seconds: number): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    await expectFresh(portal);
    await new Promise(resolve => setTimeout(resolve, 250));
  }
}

export const credentials: Journey = {
  title: 'A token that expires',
  async run(checks, situation) {
    const { kubectl, work, cleanUp } = situation;
    const tokenFile = join(work, 'token');
    const tokens = new BoundTokens(kubectl, tokenFile);
    const changes = new PolicyChanges(kubectl, 'token');
    let portal!: Portal;
    const expectShown = (seconds: number) =>
      Promise.all(WAYS.map(way => changes.expectShownBy(portal, seconds, way)));

    await checks.must('a portal reads by tokens that end', async () => {
      await tokens.renew();
      const people = await startPortal(
        join(work, 'token-portal'),
        describeClusters(situation, tokenFile),
        cleanUp,
        join(__dirname, '../oneNamespace/backend.ts'),
      );
      portal = people.platform;
      await eventually(60, () => expectFresh(portal));
    });
    await checks.check(
      'one that is renewed in time leaves no gap',
      async () => {
        await tokens.renew();
        await expectFreshFor(portal, LIFETIME);
        await tokens.endFormer();
        await expectFreshFor(portal, TOKEN_CACHE + 20);
        await changes.make();
        await expectShown(5);
      },
    );
    await checks.check(
      'a command is asked again before its answer ends',
      async () => {
        const log = join(work, 'credentials-command.log');
        const runs = existsSync(log)
          ? readFileSync(log, 'utf8').trim().split('\n').map(Number)
          : [];
        const pauses = runs.slice(1).map((run, index) => run - runs[index]);
        expect(
          pauses.length >= 2 && pauses.every(pause => pause <= LIFETIME + 2),
          `it runs at least every ${LIFETIME} s`,
          pauses,
        );
      },
    );
    const ended = Date.now();
    await checks.check(
      'one that has ended is told, and what to do',
      async () => {
        await tokens.endCurrent();
        await changes.make();
        await eventually(60, async () => {
          for (const { name, state, failures } of await freshness(portal)) {
            expect(
              state === 'stale' &&
                failures.length === 1 &&
                failures[0].reason === 'Unauthorized' &&
                failures[0].message.includes(`'${name}'`) &&
                /renew the ones configured/.test(failures[0].message) &&
                Date.parse(failures[0].since) >= ended,
              'stale, because the credentials are refused',
              { name, state, failures },
            );
          }
        });
        const { items } = await portal.card(COMPONENT.name, 'policies');
        expect(
          items.length === WAYS.length &&
            items.every(({ access }: any) => access === 'rules'),
          'what was known is still told',
          items,
        );
      },
    );
    await checks.check('with a new one it is fresh by itself', async () => {
      await changes.make();
      await tokens.renew();
      await eventually(45, () => expectFresh(portal));
    });
    await checks.check('nothing is lost of what was changed meanwhile', () =>
      expectShown(5),
    );
    await changes.remove();
  },
};
