import { RootChangeParameters } from './rootChangeParameters';
import { RootChangeSettings } from './rootChangeSettings';

/** What the approver accepts beside the fields. */
export function rootChangeStatements(
  {
    authority,
    cluster,
    namespace,
    newRoot,
    acceptOutage,
    renewals,
    keyType,
    validityDays,
  }: RootChangeParameters,
  { restartIstiod }: RootChangeSettings,
): string[] {
  const restarts = restartIstiod
    ? `istiod of ${cluster} is restarted (its Deployments in ${namespace}), ${
        acceptOutage ? 'once' : 'twice'
      }; proxies go on with what they have meanwhile.`
    : `istiod of ${cluster} has to be restarted by hand where its roots change; the request says when.`;
  const way = acceptOutage
    ? [
        `The outage is accepted: calls between proxies of ${cluster} fail from the restart of istiod until each has asked for its next certificate or was restarted. With Istio's defaults that is up to 24 hours. Virtual machines stay cut off until each has joined again: their agents know the former root only.`,
      ]
    : [
        'It goes in three steps: both roots are believed; the new authority signs; the new root alone is believed. Each begins when every proxy and machine has turned over, which takes the life of a workload certificate unless workloads are restarted. It can be paused and rolled back until its end.',
        `Until then the key of the present authority stays beside the new one, in the same Secret ${namespace}/cacerts, so that it can be rolled back; the last step takes it away.`,
      ];
  return [
    `The root of ${cluster} becomes ${newRoot.subject} (SHA-256 ${newRoot.fingerprint}).`,
    `${authority} issues an intermediate (${keyType}, ${validityDays} days) that istiod signs by.`,
    ...way,
    restarts,
    'Revocation lists (ca-crl.pem) are taken out while both authorities are in use, since no set is complete for both.',
    ...(renewals === 'inAdvance'
      ? [
          'The approval is for renewals with the same issuer, root, subject, key type and validity, too.',
        ]
      : []),
  ];
}
