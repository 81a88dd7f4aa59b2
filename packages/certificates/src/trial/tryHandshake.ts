import { KeyObject } from 'crypto';
import { once } from 'events';
import { duplexPair } from 'stream';
import {
  connect,
  createServer,
  PeerCertificate,
  SecureContextOptions,
  TLSSocket,
} from 'tls';
import { BundleFinding } from '../bundle/BundleFinding';
import { CaBundle } from '../bundle/CaBundle';
import { certificatesOf } from '../certificate/Certificate';
import { revocationListsOf } from '../revocation/readRevocationLists';
import { createWorkloadCertificate } from './workloadCertificate';

const LONGEST_MS = 10_000;
const WORKLOAD = 'ns/meshport-trial/sa/trial';

/** How a trial went. */
export interface TrialHandshake {
  passed: boolean;
  /** From the beginning, with the signing of the certificate. */
  milliseconds: number;
  /** Why it failed. */
  finding?: BundleFinding;
}

function handshakeFinding(error: Error & { code?: string }): BundleFinding {
  return {
    code: 'handshake-failed',
    severity: 'error',
    file: 'cert-chain.pem',
    text: `Two workloads with certificates of this bundle cannot speak mTLS: ${
      error.message
    }${error.code ? ` (${error.code})` : ''}.`,
    mend: 'Mend the other findings; where there is none, have the certificate issued again and check the authority with openssl verify -x509_strict.',
  };
}

function identityError(
  identity: string,
  { subjectaltname }: PeerCertificate,
): Error | undefined {
  return subjectaltname === `URI:${identity}`
    ? undefined
    : new Error(`the peer is ${subjectaltname}, not ${identity}`);
}

/** A timer that keeps the process alive: a connection within it does not. */
function deadline(milliseconds: number) {
  const controller = new AbortController();
  const timer = setTimeout(
    () => controller.abort(new Error(`no end within ${milliseconds} ms`)),
    milliseconds,
  );
  return { signal: controller.signal, stop: () => clearTimeout(timer) };
}

async function shakeHands(context: SecureContextOptions, identity: string) {
  const [near, far] = duplexPair();
  const server = createServer({
    ...context,
    requestCert: true,
    rejectUnauthorized: true,
  });
  const { signal, stop } = deadline(LONGEST_MS);
  const accepted = Promise.race([
    once(server, 'secureConnection', { signal }),
    once(server, 'tlsClientError', { signal }).then(([error]) => {
      throw error;
    }),
  ]) as Promise<[TLSSocket]>;
  const client = connect({
    ...context,
    socket: near,
    checkServerIdentity: (_, peer) => identityError(identity, peer),
  });
  const connected = once(client, 'secureConnect', { signal });
  try {
    server.emit('connection', far);
    // Both sides have judged the other only when both are through; whoever
    // refuses first has the reason.
    await Promise.all([accepted, connected]);
  } finally {
    stop();
    client.destroy();
    near.destroy();
    far.destroy();
  }
}

/**
 * Signs a throw-away workload certificate as istiod would and does a real mTLS
 * handshake with it on both sides, within this process. OpenSSL judges: the path
 * up to a self-signed root, validity, path lengths, usages, and revocation where
 * the bundle has lists. By the machine's clock.
 */
export async function tryHandshake(
  bundle: CaBundle,
  key: KeyObject,
  { trustDomain = 'cluster.local' }: { trustDomain?: string } = {},
): Promise<TrialHandshake> {
  const begun = performance.now();
  const took = () => performance.now() - begun;
  try {
    const identity = `spiffe://${trustDomain}/${WORKLOAD}`;
    const workload = createWorkloadCertificate({
      authority: certificatesOf(bundle.certificate, 'ca-cert.pem')[0],
      authorityKey: key,
      identity,
    });
    await shakeHands(
      {
        cert: workload.certificate + bundle.chain,
        key: workload.key.export({ type: 'pkcs8', format: 'pem' }),
        ca: bundle.root,
        // One by one: Node.js reads the first of a file alone.
        ...(bundle.crl && {
          crl: revocationListsOf(bundle.crl).map(({ pem }) => pem),
        }),
      },
      identity,
    );
    return { passed: true, milliseconds: took() };
  } catch (error) {
    return {
      passed: false,
      milliseconds: took(),
      finding: handshakeFinding(error as Error),
    };
  }
}
