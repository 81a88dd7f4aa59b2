import { X509Certificate } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../../support/eventually';
import { expect } from '../../../support/expect';
import { callTo } from '../CallLoop';
import { Peer } from '../Peers';

/** What came of a bundle at two pods. */
export interface Observed {
  /** Calls both ways are answered by what istiod signed with it. */
  works: boolean;
  /** Why not, in the words of the pods' agents and Envoys. */
  said: string[];
}

/** Of a line of Envoy or its agent, why a certificate was not taken. */
const REASONS = [
  /certificate verification error at depth \d+: [^,:\t]+(?:: [^,:\t|]+)?/,
  /x509: [^"\\]+?(?= \(|"|\\|$)/,
  /OPENSSL_internal:(?!CERTIFICATE_VERIFY_FAILED|TLSV1_ALERT|SSLV3_ALERT)[A-Z_]{6,}/,
  /[Ff]ailed to load (?:certificate|private key|trusted CA)[^:\t]*/,
];

/** Agents that found no istiod for a while look for it seldom. */
const ARRIVAL_SECONDS = 90;

/** Two pods whose certificates live for seconds: they show soon what istiod hands out. */
export class Witnesses {
  constructor(
    private readonly peers: Peer[],
    /** Seconds of a certificate's life. */
    private readonly life: number,
  ) {}

  /** Waits until both took a new certificate that an authority signed. */
  async renewBy(authority: X509Certificate, seconds: number): Promise<void> {
    const before = await this.#serials();
    await eventually(seconds, () => this.#expectRenewed(authority, before));
  }

  /**
   * Calls both ways, after both had the time to take what istiod hands out.
   *
   * @throws When no certificate arrives and nobody says why: then it is late,
   * and tells nothing.
   */
  async observe(authority: X509Certificate): Promise<Observed> {
    const since = new Date().toISOString();
    const renewed = await this.#renewedOrRefused(authority, since);
    if (!renewed) {
      const reasons = await this.#reasonsSince(since);
      return { works: false, said: ['no certificate arrives', ...reasons] };
    }
    // Envoy takes a new certificate a moment after its agent.
    await sleep(500);
    for (const { proxy } of this.peers) {
      await proxy.explainConnections();
    }
    let answered = true;
    for (const from of this.peers) {
      const to = this.peers.find(one => one !== from)!;
      const [{ status }] = await from.caller.call(callTo(to));
      answered &&= status === 200;
    }
    return {
      works: answered,
      said: answered ? [] : await this.#reasonsSince(since),
    };
  }

  /** Whether a new certificate arrives, or does not for a reason that is said. */
  async #renewedOrRefused(
    authority: X509Certificate,
    since: string,
  ): Promise<boolean> {
    const before = await this.#serials();
    let refusedAt: number | undefined;
    return eventually(ARRIVAL_SECONDS, async () => {
      try {
        await this.#expectRenewed(authority, before);
        return true;
      } catch (error) {
        if ((await this.#reasonsSince(since)).length > 0) {
          refusedAt ??= Date.now();
        }
        // An agent asks again soon; what is refused once may be taken then.
        if (refusedAt && Date.now() - refusedAt > this.life * 2000) {
          return false;
        }
        throw error;
      }
    });
  }

  async #serials(): Promise<Map<string, string | undefined>> {
    const serials = new Map<string, string | undefined>();
    for (const { name, proxy } of this.peers) {
      serials.set(name, (await proxy.secrets()).chain[0]?.serialNumber);
    }
    return serials;
  }

  async #expectRenewed(
    authority: X509Certificate,
    before: Map<string, string | undefined>,
  ): Promise<void> {
    for (const { name, proxy } of this.peers) {
      const [leaf] = (await proxy.secrets()).chain;
      expect(
        leaf?.verify(authority.publicKey) &&
          leaf.serialNumber !== before.get(name),
        `${name} has a new certificate of ${authority.subject}`,
        leaf?.issuer,
      );
    }
  }

  async #reasonsSince(time: string): Promise<string[]> {
    const reasons: string[] = [];
    for (const { proxy } of this.peers) {
      reasons.push(...reasonsIn(await proxy.linesSince(time)));
    }
    return [...new Set(reasons)].sort();
  }
}

function reasonsIn(lines: string[]): string[] {
  return lines.flatMap(line => {
    const reason = REASONS.map(one => one.exec(line)?.[0]).find(Boolean);
    return reason ? [reason.replace('OPENSSL_internal:', '').trim()] : [];
  });
}
