import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { callTo, expectFrom, expectKind, expectRefused } from './calls';
import { Caller } from './Callers';
import { RunningGateway } from './Gateways';
import {
  Admission,
  CALLERS,
  hostOf,
  Kind,
  KINDS,
  Pattern,
  PATTERNS,
  portOf,
  upstreamOf,
} from './inputs';
import { connectionsOf, connectionsTo } from './statistics';
import { World } from './World';

/** A gateway with an upstream of each kind. */
export interface Cell {
  pattern: Pattern;
  admission: Admission;
  name: string;
  /** Address of its upstreams, which is nobody else's. */
  address: string;
  gateway: RunningGateway;
}

/** The namespace in which the gateways of a pattern run. */
export function namespaceOf(pattern: Pattern): string {
  return `exits-${pattern}`;
}

/** What a person says of one gateway of the matrix. */
export function inputOf(
  world: World,
  { pattern, admission, name, address }: Omit<Cell, 'gateway'>,
  kinds: readonly Kind[] = KINDS,
) {
  return {
    pattern,
    name,
    namespace: namespaceOf(pattern),
    upstreams: kinds.map(kind =>
      upstreamOf(kind, name, world.outside, address),
    ),
    ...(admission === 'named'
      ? {
          callers: [
            {
              namespace: CALLERS.namespace,
              serviceAccounts: [CALLERS.named],
            },
          ],
        }
      : { clientNamespaces: [CALLERS.namespace] }),
  };
}

/** Starts two gateways of every pattern, all at once. */
export async function startMatrix(world: World): Promise<Cell[]> {
  await Promise.all(
    PATTERNS.map(one => world.gatewayNamespace(namespaceOf(one))),
  );
  const plans = PATTERNS.flatMap(pattern =>
    (['open', 'named'] as const).map(admission => ({
      pattern,
      admission,
      name: `${pattern}-${admission}`,
    })),
  );
  return Promise.all(
    plans.map(async (plan, index) => {
      const cell = { ...plan, address: world.outside.addresses[index] };
      const gateway = await RunningGateway.start(world, inputOf(world, cell));
      return { ...cell, gateway };
    }),
  );
}

async function call(world: World, cell: Cell, kind: Kind, caller: Caller) {
  const { outside } = world;
  const one = callTo(outside, kind, hostOf(kind, cell.name), cell.address);
  const [outcome] = await caller.call(one);
  return { token: one.token, outcome };
}

async function tryOne(world: World, cell: Cell, kind: Kind): Promise<void> {
  const { named, unnamed, stranger, offMesh, outside } = world;
  const gateway = await cell.gateway.address();
  const host = hostOf(kind, cell.name);
  await eventually(20, async () => {
    const { outcome } = await call(world, cell, kind, named);
    expectFrom(gateway, named.name, outcome);
    expectKind(kind, host, outcome);
  });
  if (cell.admission === 'named') {
    await eventually(10, async () => {
      const { token, outcome } = await call(world, cell, kind, unnamed);
      await expectRefused(outside, kind, unnamed, token, outcome);
    });
  } else {
    const { outcome } = await call(world, cell, kind, unnamed);
    expectFrom(gateway, unnamed.name, outcome);
  }
  for (const other of [stranger, offMesh]) {
    const { outcome } = await call(world, cell, kind, other);
    expectFrom(await other.ready(), other.name, outcome);
  }
}

/** Every call of the named caller to a host went through the gateway, by both Envoys' count. */
async function tryStatistics(world: World, cell: Cell): Promise<void> {
  const { kubectl, named } = world;
  const { model, serviceHost, workload } = cell.gateway;
  const callers = await connectionsOf(
    kubectl,
    named.namespace,
    `deploy/${named.name}`,
  );
  const gateways = await connectionsOf(
    kubectl,
    model.namespace,
    `deploy/${workload}`,
  );
  for (const kind of KINDS) {
    const host = hostOf(kind, cell.name);
    const { gatewayPort } = model.upstreams.find(one => one.host === host)!;
    const counted = {
      callerToGateway: connectionsTo(callers, serviceHost, gatewayPort),
      callerToUpstream: connectionsTo(callers, host),
      gatewayToUpstream: connectionsTo(gateways, host, portOf(kind)),
    };
    expect(
      counted.callerToGateway > 0 &&
        counted.callerToUpstream === 0 &&
        counted.gatewayToUpstream > 0,
      `calls to ${host} went through the gateway`,
      counted,
    );
  }
}

/** Pattern by pattern, kind by kind, with and without named callers. */
export async function tryMatrix(
  checks: Checks,
  world: World,
  cells: Cell[],
): Promise<void> {
  for (const cell of cells) {
    const { pattern, admission } = cell;
    const what =
      admission === 'named'
        ? 'the named caller by the gateway, another refused'
        : 'both callers by the gateway';
    for (const kind of KINDS) {
      await checks.check(
        `${pattern}, ${kind}, ${admission}: ${what}, strangers as before`,
        () => tryOne(world, cell, kind),
      );
    }
    await checks.check(
      `${pattern}, ${admission}: both Envoys counted it, and no other way`,
      () => tryStatistics(world, cell),
    );
  }
}
