import { generateKeyPairSync, KeyObject } from 'crypto';
import { sequence } from '../asn1/write';
import { Certificate } from '../certificate/Certificate';
import {
  authorityKeyIdentifier,
  basicConstraints,
  extendedKeyUsage,
  keyUsage,
  subjectAltName,
} from '../certificate/extensions';
import { makeCertificate } from '../certificate/makeCertificate';
import { spkiOf } from '../keys/keyTypes';

const DAY_MS = 24 * 3600_000;
/** istiod dates its workload certificates back by two minutes. */
const BACKDATED_MS = 2 * 60_000;

/** A workload's certificate as istiod signs it, with its key. */
export interface WorkloadCertificate {
  certificate: string;
  key: KeyObject;
}

/**
 * Signs a throw-away workload certificate with the shape that istiod gives it: no
 * subject, the SPIFFE identity as a critical alternative name, both extended key
 * usages, the authority's key identifier where the authority has one, a life of a
 * day at most.
 */
export function createWorkloadCertificate(options: {
  authority: Certificate;
  authorityKey: KeyObject;
  identity: string;
  now?: Date;
}): WorkloadCertificate {
  const { authority, authorityKey, identity, now = new Date() } = options;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { subjectKey } = authority;
  const certificate = makeCertificate(
    {
      subject: sequence(),
      issuer: authority.subject,
      notBefore: new Date(now.getTime() - BACKDATED_MS),
      notAfter: new Date(
        Math.min(now.getTime() + DAY_MS, authority.notAfter.getTime()),
      ),
      spki: spkiOf(privateKey),
      extensions: [
        keyUsage(['digitalSignature', 'keyEncipherment']),
        extendedKeyUsage(['serverAuth', 'clientAuth']),
        basicConstraints(false),
        ...(subjectKey
          ? [authorityKeyIdentifier(Buffer.from(subjectKey, 'hex'))]
          : []),
        subjectAltName({ uri: [identity] }, { critical: true }),
      ],
    },
    authorityKey,
  );
  return { certificate, key: privateKey };
}
