import {
  CaKeyType,
  createIntermediateCsr,
  createRoot,
  generateCaKey,
  LocalAuthority,
  preflight,
  assembleBundle,
  privateKeyPem,
} from '@meshport/certificates';
import { KeyObject } from 'crypto';

const DAY_MS = 24 * 3600_000;
const days = (count: number) => new Date(Date.now() + count * DAY_MS);
const subject = (commonName: string) => ({
  commonName,
  organization: ['Shop'],
});

/** An authority below a root, as a provider has it. */
export async function makeAuthority(type: CaKeyType): Promise<LocalAuthority> {
  const rootKey = await generateCaKey(type);
  const certificate = createRoot({
    key: rootKey,
    subject: subject('Root'),
    notAfter: days(3650),
  });
  const root = new LocalAuthority({ key: rootKey, certificate });
  const key = await generateCaKey(type);
  const csr = createIntermediateCsr({
    key,
    subject: subject('Issuing CA'),
    pathLength: 1,
  });
  return new LocalAuthority({
    key,
    certificate: root.signIntermediate(csr, {
      notAfter: days(1000),
      pathLength: 1,
    }),
    chain: certificate,
  });
}

/** Milliseconds of one issuance: ours, and of them those of the trial handshake. */
export interface IssuanceTimes {
  ours: number;
  handshake: number;
}

/**
 * One issuance with a key that is there: the request before the provider, and
 * what follows it, the bundle with its preflight and the key file. The provider's
 * own work is not counted.
 */
export async function issueOnce(
  provider: LocalAuthority,
  key: KeyObject,
): Promise<IssuanceTimes> {
  const begun = performance.now();
  const csr = createIntermediateCsr({
    key,
    subject: { ...subject('Istio CA'), locality: ['east'] },
    pathLength: 0,
  });
  const asked = performance.now();
  const certificate = provider.signIntermediate(csr, {
    notAfter: days(90),
    pathLength: 0,
  });
  const answered = performance.now();
  const bundle = assembleBundle({ certificate, issuers: provider.chain });
  const { fit, findings, handshakeMilliseconds } = await preflight(bundle, key);
  privateKeyPem(key).fill(0);
  const ended = performance.now();
  if (!fit || handshakeMilliseconds === undefined) {
    throw new Error(`the bundle is not fit: ${JSON.stringify(findings)}`);
  }
  return {
    ours: asked - begun + (ended - answered),
    handshake: handshakeMilliseconds,
  };
}
