import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { ApiServer } from '../ApiServer';
import { PolicyChanges } from '../PolicyChanges';
import { COMPONENT, Situation } from '../situation';
import { Journey } from './Journey';
import { apply, expectRefused, HARMLESS } from './manifests';

/** A cluster is asked for a sign of life so often, in seconds. */
const HEARTBEAT = 15;

/** What the version card says of the cluster, once it is as wished. */
function told({ people }: Situation, limit: number, state: string) {
  return eventually(limit, async () => {
    const { items, clusters } = await people.developer.card(
      COMPONENT.name,
      'version',
    );
    expect(clusters[0].state === state, `the cluster is ${state}`, clusters);
    return { items, cluster: clusters[0] };
  });
}

function seconds(time: string | undefined): number {
  return Date.parse(time ?? '') / 1000;
}

/** @throws When the times of a cluster that answers no more are not true. */
function expectTrueTimes(
  { asOf, failures }: any,
  down: { after: number; before: number },
): void {
  expect(
    seconds(asOf) <= down.before && seconds(asOf) >= down.after - HEARTBEAT - 2,
    `known until it went down between ${down.after} and ${down.before}`,
    { asOf, seconds: seconds(asOf) },
  );
  expect(
    failures.length === 1 &&
      failures[0].reason === 'Unreachable' &&
      /'east'/.test(failures[0].message) &&
      seconds(failures[0].since) >= down.after &&
      seconds(failures[0].since) <= Date.now() / 1000,
    'one failure of the whole cluster, since it went down',
    failures,
  );
}

function now(): number {
  return Date.now() / 1000;
}

async function expectSteady(situation: Situation, cluster: any) {
  await new Promise(resolve => setTimeout(resolve, 4000));
  const later = (await told(situation, 0, 'stale')).cluster;
  expect(
    later.asOf === cluster.asOf &&
      later.failures[0].since === cluster.failures[0].since,
    'nothing gets newer while nothing is heard',
    [cluster, later],
  );
}

async function stopped(
  checks: Checks,
  situation: Situation,
  server: ApiServer,
  changes: PolicyChanges,
): Promise<void> {
  await checks.check(
    'the card is stale, says since when, and keeps its data',
    async () => {
      await changes.make();
      const after = now();
      await server.pause();
      const down = { after, before: now() };
      const { items, cluster } = await told(situation, 60, 'stale');
      expect(items[0]?.membership === 'sidecar', 'the data of then', items);
      expectTrueTimes(cluster, down);
      await expectSteady(situation, cluster);
    },
  );
  await checks.check('what was changed right before is known', () =>
    changes.expectShown(situation, 0),
  );
  await checks.check(
    'applying says that the cluster does not answer',
    async () =>
      expectRefused(await apply(situation, 'developer', HARMLESS), 503, /east/),
  );
  await checks.check('it is fresh again when the server is back', async () => {
    server.start();
    // Another client is quicker than the portal.
    await eventually(60, () => changes.make());
    const { cluster } = await told(situation, 90, 'fresh');
    expect(
      cluster.failures.length === 0 && now() - seconds(cluster.asOf) < 20,
      'no failure is left, and it is of now',
      cluster,
    );
  });
  await checks.check('nothing is lost of what was changed meanwhile', () =>
    changes.expectShown(situation, 5),
  );
}

async function hanging(
  checks: Checks,
  situation: Situation,
  server: ApiServer,
  changes: PolicyChanges,
): Promise<void> {
  await checks.check('a server that hangs is told as well', async () => {
    await changes.make();
    const after = now();
    server.hang();
    const { cluster } = await told(situation, 60, 'stale');
    expectTrueTimes(cluster, { after, before: after + 1 });
    await expectSteady(situation, cluster);
  });
  await checks.check('it is fresh again when the server goes on', async () => {
    server.goOn();
    await eventually(60, () => changes.make());
    await told(situation, 60, 'fresh');
  });
  await checks.check('nothing is lost of what was changed then', () =>
    changes.expectShown(situation, 5),
  );
}

export const outage: Journey = {
  title: 'While the API server is down',
  async run(checks, situation) {
    const { kubectl, mesh, cleanUp } = situation;
    const server = new ApiServer(mesh, kubectl);
    const changes = new PolicyChanges(kubectl, 'outage');
    await told(situation, 60, 'fresh');
    cleanUp.add(() => server.start());
    await stopped(checks, situation, server, changes);
    await hanging(checks, situation, server, changes);
    await changes.remove();
  },
};
