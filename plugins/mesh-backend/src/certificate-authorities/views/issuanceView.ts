import {
  CaIssuance,
  CaIssuanceState,
} from '@meshport/backstage-plugin-mesh-common';
import { readCertificates } from '@meshport/certificates';
import {
  certificateOf,
  Issuance,
  IssuanceEvent,
  lastOf,
  stateOf,
} from '../issuance/Issuance';

/** What of an event is shown: those that are no state of their own belong to the one before. */
const SHOWN_AS: Partial<Record<IssuanceEvent['type'], CaIssuanceState>> = {
  unanswered: 'keyed',
  sought: 'orphaned',
};

/** What is shown of an issuance. */
export function issuanceView(issuance: Issuance): CaIssuance {
  const state = stateOf(issuance);
  const certificate = certificateOf(issuance);
  const keyed = lastOf(issuance, 'keyed');
  const trouble =
    state === 'failed' || state === 'orphaned'
      ? lastOf(issuance, state)
      : undefined;
  return {
    id: issuance.id,
    requestId: issuance.requestId,
    cluster: issuance.cluster,
    authority: issuance.authority,
    provider: issuance.provider,
    keyType: issuance.keyType,
    state,
    ...(keyed ? { publicKey: keyed.publicKey } : {}),
    ...(certificate ? factsOf(certificate.certificate) : {}),
    ...(trouble
      ? { problem: { cause: trouble.text, mend: trouble.mend } }
      : {}),
    ...revocability(issuance, state),
    events: issuance.events.map(({ type, at, text }) => ({
      state: SHOWN_AS[type] ?? (type as CaIssuanceState),
      at: new Date(at).toISOString(),
      text,
    })),
  };
}

function factsOf(pem: string): Partial<CaIssuance> {
  const [{ subject, issuer, serial, notBefore, notAfter, publicKey }] =
    readCertificates(pem);
  return { subject, issuer, serial, notBefore, notAfter, publicKey };
}

/** An orphan is revoked by its certificate; until that is found there is nothing to name. */
function revocability(
  issuance: Issuance,
  state: CaIssuanceState,
): Pick<CaIssuance, 'revocable' | 'revocableWhy'> {
  if (state !== 'orphaned') {
    return {};
  }
  return certificateOf(issuance)
    ? { revocable: true }
    : {
        revocable: false,
        revocableWhy:
          'The authority did not tell which certificate it is, or whether there is one.',
      };
}
