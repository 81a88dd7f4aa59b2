import { randomBytes } from 'crypto';
import * as x509 from '@peculiar/x509';
import {
  AnswerFault,
  authorityExtensions,
  distortAnswer,
  IdempotencyMemory,
  IssuedLedger,
  MovableClock,
} from '../core';
import { AuditReports } from './AuditReports';
import { AwsError } from './AwsError';
import { AwsPrincipal, checkAllowed } from './AwsPrincipals';
import {
  checkBounds,
  readRequest,
  readSigningAlgorithm,
  readTemplate,
  readValidity,
} from './issuingRules';
import {
  keyAlgorithms,
  ownSigningAlgorithm,
  PrivateAuthority,
} from './PrivateAuthority';
import { S3Objects } from './S3Objects';

/** How long the service remembers an idempotency token. */
export const tokenLifetimeSeconds = 300;

const notBeforeMs = 3600 * 1000;
/** Object identifier of the extension that templates take from requests. */
const subjectAltName = '2.5.29.17';
const reasons = [
  'UNSPECIFIED',
  'KEY_COMPROMISE',
  'CERTIFICATE_AUTHORITY_COMPROMISE',
  'AFFILIATION_CHANGED',
  'SUPERSEDED',
  'CESSATION_OF_OPERATION',
  'PRIVILEGE_WITHDRAWN',
  'A_A_COMPROMISE',
];

/** A call whose signature was right. */
export interface PrivateCaCall {
  operation: string;
  input: any;
  principal: AwsPrincipal;
  distortion?: AnswerFault;
}

/** What the service does, apart from its protocol. */
export class PrivateCaService {
  readonly ledger = new IssuedLedger();
  readonly #authorities: Map<string, PrivateAuthority>;
  readonly #clock: MovableClock;
  readonly #tokens: IdempotencyMemory<string>;
  readonly #pendingPolls: number;
  readonly #reports: AuditReports;
  readonly #polls = new Map<string, number>();
  readonly #templates = new Map<string, string>();
  readonly #revoked = new Map<string, Date>();

  constructor(options: {
    authorities: PrivateAuthority[];
    clock: MovableClock;
    objects: S3Objects;
    pendingPolls: number;
  }) {
    this.#authorities = new Map(options.authorities.map(ca => [ca.arn, ca]));
    this.#clock = options.clock;
    this.#tokens = new IdempotencyMemory(options.clock, tokenLifetimeSeconds);
    this.#pendingPolls = options.pendingPolls;
    this.#reports = new AuditReports({
      clock: options.clock,
      ledger: this.ledger,
      objects: options.objects,
      facts: {
        templateOf: reference => this.#templates.get(reference)!,
        revokedAt: reference => this.#revoked.get(reference),
      },
    });
  }

  async call(call: PrivateCaCall): Promise<unknown> {
    const operations: Record<
      string,
      (ca: PrivateAuthority, call: PrivateCaCall) => unknown
    > = {
      DescribeCertificateAuthority: ca => this.#describe(ca),
      GetCertificateAuthorityCertificate: ca => this.#certificateOf(ca),
      IssueCertificate: (ca, asked) => this.#issue(ca, asked),
      GetCertificate: (ca, asked) => this.#get(ca, asked),
      RevokeCertificate: (ca, asked) => this.#revoke(ca, asked),
      CreateCertificateAuthorityAuditReport: (ca, asked) => {
        const { S3BucketName: bucket } = asked.input;
        // The service writes, and whoever asks must be allowed to as well.
        checkAllowed(asked.principal, {
          action: 's3:PutObject',
          resource: `arn:aws:s3:::${bucket}/audit-report/${ca.id}/`,
        });
        const { id, key } = this.#reports.create(ca, bucket);
        return { AuditReportId: id, S3Key: key };
      },
      DescribeCertificateAuthorityAuditReport: (_ca, asked) => {
        const report = this.#reports.describe(asked.input.AuditReportId);
        return {
          AuditReportStatus: report.status,
          S3BucketName: report.bucket,
          S3Key: report.key,
          CreatedAt: report.createdAt.getTime() / 1000,
        };
      },
    };
    if (!Object.hasOwn(operations, call.operation)) {
      throw new AwsError('UnknownOperationException', '');
    }
    const arn = String(call.input.CertificateAuthorityArn);
    checkAllowed(call.principal, {
      action: `acm-pca:${call.operation}`,
      resource: arn,
      context: call.input.TemplateArn && {
        'acm-pca:TemplateArn': call.input.TemplateArn,
      },
    });
    const ca = this.#authorities.get(arn);
    if (!ca) {
      throw new AwsError(
        'ResourceNotFoundException',
        `Could not find certificate authority ${arn}.`,
      );
    }
    return operations[call.operation](ca, call);
  }

  #describe(ca: PrivateAuthority) {
    const { certificate, key, issuer } = ca.authority;
    return {
      CertificateAuthority: {
        Arn: ca.arn,
        OwnerAccount: ca.account,
        CreatedAt: ca.createdAt.getTime() / 1000,
        Type: issuer ? 'SUBORDINATE' : 'ROOT',
        Status: ca.status,
        Serial: certificate.serialNumber,
        NotBefore: certificate.notBefore.getTime() / 1000,
        NotAfter: certificate.notAfter.getTime() / 1000,
        UsageMode: ca.usageMode,
        KeyStorageSecurityStandard: 'FIPS_140_2_LEVEL_3_OR_HIGHER',
        CertificateAuthorityConfiguration: {
          KeyAlgorithm: keyAlgorithms[key],
          SigningAlgorithm: ownSigningAlgorithm(key),
          Subject: { CommonName: certificate.subject },
        },
        RevocationConfiguration: {
          CrlConfiguration: ca.crl
            ? {
                Enabled: true,
                ExpirationInDays: 7,
                S3BucketName: ca.crl.bucket,
                CustomCname: ca.crl.customCname,
                CrlType: ca.crl.type ?? 'COMPLETE',
                S3ObjectAcl: ca.crl.acl ?? 'PUBLIC_READ',
              }
            : { Enabled: false },
        },
      },
    };
  }

  #certificateOf({ authority }: PrivateAuthority) {
    const { chain } = authority;
    return {
      Certificate: authority.pem.trimEnd(),
      CertificateChain: chain.length ? chain.join('').trimEnd() : null,
    };
  }

  async #issue(ca: PrivateAuthority, { input, principal }: PrivateCaCall) {
    const token = input.IdempotencyToken;
    if (token !== undefined && !/^[\t\n\r -ÿ]{1,36}$/.test(token)) {
      throw new AwsError(
        'ValidationException',
        `Value '${token}' at 'idempotencyToken' failed to satisfy constraint`,
      );
    }
    if (
      principal.account !== ca.account &&
      !ca.sharedTemplates.includes(input.TemplateArn)
    ) {
      throw new AwsError(
        'AccessDeniedException',
        `The certificate authority is shared with ${principal.account} for other templates only.`,
      );
    }
    const reference = await this.#tokens.once(token, () =>
      this.#sign(ca, input),
    );
    return { CertificateArn: reference };
  }

  async #sign(ca: PrivateAuthority, input: any): Promise<string> {
    const now = this.#clock.now();
    const hash = readSigningAlgorithm(input.SigningAlgorithm, ca);
    const template = readTemplate(input.TemplateArn, ca);
    const request = await readRequest(input.Csr);
    const notAfter = readValidity(input.Validity, now);
    const notBefore = input.ValidityNotBefore
      ? new Date(input.ValidityNotBefore.Value * 1000)
      : new Date(now.getTime() - notBeforeMs);
    checkBounds(ca, { notBefore, notAfter, template, now });
    const names = request.getExtension(subjectAltName);
    const certificate = await ca.authority.sign({
      publicKey: request.publicKey,
      subject: request.subjectName,
      notBefore,
      notAfter,
      hash,
      extensions: [
        ...(template.pathLength === undefined
          ? [new x509.BasicConstraintsExtension(false, undefined, true)]
          : authorityExtensions(template.pathLength)),
        ...(names ? [names] : []),
      ],
    });
    const reference = `${ca.arn}/certificate/${randomBytes(16).toString(
      'hex',
    )}`;
    this.#templates.set(reference, template.arn);
    this.ledger.add(reference, certificate, ca.authority, now);
    return reference;
  }

  async #get(ca: PrivateAuthority, { input, distortion }: PrivateCaCall) {
    const record = this.ledger.byReference(String(input.CertificateArn));
    if (!record || record.issuer !== ca.authority) {
      throw new AwsError(
        'ResourceNotFoundException',
        `Could not find certificate ${input.CertificateArn}.`,
      );
    }
    const polls = this.#polls.get(record.reference) ?? 0;
    this.#polls.set(record.reference, polls + 1);
    if (polls < this.#pendingPolls) {
      throw new AwsError(
        'RequestInProgressException',
        'The certificate is being issued.',
      );
    }
    const { authority } = ca;
    const answer = await distortAnswer(
      {
        certificate: `${record.certificate.toString('pem')}\n`,
        chain: [authority.pem, ...authority.chain],
      },
      distortion,
      authority,
    );
    return {
      Certificate: answer.certificate.trimEnd(),
      CertificateChain: answer.chain.join('').trimEnd(),
    };
  }

  #revoke(ca: PrivateAuthority, { input }: PrivateCaCall) {
    if (!reasons.includes(input.RevocationReason)) {
      throw new AwsError(
        'ValidationException',
        `Value '${input.RevocationReason}' at 'revocationReason' failed to satisfy constraint`,
      );
    }
    const serial = String(input.CertificateSerial).replaceAll(':', '');
    const record = this.ledger.bySerial(serial);
    if (!record || record.issuer !== ca.authority) {
      throw new AwsError(
        'ResourceNotFoundException',
        `Could not find a certificate of serial ${input.CertificateSerial}.`,
      );
    }
    if (this.#revoked.has(record.reference)) {
      throw new AwsError(
        'RequestAlreadyProcessedException',
        'The certificate is revoked already.',
      );
    }
    const now = this.#clock.now();
    this.#revoked.set(record.reference, now);
    ca.authority.revoke(record.serial, now);
    return {};
  }
}
