import {
  CaIssuanceState,
  CaKeyType,
} from '@meshport/backstage-plugin-mesh-common';

/** Of an intermediate; written into the request that the authority signs. */
export interface IntermediateSubject {
  commonName: string;
  organization: string;
  /** Istio's own tool puts the cluster here (`L=`). */
  locality: string;
}

/** What is asked for; never changed. */
export interface IssuanceOrder {
  /** What it is for, e.g. `request/ID`: tries of one operation follow each other. */
  operation: string;
  requestId: string;
  cluster: string;
  /** Of the control plane. */
  namespace: string;
  /** Name of the configured authority. */
  authority: string;
  /** Type of its provider. */
  provider: string;
  keyType: CaKeyType;
  validityDays: number;
  subject: IntermediateSubject;
  /** Whether the approval is for renewals with the same facts too. */
  renewals: 'inAdvance' | 'ask';
}

/** A certificate that is public, with what names it at its authority. */
export interface IssuedCertificate {
  /** PEM of the intermediate. */
  certificate: string;
  /** From its issuer up to the root, each in PEM. */
  chain: string[];
  /** What the provider calls it; revoking needs it. */
  reference: string;
}

/** What happened, by type. A key is in none of it. */
export type IssuanceEvent =
  | { type: 'requested'; text: string }
  | { type: 'approved'; text: string }
  | {
      type: 'keyed';
      text: string;
      /** Stored before the first call that bears it. */
      idempotencyKey: string;
      /** SHA-256 of the public key (SPKI, DER) in lower-case hexadecimal. */
      publicKey: string;
      csr: string;
      /** When the certificate is asked to end, ISO 8601; the same in every try. */
      notAfter: string;
    }
  /** A call without a certain answer. */
  | { type: 'unanswered'; text: string }
  | ({ type: 'issued'; text: string } & IssuedCertificate)
  | {
      type: 'checked';
      text: string;
      /** Whether every istiod has to be restarted to take it. */
      restart?: boolean;
      /** UIDs of the istiods that ran before it was written. */
      istiods?: string[];
    }
  | {
      type: 'written';
      text: string;
      /** SHA-256 of the certificate (DER) in lower-case hexadecimal. */
      fingerprint: string;
      /** SHA-256 of each root in `root-cert.pem`. */
      roots: string[];
    }
  | { type: 'live'; text: string }
  | { type: 'failed'; text: string; mend: string }
  | { type: 'orphaned'; text: string; mend: string }
  /** Its serial was looked for at the authority. */
  | {
      type: 'sought';
      text: string;
      /** Absent when the authority cannot tell, or could not be asked. */
      found?: { certificate: string; reference: string; revoked: boolean }[];
    }
  | {
      type: 'revoked';
      text: string;
      requestId?: string;
    };

/** An event with its moment. */
export type StoredEvent = IssuanceEvent & {
  /** Milliseconds since 1970. */
  at: number;
};

/** One try to have an intermediate, with its history. */
export interface Issuance extends IssuanceOrder {
  id: string;
  /** From 1, within its operation. */
  number: number;
  createdAt: number;
  /** Oldest first. */
  events: StoredEvent[];
}

const STATES: ReadonlySet<string> = new Set<CaIssuanceState>([
  'requested',
  'approved',
  'keyed',
  'issued',
  'checked',
  'written',
  'live',
  'failed',
  'orphaned',
  'revoked',
]);

/** How far an issuance is: the last event that is a state. */
export function stateOf({ events }: Pick<Issuance, 'events'>): CaIssuanceState {
  const last = events.findLast(({ type }) => STATES.has(type));
  return (last?.type ?? 'requested') as CaIssuanceState;
}

/** The last event of a type. */
export function lastOf<T extends IssuanceEvent['type']>(
  { events }: Pick<Issuance, 'events'>,
  type: T,
): (StoredEvent & { type: T }) | undefined {
  return events.findLast(event => event.type === type) as
    | (StoredEvent & { type: T })
    | undefined;
}

/** States in which the private key is, or was, in the memory of a backend and nowhere else. */
export function isUnderWay(issuance: Pick<Issuance, 'events'>): boolean {
  return ['keyed', 'issued', 'checked'].includes(stateOf(issuance));
}

/** The certificate of an issuance, as the authority answered or as it was found later. */
export function certificateOf(
  issuance: Pick<Issuance, 'events'>,
): { certificate: string; reference: string } | undefined {
  const issued = lastOf(issuance, 'issued');
  return issued ?? lastOf(issuance, 'sought')?.found?.[0];
}
