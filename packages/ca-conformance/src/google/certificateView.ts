import { AnswerFault, distortAnswer, IssuedRecord } from '../core';
import { CertificateBody, GoogleAuthority, GooglePool } from './resources';
import { authorityName } from './resourceViews';

/** A certificate that was issued, with what the service keeps beside it. */
export interface Kept {
  record: IssuedRecord;
  entry: GoogleAuthority;
  body: CertificateBody;
  revocation?: { reason: number; at: Date };
}

/** A certificate in proto3 JSON, with a fault in it where one was asked for. */
export async function certificateView(
  pool: GooglePool,
  kept: Kept,
  distortion?: AnswerFault,
) {
  const { record, entry, body, revocation } = kept;
  const answer = await distortAnswer(
    {
      certificate: `${record.certificate.toString('pem')}\n`,
      chain: [entry.authority.pem, ...entry.authority.chain],
    },
    distortion,
    entry.authority,
  );
  return {
    name: record.reference,
    pemCsr: body.pemCsr,
    issuerCertificateAuthority: authorityName(pool, entry),
    lifetime: body.lifetime,
    certificateTemplate: body.certificateTemplate,
    labels: body.labels,
    pemCertificate: answer.certificate,
    pemCertificateChain: answer.chain,
    createTime: record.issuedAt.toISOString(),
    revocationDetails: revocation && {
      revocationState: revocation.reason,
      revocationTime: revocation.at.toISOString(),
    },
  };
}
