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
  /certificate verification error at depth \d+: [^,:\t]+/,
  /x509: [^"\\]+?(?= \(|"|\\|$)/,
  /OPENSSL_internal:(?!CERTIFICATE_VERIFY_FAILED|TLSV1_ALERT|SSLV3_ALERT)[A-Z_]+/,
  /[Ff]ailed to load (?:certificate|private key|trusted CA)[^:\t]*/,
];

/** Two pods whose certificates live for seconds: they show soon what istiod hands out. */
export class Witnesses {
  constructor(
    private readonly peers: Peer[],
    /** Seconds of a certificate's life. */
    private readonly life: number,
  ) {}

  /** Waits until both took a new certificate that an authority signed. */
  async renewBy(
    authority: X509Certificate,
    seconds = this.life * 2 + 8,
  ): Promise<void> {
    const before = new Map<string, string | undefined>();
    for (const { name, proxy } of this.peers) {
      before.set(name, (await proxy.secrets()).chain[0]?.serialNumber);
    }
    await eventually(seconds, async () => {
      for (const { name, proxy } of this.peers) {
        const [leaf] = (await proxy.secrets()).chain;
        expect(
          leaf?.verify(authority.publicKey) &&
            leaf.serialNumber !== before.get(name),
          `${name} has a new certificate of ${authority.subject}`,
          leaf?.issuer,
        );
      }
    });
  }

  /** Calls both ways, after both had the time to take what istiod hands out. */
  async observe(authority: X509Certificate): Promise<Observed> {
    const since = new Date().toISOString();
    const renewed = await this.renewBy(authority).then(
      () => true,
      () => false,
    );
    // Envoy takes a new certificate a moment after its agent.
    await sleep(500);
    const reasons: string[] = renewed ? [] : ['no certificate arrives'];
    for (const { proxy } of this.peers) {
      await proxy.explainConnections();
    }
    let answered = true;
    for (const from of this.peers) {
      const to = this.peers.find(one => one !== from)!;
      const [{ status }] = await from.caller.call(callTo(to));
      answered &&= status === 200;
    }
    if (!renewed || !answered) {
      for (const { proxy } of this.peers) {
        reasons.push(...reasonsIn(await proxy.linesSince(since)));
      }
    }
    return { works: renewed && answered, said: [...new Set(reasons)].sort() };
  }
}

function reasonsIn(lines: string[]): string[] {
  return lines.flatMap(line => {
    const reason = REASONS.map(one => one.exec(line)?.[0]).find(Boolean);
    return reason ? [reason.replace('OPENSSL_internal:', '').trim()] : [];
  });
}
