import { randomBytes } from 'node:crypto';
import {
  CaKeyType,
  createIntermediateCsr,
  generateCaKey,
  readCsr,
} from '@meshport/certificates';

export const POOL = 'projects/mesh/locations/europe-west1/caPools/istio';
export const DAY_MS = 86_400_000;

/** A date so many days from now. */
export const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);

/** A request for an intermediate, with a key of its own. */
export async function newRequest(
  options: {
    key?: CaKeyType;
    days?: number;
    pathLength?: number;
    organization?: string[];
  } = {},
) {
  const {
    key: type = 'P-256',
    days = 90,
    pathLength = 0,
    organization,
  } = options;
  const key = await generateCaKey(type);
  const csr = createIntermediateCsr({
    key,
    subject: { commonName: 'Istio east', organization },
    pathLength,
  });
  return {
    key,
    csr,
    pathLength,
    notAfter: inDays(days),
    idempotencyKey: randomBytes(16).toString('hex'),
    publicKey: readCsr(csr).publicKey,
  };
}
