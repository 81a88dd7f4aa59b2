import type { EgressGatewayInput } from '@meshport/istio';
import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { tryRequests } from '../egress/asked';
import { callTo, expectFrom, expectRefused } from '../egress/calls';
import { CALLERS, hostOf, Kind, KINDS, upstreamOf } from '../egress/inputs';
import { expectRefusal, Product } from '../egress/Product';
import { secretRights } from '../egress/Gateways';
import { World } from '../egress/World';
import { COMPONENT, Situation } from '../situation';
import { Journey } from './Journey';

const PATTERNS = ['injected', 'gateway-api'] as const;
type Pattern = (typeof PATTERNS)[number];

/** Whose Jobs try the gateway, in its own namespace: this account, and not the other. */
const ACCOUNTS = { named: 'ratings', other: 'default' };
const STAYING: Kind[] = ['http', 'mutual'];
const LATER: Kind[] = ['passthrough', 'tcp'];

function inputOf(
  world: World,
  pattern: Pattern,
  kinds: readonly Kind[],
): EgressGatewayInput {
  const name = `way-${pattern}`;
  const address = world.outside.addresses[PATTERNS.indexOf(pattern) + 9];
  return {
    pattern,
    name,
    namespace: COMPONENT.namespace,
    component: COMPONENT.name,
    owner: 'team-ratings',
    upstreams: kinds.map(kind =>
      upstreamOf(kind, name, world.outside, address),
    ),
    callers: [
      { namespace: CALLERS.namespace, serviceAccounts: [CALLERS.named] },
      { namespace: COMPONENT.namespace, serviceAccounts: [ACCOUNTS.named] },
    ],
  };
}

/** The address of a gateway's pod. */
async function podOf(
  { kubectl }: Situation,
  { name, namespace, pattern }: EgressGatewayInput,
): Promise<string> {
  const selector =
    pattern === 'gateway-api'
      ? `gateway.networking.k8s.io/gateway-name=${name}`
      : `app=${name}`;
  const { items } = await kubectl.json(
    ...['pods', '-n', namespace, '-l', selector],
  );
  const [pod, ...more] = items.filter(
    (one: any) => !one.metadata.deletionTimestamp,
  );
  expect(pod && more.length === 0, `one pod of ${name}`, items.length);
  return pod.status.podIP;
}

/** The one whose calls go by the gateway, and the one whose do not. */
async function tryCalls(
  world: World,
  gateway: EgressGatewayInput,
  from: string,
): Promise<void> {
  const { outside, named, unnamed } = world;
  for (const { host, addresses } of gateway.upstreams!) {
    const kind = KINDS.find(one => host === hostOf(one, gateway.name))!;
    await eventually(15, async () => {
      const call = callTo(outside, kind, host, addresses![0]);
      const [outcome] = await named.call(call);
      expectFrom(from, named.name, outcome);
    });
    const call = callTo(outside, kind, host, addresses![0]);
    const [outcome] = await unnamed.call(call);
    await expectRefused(outside, kind, unnamed, call.token, outcome);
  }
}

async function tryMaking(
  checks: Checks,
  situation: Situation,
  world: World,
  product: Product,
  pattern: Pattern,
): Promise<void> {
  const gateway = inputOf(world, pattern, STAYING);
  await checks.check(`${pattern}: who may not write is refused`, () =>
    expectRefusal(403, /may not|not allowed|permission/i, () =>
      new Product(situation.people.reviewer).apply(gateway),
    ),
  );
  await checks.check(`${pattern}: the preview shows all of it`, async () => {
    const preview = await product.preview(gateway);
    const { problems, objects, permissions, impacts, diffWhy } = preview;
    const changes = objects.map(({ change }) => change?.outcome);
    expect(
      problems.length === 0 &&
        objects.length >= 6 &&
        changes.every(one => one === 'created') &&
        permissions.length > 0 &&
        permissions.every(({ allowed }) => allowed) &&
        impacts.every(({ severity }) => severity !== 'error'),
      'nothing hinders it, and all of it would be made',
      { problems, changes, diffWhy, permissions, impacts },
    );
  });
  await checks.must(`${pattern}: it is applied and gets ready`, async () => {
    const { created } = await product.apply(gateway);
    expect(created >= 6, 'all of it is new', created);
  });
  await checks.check(`${pattern}: callers go by it, others do not`, async () =>
    tryCalls(world, gateway, await podOf(situation, gateway)),
  );
  await checks.check(`${pattern}: a second time changes nothing`, async () => {
    const { created, changed, removed } = await product.apply(gateway);
    expect(
      created === 0 && changed === 0 && removed.length === 0,
      'everything is unchanged',
      { created, changed, removed },
    );
  });
}

async function tryTests(
  checks: Checks,
  world: World,
  product: Product,
  pattern: Pattern,
): Promise<void> {
  const gateway = inputOf(world, pattern, STAYING);
  const test = (serviceAccount: string) =>
    product.test(gateway, {
      kind: 'inside',
      host: hostOf('http', gateway.name),
      serviceAccount,
      waitSeconds: 60,
    });
  await checks.check(
    `${pattern}: a test under a named account passes, under another it is refused, and nothing stays`,
    async () => {
      const passed = await test(ACCOUNTS.named);
      expect(
        passed.state === 'passed' && passed.status === 200 && passed.cleanedUp,
        'it passes',
        passed,
      );
      const refused = await test(ACCOUNTS.other);
      expect(
        refused.state === 'refused' && refused.cleanedUp,
        'it is refused',
        refused,
      );
      const { items } = await world.kubectl.json(
        ...['jobs', '-n', gateway.namespace],
      );
      expect(items.length === 0, 'no Job stays', items.length);
    },
  );
}

async function tryChange(
  checks: Checks,
  situation: Situation,
  world: World,
  product: Product,
  pattern: Pattern,
): Promise<void> {
  const few = inputOf(world, pattern, STAYING);
  const more = inputOf(world, pattern, [...LATER, ...STAYING]);
  const { named, outside } = world;
  await checks.check(
    `${pattern}: upstreams are added and taken away, and no call to those that stay is lost`,
    async () => {
      const from = await podOf(situation, few);
      const loops = STAYING.map(kind => hostOf(kind, few.name));
      for (const [index, kind] of STAYING.entries()) {
        const [address] = few.upstreams![index].addresses!;
        const call = callTo(outside, kind, loops[index], address);
        await named.startLoop(loops[index], call);
      }
      try {
        await product.apply(more);
        await tryCalls(world, more, from);
        const { removed } = await product.apply(few);
        expect(
          removed.length >= LATER.length,
          'what fell out is told',
          removed,
        );
      } finally {
        for (const name of loops) {
          const { made, lost, from: by } = await named.endLoop(name);
          expect(
            lost.length === 0 && made > 20 && by[from] === made,
            `no call of ${made} to ${name} is lost`,
            { lost: lost.slice(0, 5), by },
          );
        }
      }
      const left = await world.kubectl.json(
        ...['serviceentries', '-n', few.namespace],
        ...['-l', `meshport.dev/egress-gateway=${few.name}`],
      );
      expect(
        left.items.length === STAYING.length,
        'the others are gone',
        left.items.map((one: any) => one.spec.hosts),
      );
    },
  );
}

async function tryRemoval(
  checks: Checks,
  world: World,
  product: Product,
  pattern: Pattern,
): Promise<void> {
  const gateway = inputOf(world, pattern, STAYING);
  const { named, outside, kubectl } = world;
  const bystander = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: `beside-${gateway.name}`,
      namespace: gateway.namespace,
      labels: { app: gateway.name },
    },
  };
  await checks.check(
    `${pattern}: removal shows what goes, deletes that and no more, and calls go directly again`,
    async () => {
      await kubectl.create(bystander);
      const { plan, deleted } = await product.remove(gateway, 'dryRun=true');
      expect(
        plan.deletes.length >= 6 && deleted.length === 0,
        'the plan is shown and nothing is deleted',
        plan,
      );
      await expectRefusal(409, /./, () =>
        product.remove(gateway, 'plan=another&evenIfUsed=true'),
      );
      const report = await product.remove(
        gateway,
        `plan=${plan.hash}&evenIfUsed=true`,
      );
      expect(
        report.deleted.length === plan.deletes.length,
        'what was shown is deleted',
        report.deleted,
      );
      const [{ host, addresses }] = gateway.upstreams!;
      const directly = await named.ready();
      await eventually(20, async () => {
        const call = callTo(outside, 'http', host, addresses![0]);
        const [outcome] = await named.call(call);
        expectFrom(directly, named.name, outcome);
      });
      await kubectl.json(
        ...['configmap', bystander.metadata.name, '-n', gateway.namespace],
      );
      await kubectl.delete([bystander]);
    },
  );
}

export const egressProduct: Journey = {
  title: 'Egress gateways by the product: make, try, change, remove',
  async run(checks, situation) {
    const { people, kubectl } = situation;
    const product = new Product(people.platform);
    let world!: World;
    await checks.must('servers outside and callers inside', async () => {
      world = await World.of(situation);
      await world.credentials(COMPONENT.namespace);
    });
    for (const pattern of PATTERNS) {
      const { namespace, name } = inputOf(world, pattern, STAYING);
      await kubectl.apply({
        apiVersion: 'v1',
        kind: 'List',
        items: secretRights({ name, namespace, pattern, upstreams: [] }),
      });
      await tryMaking(checks, situation, world, product, pattern);
      await tryTests(checks, world, product, pattern);
      await tryChange(checks, situation, world, product, pattern);
      await tryRemoval(checks, world, product, pattern);
    }
    await tryRequests(checks, situation, world);
    await checks.check('callers and gateways go again', () => world.remove());
  },
};
