import { RequestStanding } from '@meshport/backstage-plugin-mesh-node';
import { readCertificates } from '@meshport/certificates';
import { CacertsSecret } from '../controlPlane/CacertsSecret';
import { lastOf } from './Issuance';
import { IssueContext, PlaneName } from './IssueContext';
import { operationOf } from './tries';

/**
 * Whether the Secret holds what was issued for a request.
 *
 * @throws as `CacertsSecret.read`
 */
export async function secretStanding(
  context: Pick<IssueContext, 'connection' | 'issuer'>,
  requestId: string,
  { cluster, namespace }: PlaneName,
): Promise<RequestStanding> {
  const secret = `Secret ${namespace}/cacerts of ${cluster}`;
  const [issuance] = (
    await context.issuer.store.tries(operationOf(requestId))
  ).slice(-1);
  const written = issuance && lastOf(issuance, 'written');
  if (!written) {
    return {
      state: 'notInCluster',
      message: `Nothing of it was written: ${secret} is as others left it.`,
    };
  }
  const present = await new CacertsSecret(
    context.connection(cluster),
    namespace,
  ).read();
  if (!present) {
    return {
      state: 'notInCluster',
      message: `${secret} is not there any more. Until it is, istiod signs by what it has in memory; ask for another authority.`,
    };
  }
  const [now] = readCertificates(present.facts.certificate);
  if (now?.fingerprint === written.fingerprint) {
    return {
      state: 'matches',
      message: `${secret} holds the certificate that was issued for it (serial ${now.serial}), with its chain and its key.`,
    };
  }
  return {
    state: 'differs',
    message: now
      ? `${secret} holds another certificate by now (serial ${now.serial}, ${now.subject}): a later request or somebody else wrote it.`
      : `${secret} holds no certificate by now: somebody else emptied it. Ask for another authority.`,
  };
}
