import { GoogleError } from './googleError';
import { RequestedCertificate } from './requestedCertificate';
import { GoogleAuthority, GooglePool } from './resources';

/** Which authority of a pool issues: the one named, or each in turn. */
export class IssuerChoice {
  #turn = 0;

  /** @throws GoogleError where none can issue */
  of(pool: GooglePool, id: string | undefined): GoogleAuthority {
    return id ? named(pool, id) : this.#next(pool);
  }

  #next(pool: GooglePool): GoogleAuthority {
    const enabled = pool.authorities.filter(
      ({ state = 'ENABLED' }) => state === 'ENABLED',
    );
    if (!enabled.length) {
      throw new GoogleError(
        'FAILED_PRECONDITION',
        'There are no enabled CAs in the CaPool.',
      );
    }
    this.#turn += 1;
    return enabled[this.#turn % enabled.length];
  }
}

function named(pool: GooglePool, id: string): GoogleAuthority {
  const entry = pool.authorities.find(known => known.id === id);
  if (!entry) {
    throw new GoogleError(
      'NOT_FOUND',
      `Resource '${pool.name}/certificateAuthorities/${id}' was not found`,
    );
  }
  const { state = 'ENABLED' } = entry;
  if (state !== 'ENABLED' && state !== 'STAGED') {
    throw new GoogleError(
      'FAILED_PRECONDITION',
      `CertificateAuthority '${id}' is in state ${state} and cannot issue certificates.`,
    );
  }
  return entry;
}

/** @throws GoogleError where the new authority would stand too deep */
export function checkPathLength(
  { isCa, pathLength }: RequestedCertificate,
  { authority }: GoogleAuthority,
): void {
  const room = authority.pathLength;
  if (!isCa || room === undefined) {
    return;
  }
  if (room === 0) {
    throw new GoogleError(
      'INVALID_ARGUMENT',
      'The issuing CertificateAuthority has a maximum path length of 0 and cannot issue CA certificates.',
    );
  }
  if (pathLength === undefined || pathLength >= room) {
    throw new GoogleError(
      'INVALID_ARGUMENT',
      `max_issuer_path_length must be less than the issuing CertificateAuthority's, which is ${room}.`,
    );
  }
}

/** @throws GoogleError in the DevOps tier, which keeps no certificates */
export function demandEnterprise(pool: GooglePool): void {
  if (pool.tier === 'DEVOPS') {
    throw new GoogleError(
      'FAILED_PRECONDITION',
      `Certificates of CaPool '${pool.name}' are not stored: it is of the DEVOPS tier.`,
    );
  }
}
