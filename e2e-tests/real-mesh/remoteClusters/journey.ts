import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { PortalError } from '../../support/Portal';
import { Name, World } from './World';

const EAST_WEST = { primary: 'east', remote: 'west' };
const SYNCED = /^west\s+istio-system\/istio-remote-secret-west\s+synced/m;

async function isSynced(world: World, primary: Name): Promise<void> {
  const table = await world.remoteClusters(primary);
  expect(SYNCED.test(table), `west is synced for ${primary}`, table);
}

/** Joins, rotates and leaves, as people do it through the portal. */
export async function remoteClusters(
  checks: Checks,
  world: World,
): Promise<void> {
  await checks.part('A remote cluster joins', async () => {
    await checks.check('who owns nothing there may not ask', async () => {
      try {
        await world.people.developer.request('/api/mesh/requests', {
          kind: 'remote-cluster-join',
          parameters: EAST_WEST,
        });
      } catch (error) {
        if (error instanceof PortalError && error.status === 403) return;
        throw error;
      }
      expect(false, 'a developer is refused', 'nothing');
    });
    await checks.must('east joins west through the portal', async () => {
      const { history } = await world.carryOut(
        'remote-cluster-join',
        EAST_WEST,
      );
      const { reason } = history.at(-1);
      expect(
        /istiods of east have read west/.test(reason),
        'it says so',
        reason,
      );
    });
    await checks.check('istioctl says that it is synced', () =>
      isSynced(world, 'east'),
    );
    await checks.check('and so does the portal', async () => {
      await eventually(60, async () => {
        const link = await world.link('east', 'west');
        expect(link.sync === 'synced', 'the link is synced', link);
      });
    });
    await checks.check(
      'the Secret is the one that istioctl makes, but for the token',
      async () => {
        const made = await world.kubectl.west.istioctl(
          ...['create-remote-secret', '--name', 'west'],
          ...['--server', world.meshes.west.server],
          ...['--secret-name', 'meshport-reader-east-1'],
        );
        const secret = await world.kubectl.east.json(
          ...['-n', 'istio-system', 'secret', 'istio-remote-secret-west'],
        );
        const text = Buffer.from(secret.data.west, 'base64').toString();
        const lines = text
          .trimEnd()
          .split('\n')
          .map(line => `    ${line}`)
          .join('\n');
        expect(made.includes(lines), 'the kubeconfig is the same', 'another');
      },
    );
    await checks.must("west's endpoint is in east's Envoy", async () => {
      const pods = await world.kubectl.west.json(
        ...['-n', 'demo', 'pods', '-l', 'app=web'],
      );
      const address = pods.items[0].status.podIP;
      await eventually(60, async () => {
        const found = await world.endpointsInEnvoy();
        expect(found.includes(address), `${address} is there`, found);
      });
    });
    await checks.must('a call from east is answered in west', async () => {
      const answers = await world.callFor(1);
      expect(
        answers.length > 0 && answers.every(one => one === '200'),
        'each call is answered',
        answers,
      );
    });
  });

  await checks.part('A second primary joins', async () => {
    await checks.must('south joins west', () =>
      world.carryOut('remote-cluster-join', {
        primary: 'south',
        remote: 'west',
        token: 'rotating',
      }),
    );
    await checks.check('istioctl says that it is synced', () =>
      isSynced(world, 'south'),
    );
    await checks.check('each primary has a token of its own', async () => {
      expect(
        (await world.token('east')) !== (await world.token('south')),
        'the tokens differ',
        'the same',
      );
    });
  });

  await checks.part(
    'A token is made anew under a watching client',
    async () => {
      for (const token of ['rotating', 'long-lived']) {
        await checks.check(
          `to a ${token} one, and no call is lost`,
          async () => {
            const old = await world.token('east');
            const calls = world.callFor(30);
            const { history } = await world.carryOut('remote-cluster-rotate', {
              ...EAST_WEST,
              token,
            });
            const { reason } = history.at(-1);
            expect(
              /Every istiod uses the new token \(.*: [1-9]\d* endpoints\)/.test(
                reason,
              ),
              'the endpoints are counted',
              reason,
            );
            const answers = await calls;
            expect(
              answers.length > 50 && answers.every(one => one === '200'),
              'every call was answered',
              answers.filter(one => one !== '200'),
            );
            await isSynced(world, 'east');
            const now = await world.token('east');
            expect(now !== old, 'the token is another', 'the same');
            const status = await world.statusOf(now);
            expect(status === 200, 'the new token is taken', status);
            await world.isRefused(old);
          },
        );
      }
    },
  );

  await checks.part('A token that ends is renewed by the clock', async () => {
    await checks.check('at half of its life, and stays synced', async () => {
      const old = await world.token('south');
      // It lives for ten minutes, the least that an API server gives.
      await eventually(420, async () => {
        const now = await world.token('south');
        expect(now !== old, 'the token is another', 'the same');
      });
      await world.isRefused(old);
      await isSynced(world, 'south');
      const status = await world.statusOf(await world.token('south'));
      expect(status === 200, 'the new token is taken', status);
    });
  });

  await checks.part('The first primary leaves', async () => {
    const [mine, other] = [
      await world.token('east'),
      await world.token('south'),
    ];
    await checks.must('east leaves west', () =>
      world.carryOut('remote-cluster-leave', EAST_WEST),
    );
    await checks.check('istioctl no longer names it', async () => {
      const table = await world.remoteClusters('east');
      expect(!/^west\s/m.test(table), 'west is gone', table);
    });
    await checks.check("east's Envoy has no endpoint of it", async () => {
      await eventually(60, async () => {
        const found = await world.endpointsInEnvoy();
        expect(found.length === 0, 'there is none', found);
      });
    });
    await checks.check('its token is refused', () => world.isRefused(mine));
    await checks.check('the second primary stays synced', async () => {
      await isSynced(world, 'south');
      const status = await world.statusOf(other);
      expect(status === 200, 'its token is taken', status);
      const left = await world.readerSecrets();
      expect(
        left.length === 1 && left[0].startsWith('meshport-reader-south-'),
        'only its Secret is left',
        left,
      );
    });
    await checks.check('the second primary leaves, too', async () => {
      await world.carryOut('remote-cluster-leave', {
        primary: 'south',
        remote: 'west',
      });
      await world.isRefused(other);
      const left = await world.readerSecrets();
      expect(left.length === 0, 'no Secret is left', left);
    });
  });
}
