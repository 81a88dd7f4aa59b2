import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { LoopOutcome } from '../egress/Callers';
import { Handshakes } from './Proxy';
import { Peer } from './Peers';

/** Longer would hide a failure that is over soon. */
const EVERY_MILLISECONDS = 150;
/** So many answers in a row are no accident. */
const STEADY = 5;

/** What came of a loop of calls. */
export interface CallsMade {
  made: number;
  /** Calls that were not answered with 200, with the way and what came back. */
  lost: string[];
  /** How many calls each way made. */
  ways: Record<string, number>;
  /** Handshakes of TLS meanwhile, of all Envoys. */
  handshakes: Handshakes;
}

/** Calls of each peer to each other one, each by a connection of its own. */
export class CallLoop {
  private constructor(
    private readonly peers: Peer[],
    private readonly before: Handshakes,
  ) {}

  static async start(peers: Peer[]): Promise<CallLoop> {
    const loop = new CallLoop(peers, await handshakesOf(peers));
    for (const { from, to, name } of waysOf(peers)) {
      await from.caller.startLoop(name, callTo(to), EVERY_MILLISECONDS);
    }
    return loop;
  }

  async end(): Promise<CallsMade> {
    const calls: CallsMade = {
      made: 0,
      lost: [],
      ways: {},
      handshakes: { made: 0, resumed: 0, failed: 0 },
    };
    for (const { from, name } of waysOf(this.peers)) {
      const outcome: LoopOutcome = await from.caller.endLoop(name);
      calls.made += outcome.made;
      calls.ways[name] = outcome.made;
      calls.lost.push(
        ...outcome.lost.map(
          ({ at, status, error, text }) =>
            `${at} ${name}: ${status ?? error} ${text ?? ''}`,
        ),
      );
    }
    calls.lost.sort();
    const after = await handshakesOf(this.peers);
    calls.handshakes = {
      made: after.made - this.before.made,
      resumed: after.resumed - this.before.resumed,
      failed: after.failed - this.before.failed,
    };
    return calls;
  }
}

/** A call to a peer by its Service. */
export function callTo(to: Peer) {
  return {
    kind: 'http' as const,
    address: to.address,
    port: 80,
    host: to.host,
    token: to.name,
  };
}

/** From each peer to each other one. */
function waysOf(peers: Peer[]) {
  return peers.flatMap(from =>
    peers
      .filter(to => to !== from)
      .map(to => ({ from, to, name: `${from.name} to ${to.name}` })),
  );
}

/**
 * Waits until every way is answered again and again. What a mesh takes to come
 * up at first is not what is tried here.
 */
export async function waysAnswer(peers: Peer[]): Promise<void> {
  for (const { from, to, name } of waysOf(peers)) {
    await eventually(90, async () => {
      for (let count = 0; count < STEADY; count++) {
        const [{ status, error, text }] = await from.caller.call(callTo(to));
        expect(status === 200, `${name} is answered`, text ?? error ?? status);
      }
    });
  }
}

/** What agents said of certificates before a call was lost, which tells whose fault it is. */
export async function agentsBefore(peers: Peer[], lost: string) {
  const [end] = lost.split(' ');
  const start = new Date(Date.parse(end) - 60_000).toISOString();
  const said: Record<string, string[]> = {};
  for (const { name, proxy } of peers) {
    said[name] = (await proxy.linesSince(start))
      .filter(line => line <= end && /certificate|ca request/.test(line))
      .slice(-3);
  }
  return said;
}

async function handshakesOf(peers: Peer[]): Promise<Handshakes> {
  const sum = { made: 0, resumed: 0, failed: 0 };
  for (const { proxy } of peers) {
    const one = await proxy.handshakes();
    sum.made += one.made;
    sum.resumed += one.resumed;
    sum.failed += one.failed;
  }
  return sum;
}

/**
 * Does something while every peer calls every other one, and expects that no
 * call fails.
 */
export async function withoutALostCall<T>(
  peers: Peer[],
  during: () => Promise<T>,
): Promise<{ result: T; calls: CallsMade }> {
  const loop = await CallLoop.start(peers);
  let result: T;
  let calls: CallsMade;
  try {
    result = await during();
  } finally {
    calls = await loop.end();
  }
  if (calls.lost.length > 0) {
    expect(false, `no call of ${calls.made} is lost`, {
      lost: calls.lost.length,
      first: calls.lost.slice(0, 5),
      last: calls.lost.slice(-2),
      agents: await agentsBefore(peers, calls.lost[0]),
    });
  }
  const ways = peers.length * (peers.length - 1);
  expect(
    Object.values(calls.ways).filter(made => made > 20).length === ways,
    'every way was gone again and again',
    calls.ways,
  );
  // What was agreed before would prove nothing of the new certificates. Both sides count.
  const { made, resumed } = calls.handshakes;
  expect(
    made - resumed >= calls.made * 2,
    'each call was a whole handshake',
    calls.handshakes,
  );
  return { result, calls };
}
