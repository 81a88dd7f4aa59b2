import { expect } from '../../support/expect';
import { LoopOutcome } from '../egress/Callers';
import { Handshakes } from './Proxy';
import { Peer } from './Peers';

/** Longer would hide a failure that is over soon. */
const EVERY_MILLISECONDS = 150;

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
  expect(calls.lost.length === 0, `no call of ${calls.made} is lost`, {
    lost: calls.lost.length,
    first: calls.lost.slice(0, 5),
  });
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
