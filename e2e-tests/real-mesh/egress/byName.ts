import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { callTo, expectFrom } from './calls';
import { RunningGateway } from './Gateways';
import { CALLERS, hostOf, Kind, upstreamOf } from './inputs';
import { namespaceOf } from './matrix';
import { World } from './World';

const NAME = 'by-name';
const KINDS: Kind[] = ['http', 'passthrough', 'tcp'];

/**
 * Starts a gateway whose upstreams have no fixed addresses. In the place of the
 * cluster's DNS, its pod has a hosts file.
 */
export function startByName(world: World): Promise<RunningGateway> {
  const { outside } = world;
  const hosts = KINDS.map(kind => hostOf(kind, NAME));
  return RunningGateway.start(
    world,
    {
      name: NAME,
      namespace: namespaceOf('injected'),
      callers: [{ namespace: CALLERS.namespace }],
      upstreams: KINDS.map(kind => {
        const { addresses, ...upstream } = upstreamOf(kind, NAME, outside);
        return upstream;
      }),
    },
    { ...world.environment, dnsCapture: true },
    object =>
      object.kind === 'Deployment'
        ? {
            ...object,
            spec: {
              ...object.spec,
              template: {
                ...object.spec.template,
                spec: {
                  ...object.spec.template.spec,
                  hostAliases: [{ ip: outside.address, hostnames: hosts }],
                },
              },
            },
          }
        : object,
  );
}

/** Calls by name, of a caller whose proxy answers DNS. */
export async function tryByName(
  checks: Checks,
  world: World,
  gateway: RunningGateway,
): Promise<void> {
  const { outside, resolving } = world;
  for (const kind of KINDS) {
    await checks.check(
      `${kind} by name, without a fixed address: by the gateway`,
      () =>
        eventually(20, async () => {
          const host = hostOf(kind, NAME);
          const call = callTo(outside, kind, host, host);
          const [outcome] = await resolving.call(call);
          expectFrom(await gateway.address(), resolving.name, outcome);
        }),
    );
  }
  // One proxy answers DNS, the other does not: neither may be caught by the port.
  for (const caller of [resolving, world.unnamed]) {
    await checks.check(
      `${caller.name}'s connection to another address on the same port goes there`,
      async () => {
        const call = callTo(outside, 'tcp', '', outside.otherAddress);
        const [outcome] = await caller.call(call);
        expectFrom(await caller.ready(), caller.name, outcome);
      },
    );
  }
}
