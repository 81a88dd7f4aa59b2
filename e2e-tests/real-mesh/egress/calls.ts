import { randomUUID } from 'node:crypto';
import { expect } from '../../support/expect';
import { Call, Caller, Outcome } from './Callers';
import { Kind, portOf } from './inputs';
import { Outside, PORTS } from './Outside';

/** A call to an upstream of a kind, as a program makes it that knows nothing of gateways. */
export function callTo(
  outside: Outside,
  kind: Kind,
  host: string,
  address: string,
): Call {
  const call = { address, port: portOf(kind), token: randomUUID() };
  switch (kind) {
    case 'passthrough':
      return { ...call, kind: 'https', host, authority: outside.authority.pem };
    case 'tcp':
      return { ...call, kind: 'tcp' };
    default:
      return { ...call, kind: 'http', host };
  }
}

/** @throws When the call was not answered, or came from another address. */
export function expectFrom(
  address: string,
  who: string,
  outcome: Outcome,
): asserts outcome is Required<Pick<Outcome, 'seen'>> & Outcome {
  expect(
    outcome.status === 200 && outcome.seen?.from === address,
    `the call of ${who} arrives from ${address}`,
    outcome,
  );
}

/**
 * Headers that the mesh adds and nobody outside is to see. Envoy writes
 * `x-envoy-original-host` when it rewrites the authority, after everything that
 * a route can take away; it bears only the name that the outside called.
 */
const OURS = /^x-(forwarded-client-cert|envoy-(?!original-host$))/;

/** @throws When the upstream saw another way of calling than its kind asks for. */
export function expectKind(kind: Kind, host: string, outcome: Outcome): void {
  const { seen } = outcome;
  const leaked = Object.keys(seen?.headers ?? {}).filter(one => OURS.test(one));
  expect(
    kind === 'passthrough' || leaked.length === 0,
    'no header of the mesh arrives',
    leaked,
  );
  const wanted = {
    http: { port: PORTS.http, host },
    simple: { port: PORTS.tls, host, serverName: host },
    mutual: {
      port: PORTS.mutual,
      host,
      serverName: host,
      client: 'gateway-of-ours',
    },
    passthrough: { port: PORTS.tls, host, serverName: host },
    tcp: { port: PORTS.tcp },
  }[kind];
  for (const [key, value] of Object.entries(wanted)) {
    expect(
      seen?.[key as keyof typeof seen] === value,
      `the upstream sees ${key} ${value}`,
      seen,
    );
  }
}

/**
 * @throws When a call was answered: HTTP is refused with 403, a connection is
 * closed, and nothing arrives outside.
 */
export async function expectRefused(
  outside: Outside,
  kind: Kind,
  who: Caller,
  token: string,
  outcome: Outcome,
): Promise<void> {
  const http = ['http', 'simple', 'mutual'].includes(kind);
  expect(
    http
      ? outcome.status === 403
      : outcome.status === undefined &&
          /^(ECONNRESET|closed|EPIPE)$/.test(outcome.error ?? ''),
    `the call of ${who.name} is refused`,
    outcome,
  );
  const arrived = (await outside.arrivals()).filter(one => one.token === token);
  expect(arrived.length === 0, 'nothing of it arrives', arrived);
}
