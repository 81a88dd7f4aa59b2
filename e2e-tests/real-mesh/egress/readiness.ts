import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { callTo } from './calls';
import { RunningGateway } from './Gateways';
import { CALLERS, PATTERNS, upstreamOf } from './inputs';
import { namespaceOf } from './matrix';
import { PORTS } from './Outside';
import { World } from './World';

/** Starts a gateway of every pattern whose readiness follows its upstream. */
export function startProbed(world: World): Promise<RunningGateway[]> {
  return Promise.all(
    PATTERNS.map(pattern => {
      const name = `${pattern}-probed`;
      return RunningGateway.start(world, {
        pattern,
        name,
        namespace: namespaceOf(pattern),
        upstreams: [upstreamOf('http', name, world.outside)],
        clientNamespaces: [CALLERS.namespace],
        readiness: { periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 1 },
      });
    }),
  );
}

async function expectState(
  world: World,
  gateway: RunningGateway,
  wanted: { ready: boolean; status: number },
): Promise<void> {
  const [{ host }] = gateway.model.upstreams;
  await eventually(40, async () => {
    const call = callTo(world.outside, 'http', host, world.outside.address);
    const [{ status }] = await world.named.call(call);
    const found = { ready: await gateway.isReady(), status };
    expect(
      found.ready === wanted.ready && found.status === wanted.status,
      JSON.stringify(wanted),
      found,
    );
  });
}

/** The upstream goes away and comes back, for all gateways at once. */
export async function tryReadiness(
  checks: Checks,
  world: World,
  gateways: RunningGateway[],
): Promise<void> {
  const all = (what: string, wanted: { ready: boolean; status: number }) =>
    Promise.all(
      gateways.map(one =>
        checks.check(`${one.model.pattern}: ${what}`, () =>
          expectState(world, one, wanted),
        ),
      ),
    );
  await all('ready while its upstream answers', { ready: true, status: 200 });
  await world.outside.closeOnly(PORTS.http);
  try {
    await all('not ready while its upstream is away', {
      ready: false,
      status: 503,
    });
  } finally {
    await world.outside.closeOnly();
  }
  await all('ready again when it is back', { ready: true, status: 200 });
}
