import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { callTo, expectFrom } from './calls';
import { RunningGateway } from './Gateways';
import { CALLERS, CREDENTIALS, hostOf, upstreamOf } from './inputs';
import { namespaceOf } from './matrix';
import { DOMAIN, PORTS } from './Outside';
import { World } from './World';

const NAME = 'wary';
const UNTRUSTED = `untrusted-${NAME}.${DOMAIN}`;
const OTHER_NAME = `other-name-${NAME}.${DOMAIN}`;
const NO_CERTIFICATE = `no-certificate-${NAME}.${DOMAIN}`;

/** Starts a gateway to upstreams that it must not trust, and to one that it may. */
export function startWary(world: World): Promise<RunningGateway> {
  const { outside } = world;
  const opened = {
    protocol: 'TLS-ORIGINATION' as const,
    port: PORTS.tls,
    addresses: [outside.address],
  };
  return RunningGateway.start(world, {
    name: NAME,
    namespace: namespaceOf('injected'),
    clientNamespaces: [CALLERS.namespace],
    upstreams: [
      upstreamOf('simple', NAME, outside),
      // By the authorities of the operating system, which do not know ours.
      { ...opened, host: UNTRUSTED },
      {
        ...opened,
        host: OTHER_NAME,
        tls: {
          credentialName: CREDENTIALS.simple,
          subjectAltNames: ['somebody.else.example'],
        },
      },
      {
        ...opened,
        host: NO_CERTIFICATE,
        port: PORTS.mutual,
        tls: { credentialName: CREDENTIALS.simple },
      },
    ],
  });
}

/** The gateway verifies whom it calls, and shows a certificate only where it is told to. */
export async function tryTrust(
  checks: Checks,
  world: World,
  gateway: RunningGateway,
): Promise<void> {
  const { outside, named } = world;
  const call = async (host: string) => {
    const one = callTo(outside, 'simple', host, outside.address);
    const [outcome] = await named.call(one);
    return { one, outcome };
  };
  const refuses = (host: string) => async () => {
    const { one, outcome } = await call(host);
    expect(outcome.status === 503, 'the caller gets 503', outcome);
    const arrived = (await outside.arrivals()).filter(
      ({ token }) => token === one.token,
    );
    expect(arrived.length === 0, 'nothing arrives', arrived);
  };
  await checks.check('with the right authority and name it calls', () =>
    eventually(20, async () => {
      const { outcome } = await call(hostOf('simple', NAME));
      expectFrom(await gateway.address(), named.name, outcome);
    }),
  );
  await checks.check(
    'without a credential it trusts only what the operating system trusts',
    refuses(UNTRUSTED),
  );
  await checks.check(
    'a certificate for another name is refused',
    refuses(OTHER_NAME),
  );
  await checks.check(
    'with SIMPLE it does not get in where a certificate is asked for',
    refuses(NO_CERTIFICATE),
  );
}
