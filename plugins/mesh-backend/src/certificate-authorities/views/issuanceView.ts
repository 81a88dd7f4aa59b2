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
import { issuancesInUse } from '../renewal/inUse';

/** What of an event is shown: those that are no state of their own belong to the one before. */
const SHOWN_AS: Partial<Record<IssuanceEvent['type'], CaIssuanceState>> = {
  unanswered: 'keyed',
  sought: 'orphaned',
};

/**
 * What is shown of issuances.
 *
 * @param whyNotRevocable - why one cannot be revoked, as a sentence
 */
export function issuanceViews(
  issuances: readonly Issuance[],
  whyNotRevocable: (issuance: Issuance) => string | undefined,
): CaIssuance[] {
  const inUse = new Set(
    issuancesInUse(issuances).map(({ issuance }) => issuance.id),
  );
  return issuances.map(issuance => ({
    ...issuanceView(issuance),
    ...(inUse.has(issuance.id)
      ? {}
      : {
          ...(['written', 'live'].includes(stateOf(issuance))
            ? { replaced: true }
            : {}),
          ...revocability(stateOf(issuance), whyNotRevocable(issuance)),
        }),
  }));
}

function issuanceView(issuance: Issuance): CaIssuance {
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

/** Of what was replaced only that it can be; of what was left behind also why not. */
function revocability(
  state: CaIssuanceState,
  why: string | undefined,
): Pick<CaIssuance, 'revocable' | 'revocableWhy'> {
  if (!why) {
    return { revocable: true };
  }
  return state === 'orphaned' ? { revocable: false, revocableWhy: why } : {};
}
