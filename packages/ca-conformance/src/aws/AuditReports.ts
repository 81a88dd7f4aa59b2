import { randomUUID } from 'crypto';
import { IssuedLedger, MovableClock } from '../core';
import { AwsError } from './AwsError';
import { PrivateAuthority } from './PrivateAuthority';
import { S3Objects } from './S3Objects';

const everyMs = 30 * 60 * 1000;

/** What the report says of templates and of what was revoked. */
export interface AuditFacts {
  templateOf(reference: string): string;
  revokedAt(reference: string): Date | undefined;
}

interface Report {
  id: string;
  bucket: string;
  key: string;
  createdAt: Date;
  polls: number;
}

/** Times as reports write them. */
const timeOf = (date: Date) => date.toISOString().replace(/\.\d+Z$/, '+0000');

/** Reports of what an authority's key was used for: one in 30 minutes. */
export class AuditReports {
  readonly #reports = new Map<string, Report>();
  readonly #last = new Map<string, number>();
  readonly #clock: MovableClock;
  readonly #ledger: IssuedLedger;
  readonly #facts: AuditFacts;
  readonly #objects: S3Objects;

  constructor(options: {
    clock: MovableClock;
    ledger: IssuedLedger;
    facts: AuditFacts;
    objects: S3Objects;
  }) {
    this.#clock = options.clock;
    this.#ledger = options.ledger;
    this.#facts = options.facts;
    this.#objects = options.objects;
  }

  create(ca: PrivateAuthority, bucket: string): Report {
    if (!this.#objects.hasBucket(bucket)) {
      throw new AwsError(
        'InvalidArgsException',
        `The bucket ${bucket} does not exist, or the service may not write to it.`,
      );
    }
    const now = this.#clock.now();
    const last = this.#last.get(ca.arn);
    if (last !== undefined && now.getTime() - last < everyMs) {
      throw new AwsError(
        'RequestFailedException',
        'An audit report can be made every 30 minutes.',
      );
    }
    this.#last.set(ca.arn, now.getTime());
    const id = randomUUID();
    const report = {
      id,
      bucket,
      key: `audit-report/${ca.id}/${id}.json`,
      createdAt: now,
      polls: 0,
    };
    const rows = this.#ledger.all
      .filter(record => record.issuer === ca.authority)
      .map(record => {
        const revokedAt = this.#facts.revokedAt(record.reference);
        return {
          awsAccountId: ca.account,
          certificateArn: record.reference,
          serial: record.serial.match(/../g)!.join(':'),
          subject: record.certificate.subject,
          notBefore: timeOf(record.certificate.notBefore),
          notAfter: timeOf(record.certificate.notAfter),
          issuedAt: timeOf(record.issuedAt),
          ...(revokedAt && { revokedAt: timeOf(revokedAt) }),
          templateArn: this.#facts.templateOf(record.reference),
        };
      });
    this.#objects.put(bucket, report.key, Buffer.from(JSON.stringify(rows)));
    this.#reports.set(id, report);
    return report;
  }

  /** The first look finds it still being made. */
  describe(id: string): Report & { status: string } {
    const report = this.#reports.get(id);
    if (!report) {
      throw new AwsError(
        'ResourceNotFoundException',
        `There is no audit report ${id}.`,
      );
    }
    report.polls += 1;
    return { ...report, status: report.polls > 1 ? 'SUCCESS' : 'CREATING' };
  }
}
