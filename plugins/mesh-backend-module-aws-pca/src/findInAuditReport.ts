import { ServiceUnavailableError } from '@backstage/errors';
import { FoundIntermediate } from '@meshport/backstage-plugin-mesh-node';
import { readCertificates } from '@meshport/certificates';
import { PcaCalls } from './PcaCalls';
import { S3Bucket } from './S3Bucket';

/** What is read of a row; the service writes more. */
interface ReportRow {
  certificateArn: string;
  issuedAt: string;
  revokedAt?: string;
  templateArn?: string;
}

/** Reports write `2020-03-02T22:43:58+0000`. */
function timeOf(text: string): number {
  return Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
}

/** The clocks of both sides may differ. */
const skewMs = 5 * 60 * 1000;

/**
 * Looks for certificates of a public key in an audit report. The report tells
 * no keys, so those of the template that were issued since then are read.
 */
export async function findInAuditReport(
  calls: PcaCalls,
  s3: S3Bucket,
  options: {
    bucket: string;
    publicKey: string;
    since: string;
    signal: AbortSignal;
  },
): Promise<FoundIntermediate[]> {
  const { bucket, publicKey, since, signal } = options;
  const { key } = await calls.auditReport(bucket, signal);
  const text = (await s3.read(bucket, key, signal)).toString();
  const rows = readRows(text, key);
  const from = Date.parse(since) - skewMs;
  const found: FoundIntermediate[] = [];
  for (const row of rows) {
    if (timeOf(row.issuedAt) < from) continue;
    if (row.templateArn && !row.templateArn.includes('/SubordinateCA'))
      continue;
    const { certificate } = await calls.certificate(row.certificateArn, signal);
    const [facts] = readCertificates(certificate);
    if (facts.publicKey === publicKey) {
      found.push({
        certificate: facts.pem,
        reference: row.certificateArn,
        revoked: Boolean(row.revokedAt),
      });
    }
  }
  return found;
}

/** @throws ServiceUnavailableError when the report is none */
function readRows(text: string, key: string): ReportRow[] {
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch (error) {
    throw new ServiceUnavailableError(
      `The audit report ${key} is no JSON. Look for the certificate in it yourself`,
      error,
    );
  }
  const isRow = (row: ReportRow | null) =>
    typeof row?.certificateArn === 'string' &&
    !Number.isNaN(timeOf(String(row.issuedAt)));
  if (!Array.isArray(rows) || !rows.every(isRow)) {
    throw new ServiceUnavailableError(
      `The audit report ${key} has an unknown form. Look for the certificate in it yourself`,
    );
  }
  return rows;
}
