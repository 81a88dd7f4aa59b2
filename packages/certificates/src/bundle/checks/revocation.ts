import { Certificate, serialText } from '../../certificate/Certificate';
import { RevocationList } from '../../revocation/readRevocationLists';
import { isAtLeast } from '../../roots/istioVersion';
import { BundleFinding } from '../BundleFinding';
import { BundleCheck, ReadBundle, refused, warned } from './ReadBundle';

const file = 'ca-crl.pem';

/** Ours, every issuer up to the root, and whatever else the chain holds. */
function authoritiesOf({ own, chain, path }: ReadBundle): Certificate[] {
  const all = [...(path ?? [own]), ...chain];
  return all.filter(
    (one, index) => all.findIndex(other => other.equals(one)) === index,
  );
}

function times(
  list: RevocationList,
  whose: string,
  now: Date,
): BundleFinding[] {
  if (now < list.thisUpdate) {
    return [
      refused({
        code: 'crl-not-yet-valid',
        file,
        text: `The list of ${whose} holds from ${list.thisUpdate.toISOString()} only.`,
        mend: 'Wait until then, or look after the clock of the authority.',
      }),
    ];
  }
  if (!list.nextUpdate) {
    return [
      refused({
        code: 'crl-without-next-update',
        file,
        text: `The list of ${whose} does not say when the next one comes, so nobody can tell whether it still holds.`,
        mend: 'Have the authority publish lists with nextUpdate.',
      }),
    ];
  }
  return list.nextUpdate <= now
    ? [
        refused({
          code: 'crl-expired',
          file,
          text: `The list of ${whose} ended on ${list.nextUpdate.toISOString()}: Envoy would refuse every call.`,
          mend: 'Fetch the list again; look why the authority publishes none.',
        }),
      ]
    : [];
}

function listFindings(
  list: RevocationList,
  authority: Certificate,
  now: Date,
): BundleFinding[] {
  const whose = authority.subjectText;
  return [
    ...times(list, whose, now),
    ...(list.scope
      ? [
          refused({
            code: 'crl-scoped',
            file,
            text: `The list of ${whose} does not speak for all its certificates: ${list.scope}. Envoy needs a complete one.`,
            mend: 'Switch partitioning off at the authority, or leave revocation lists off.',
          }),
        ]
      : []),
    ...(authority.keyUsage && !authority.keyUsage.includes('cRLSign')
      ? [
          refused({
            code: 'crl-not-allowed',
            file,
            text: `${whose} may not sign lists: cRLSign is none of its key usages, so Go and Envoy refuse its list.`,
            mend: 'Have the authority issued again with cRLSign, or leave revocation lists off.',
          }),
        ]
      : []),
  ];
}

function revokedFindings(
  list: RevocationList,
  authority: Certificate,
  authorities: Certificate[],
): BundleFinding[] {
  return authorities
    .filter(
      one =>
        one.issuer.equals(authority.subject) &&
        list.revoked.includes(serialText(one.serial)),
    )
    .map(one =>
      refused({
        code: 'crl-revokes-chain',
        file,
        text: `The list of ${authority.subjectText} revokes ${
          one.subjectText
        } (serial ${serialText(one.serial)}), which is in the chain.`,
        mend: 'Have a new certificate issued, or undo the revocation at the authority.',
      }),
    );
}

function ownLife(list: RevocationList, own: Certificate): BundleFinding[] {
  return list.nextUpdate && list.nextUpdate < own.notAfter
    ? [
        refused({
          code: 'crl-ends-before-ca',
          file,
          text: `The list of ${
            own.subjectText
          } ends on ${list.nextUpdate.toISOString()}, before the authority itself: only istiod has the key that could sign another.`,
          mend: 'Sign it with a nextUpdate that is not before the end of the certificate.',
        }),
      ]
    : [];
}

function findingsOfAuthority(
  authority: Certificate,
  bundle: ReadBundle,
  authorities: Certificate[],
): BundleFinding[] {
  const lists = bundle.lists.filter(list => list.isSignedBy(authority));
  if (!lists.length) {
    return [
      refused({
        code: 'crl-missing',
        file,
        text: `There is no list of ${authority.subjectText}. istiod wants one of every certificate in cert-chain.pem, Envoy one of every authority up to the root; it refuses all calls otherwise.`,
        mend: 'Add its complete list, or leave ca-crl.pem out.',
      }),
    ];
  }
  return [
    ...lists.flatMap(list => listFindings(list, authority, bundle.now)),
    ...lists.flatMap(list => revokedFindings(list, authority, authorities)),
    ...(authority.equals(bundle.own)
      ? lists.flatMap(list => ownLife(list, authority))
      : []),
    ...(lists.length > 1
      ? [
          warned({
            code: 'crl-duplicate',
            file,
            text: `There are ${lists.length} lists of ${authority.subjectText}; which of them holds is left to chance.`,
            mend: 'Leave the newest in.',
          }),
        ]
      : []),
  ];
}

/**
 * The lists, where there are any: one complete list of every authority up to and
 * including the root, because Envoy checks the whole path once it has a list.
 */
export const revocationLists: BundleCheck = bundle => {
  const { lists, istioVersion } = bundle;
  if (!lists.length) {
    return [];
  }
  const authorities = authoritiesOf(bundle);
  return [
    ...authorities.flatMap(one =>
      findingsOfAuthority(one, bundle, authorities),
    ),
    ...lists
      .filter(list => !authorities.some(one => list.isSignedBy(one)))
      .map(({ issuerText }) =>
        warned({
          code: 'crl-unrelated',
          file,
          text: `The list of ${issuerText} is signed by none of the authorities here.`,
          mend: 'Take it out.',
        }),
      ),
    ...(isAtLeast(istioVersion, '1.27') === false
      ? [
          warned({
            code: 'crl-not-read',
            file,
            text: `istiod ${istioVersion} does not read ca-crl.pem; it does from 1.27.`,
            mend: 'Upgrade Istio before you rely on revocation lists.',
          }),
        ]
      : []),
  ];
};
