import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { Kubectl } from '../Kubectl';
import { People } from '../portal';
import { Authorities } from './authorities';
import { withoutALostCall } from './CallLoop';
import { Istiod } from './Istiod';
import { Peer, Setting } from './Peers';
import { certificatesOf } from './Proxy';

/** The control plane that everything is done to. */
export const EAST = { cluster: 'east', namespace: 'istio-system' };
/** An issuance has to be done within this. */
export const ISSUE_SECONDS = 120;

const ENDED = ['ready', 'failed', 'rejected', 'cancelled'];

/** A real mesh whose authority the portal issues, and those who call in it. */
export class World {
  readonly kubectl: Kubectl;
  readonly istiod: Istiod;

  constructor(
    readonly setting: Setting,
    readonly people: People,
    readonly peers: Peer[],
    readonly authorities: Authorities,
  ) {
    this.kubectl = setting.kubectl;
    this.istiod = new Istiod(setting.kubectl);
  }

  /** A platform engineer asks for something, and security approves it. */
  async ask(kind: string, parameters: object): Promise<string> {
    const { platform, reviewer } = this.people;
    const { id, contentHash } = await platform.request('/api/mesh/requests', {
      kind,
      parameters,
      reason: 'The mesh gets an authority of its own.',
    });
    await reviewer.request(`/api/mesh/requests/${id}/approve`, { contentHash });
    return id;
  }

  look(id: string): Promise<any> {
    return this.people.platform.request(`/api/mesh/requests/${id}`);
  }

  /** Asks for something and waits until it is ready; ends at once where it failed. */
  async carryOut(
    kind: string,
    parameters: object,
    seconds: number,
  ): Promise<any> {
    const request = await this.ended(await this.ask(kind, parameters), seconds);
    expect(request.status === 'ready', `request ${kind} is ready`, {
      status: request.status,
      problem: request.problem,
    });
    return request;
  }

  /** Waits until a request has ended, whichever way. */
  ended(id: string, seconds: number): Promise<any> {
    return eventually(seconds, async () => {
      const now = await this.look(id);
      expect(ENDED.includes(now.status), `request ${now.kind} ends`, {
        status: now.status,
        problem: now.problem,
        progress: now.progress,
      });
      return now;
    });
  }

  /**
   * Does the same while everybody calls everybody, and no call is lost, not
   * until then either: a request is ready before workloads have turned over.
   */
  async withoutALostCall(
    kind: string,
    parameters: object,
    seconds: number,
    until: () => Promise<void>,
  ): Promise<void> {
    await withoutALostCall(this.peers, async () => {
      await this.carryOut(kind, parameters, seconds);
      await until();
    });
  }

  /**
   * Waits until every proxy shows itself by a certificate of an intermediate,
   * below a root that it trusts alone.
   *
   * @param signer - Serial of the intermediate, in lower-case hex.
   */
  async chainsTo(
    rootPem: string,
    signer: string,
    peers = this.peers,
  ): Promise<void> {
    const [root] = certificatesOf(rootPem);
    await eventually(90, async () => {
      for (const { name, proxy } of peers) {
        const { chain, roots } = await proxy.secrets();
        expect(
          roots.length === 1 && roots[0].fingerprint256 === root.fingerprint256,
          `${name} trusts ${root.subject} alone`,
          roots.map(({ subject }) => subject),
        );
        expect(
          isChainTo(chain, root),
          `the certificate of ${name} chains to ${root.subject}`,
          chain.map(({ subject, issuer }) => `${subject} by ${issuer}`),
        );
        expect(
          chain[1]?.serialNumber.toLowerCase() === signer,
          `${name} is signed by the certificate ${signer}`,
          chain[1]?.serialNumber,
        );
      }
    });
  }

  /** The intermediate in the Secret. */
  async intermediate() {
    const secret = await this.kubectl.json(
      ...['-n', 'istio-system', 'secret', 'cacerts'],
    );
    const pem = Buffer.from(secret.data['ca-cert.pem'], 'base64').toString();
    return { secret, certificate: certificatesOf(pem)[0] };
  }
}

/** Whether each certificate was signed by the next one, and the last by the root. */
export function isChainTo(
  chain: ReturnType<typeof certificatesOf>,
  root: ReturnType<typeof certificatesOf>[0],
): boolean {
  const upTo =
    chain.at(-1)?.fingerprint256 === root.fingerprint256
      ? chain
      : [...chain, root];
  return (
    upTo.length > 2 &&
    upTo
      .slice(0, -1)
      .every((one, index) => one.verify(upTo[index + 1].publicKey))
  );
}
