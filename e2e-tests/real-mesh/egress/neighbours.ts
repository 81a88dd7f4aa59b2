import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { callTo, expectFrom } from './calls';
import { Caller } from './Callers';
import { RunningGateway } from './Gateways';
import { hostOf, Kind, Pattern, portOf, upstreamOf } from './inputs';
import { DOMAIN } from './Outside';
import { TEAMS, World } from './World';

/** What two teams run for the same hosts, the red one and the blue one. */
const PAIRS: [Pattern, Pattern][] = [
  ['injected', 'injected'],
  ['gateway-api', 'gateway-api'],
  ['helm', 'gateway-api'],
];
const SHARED: Kind[] = ['http', 'simple', 'passthrough', 'tcp'];

/** A caller's own Service on the ports of the upstreams. */
async function ownService(world: World, caller: Caller): Promise<void> {
  const { spec } = await world.kubectl.json(
    ...['service', `own-${caller.name}`, '-n', caller.namespace],
  );
  const calls = (['http', 'passthrough', 'tcp'] as const).map(kind =>
    callTo(world.outside, kind, caller.ownHost, spec.clusterIP),
  );
  const outcomes = await caller.call(...calls);
  outcomes.forEach((outcome, index) =>
    expect(
      outcome.seen?.own?.startsWith(`${caller.name}-`) === true,
      `${caller.name} reaches its own Service on port ${calls[index].port}`,
      outcome,
    ),
  );
}

/** Another host outside, which no gateway leads to, on the same ports. */
async function otherHost(world: World, caller: Caller): Promise<void> {
  const { outside } = world;
  const calls = (['http', 'passthrough', 'tcp'] as const).map(kind =>
    callTo(outside, kind, `other.${DOMAIN}`, outside.otherAddress),
  );
  const address = await caller.ready();
  const outcomes = await caller.call(...calls);
  outcomes.forEach(outcome => expectFrom(address, caller.name, outcome));
}

/** The stranger tells its own proxy to open mTLS of the mesh to a gateway that does not name it. */
async function intruder(world: World, gateway: RunningGateway): Promise<void> {
  const { kubectl, outside, stranger } = world;
  const { namespace } = stranger;
  const upstream = gateway.model.upstreams.find(
    one => one.protocol === 'HTTP',
  )!;
  const { host, gatewayPort } = upstream;
  const metadata = { name: `intrudes-${gateway.model.name}`, namespace };
  const own = [
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'ServiceEntry',
      metadata,
      spec: {
        hosts: [host],
        exportTo: ['.'],
        ports: [
          {
            number: 80,
            name: 'http',
            protocol: 'HTTP',
            targetPort: gatewayPort,
          },
        ],
        resolution: 'STATIC',
        endpoints: [{ address: await gateway.serviceAddress() }],
      },
    },
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata,
      spec: {
        host,
        exportTo: ['.'],
        trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL', sni: host } },
      },
    },
  ];
  await kubectl.apply({ apiVersion: 'v1', kind: 'List', items: own });
  try {
    await eventually(20, async () => {
      const call = callTo(outside, 'http', host, outside.address);
      const [outcome] = await stranger.call(call);
      expect(outcome.status === 403, 'it is refused with 403', outcome);
    });
  } finally {
    await kubectl.delete(own);
  }
}

/** Plain calls to the ports of a gateway's Service, past everybody's routes. */
async function plainCalls(world: World, gateway: RunningGateway) {
  const address = await gateway.serviceAddress();
  for (const caller of [world.stranger, world.offMesh]) {
    for (const { host, gatewayPort } of gateway.model.upstreams) {
      const calls = (['http', 'tcp'] as const).map(kind => ({
        ...callTo(world.outside, kind, host, address),
        port: gatewayPort,
      }));
      const outcomes = await caller.call(...calls);
      outcomes.forEach(({ status }) =>
        expect(
          status === undefined,
          `${caller.name} gets no answer at port ${gatewayPort}`,
          status,
        ),
      );
    }
  }
}

/** Two teams ask for the same hosts at the same address. */
export async function startTeams(world: World) {
  await Promise.all(TEAMS.map(team => world.gatewayNamespace(team)));
  return Promise.all(
    PAIRS.flatMap((patterns, index) =>
      TEAMS.map(async (team, side) => {
        const gateway = await RunningGateway.start(world, {
          pattern: patterns[side],
          name: `${team}-${index}`,
          namespace: team,
          upstreams: SHARED.map(kind =>
            upstreamOf(
              kind,
              `shared-${index}`,
              world.outside,
              world.outside.addresses[6 + index],
            ),
          ),
        });
        return { team, index, patterns, gateway };
      }),
    ),
  );
}

type TeamGateway = Awaited<ReturnType<typeof startTeams>>[number];

async function tryPair(world: World, index: number, gateways: TeamGateway[]) {
  const { outside, teams, stranger, named } = world;
  const address = outside.addresses[6 + index];
  const callAll = async (caller: Caller, from: string) => {
    const calls = SHARED.map(kind =>
      callTo(outside, kind, hostOf(kind, `shared-${index}`), address),
    );
    const outcomes = await caller.call(...calls);
    outcomes.forEach(outcome => expectFrom(from, caller.name, outcome));
  };
  for (const { team, gateway } of gateways) {
    const from = await gateway.address();
    await eventually(20, () => callAll(teams[team], from));
  }
  // Third and fourth, who did not ask.
  await callAll(stranger, await stranger.ready());
  await callAll(named, await named.ready());
}

/** A third team has the host for itself, without a gateway. */
async function tryThird(world: World, index: number): Promise<void> {
  const { kubectl, outside, stranger } = world;
  const own = SHARED.filter(kind => kind !== 'simple').map(kind => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: {
      name: `own-${kind}-${index}`,
      namespace: stranger.namespace,
    },
    spec: {
      hosts: [hostOf(kind, `shared-${index}`)],
      exportTo: ['.'],
      ...(kind === 'tcp' ? { addresses: [outside.addresses[6 + index]] } : {}),
      ports: [
        {
          number: portOf(kind),
          name: kind,
          protocol: { http: 'HTTP', passthrough: 'TLS', tcp: 'TCP' }[
            kind as string
          ],
        },
      ],
      resolution: 'STATIC',
      endpoints: [{ address: outside.addresses[6 + index] }],
    },
  }));
  await kubectl.apply({ apiVersion: 'v1', kind: 'List', items: own });
  try {
    // Long enough for every proxy to know of it.
    await new Promise(resolve => {
      setTimeout(resolve, 3000);
    });
    const calls = SHARED.filter(kind => kind !== 'simple').map(kind =>
      callTo(
        outside,
        kind,
        hostOf(kind, `shared-${index}`),
        outside.addresses[6 + index],
      ),
    );
    const outcomes = await stranger.call(...calls);
    const from = await stranger.ready();
    outcomes.forEach(outcome => expectFrom(from, stranger.name, outcome));
  } finally {
    await kubectl.delete(own);
  }
}

/** Nobody is disturbed by gateways that are not for them. */
export async function tryNeighbours(
  checks: Checks,
  world: World,
  named: RunningGateway[],
  teams: TeamGateway[],
): Promise<void> {
  for (const caller of [world.named, world.unnamed, world.stranger]) {
    await checks.check(
      `${caller.name}'s own Service and another host on the same ports are undisturbed`,
      async () => {
        await ownService(world, caller);
        await otherHost(world, caller);
      },
    );
  }
  for (const gateway of named) {
    const { pattern } = gateway.model;
    await checks.check(
      `${pattern}: a sidecar that is not named gets 403, whatever it tells its proxy`,
      () => intruder(world, gateway),
    );
    await checks.check(
      `${pattern}: without mTLS of the mesh nobody gets an answer`,
      () => plainCalls(world, gateway),
    );
  }
  await Promise.all(
    PAIRS.map(async (patterns, index) => {
      await checks.check(
        `two teams with the same hosts (${patterns.join(
          ' and ',
        )}): each by its own gateway, others as before`,
        () =>
          tryPair(
            world,
            index,
            teams.filter(one => one.index === index),
          ),
      );
      await checks.check(
        `a third team's own ServiceEntries for them (${patterns.join(
          ' and ',
        )}) hold`,
        () => tryThird(world, index),
      );
    }),
  );
}
