import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { callTo, expectFrom } from './calls';
import { RunningGateway } from './Gateways';
import { CALLERS } from './inputs';
import { namespaceOf } from './matrix';
import { DOMAIN, PORTS } from './Outside';
import { World } from './World';

/**
 * The patterns whose streams are refused before the first word. A listener of
 * the Gateway API cannot say who may open TLS; the model warns of it.
 */
const FENCED = ['injected', 'helm'] as const;

/** Starts gateways to a server that speaks before its client does. */
export function startFirstWord(world: World): Promise<RunningGateway[]> {
  return Promise.all(
    FENCED.map((pattern, index) => {
      const name = `${pattern}-greeted`;
      return RunningGateway.start(world, {
        pattern,
        name,
        namespace: namespaceOf(pattern),
        callers: [
          {
            namespace: CALLERS.namespace,
            serviceAccounts: [CALLERS.named],
          },
        ],
        upstreams: [
          {
            host: `${name}.${DOMAIN}`,
            protocol: 'TCP',
            port: PORTS.speaksFirst,
            addresses: [world.outside.addresses[index]],
          },
        ],
      });
    }),
  );
}

/** Envoy judges a stream at the client's first byte; some servers speak before that. */
export async function tryFirstWord(
  checks: Checks,
  world: World,
  gateways: RunningGateway[],
): Promise<void> {
  const { outside, named, unnamed } = world;
  for (const gateway of gateways) {
    const { pattern, upstreams } = gateway.model;
    const [{ host, addresses = [] }] = upstreams;
    const call = () => ({
      ...callTo(outside, 'tcp', host, addresses[0]),
      port: PORTS.speaksFirst,
      silent: true,
    });
    await checks.check(
      `${pattern}, tcp, named: who is not named does not hear what the server says first`,
      async () => {
        await eventually(20, async () => {
          const [heard] = await named.call(call());
          expectFrom(await gateway.address(), named.name, heard);
        });
        const [outcome] = await unnamed.call(call());
        expect(
          outcome.status === undefined &&
            /^(ECONNRESET|closed)$/.test(outcome.error ?? ''),
          'its connection is closed',
          outcome,
        );
      },
    );
  }
}
