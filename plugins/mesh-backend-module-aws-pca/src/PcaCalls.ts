import { isError, ServiceUnavailableError } from '@backstage/errors';
import type { IssueCertificateCommandInput } from '@aws-sdk/client-acm-pca';
import {
  Again,
  Patience,
  tryUntilAnswered,
} from '@meshport/backstage-plugin-mesh-node';
import { AwsClients, PcaClient } from './AwsClients';
import { awsError, isThrottled, mayHelp } from './awsErrors';

/** Looks grow further apart, up to two seconds. */
const pollWaitsMs = [50, 100, 200, 400, 800, 1600, 2000];
const pollTries = 40;

/** A certificate and its chain as the service tells them. */
export interface ToldCertificate {
  certificate: string;
  /** In one PEM; missing for a root. */
  chain?: string;
}

class StillMade extends Error {}

function toldCertificate(answer: {
  Certificate?: string;
  CertificateChain?: string;
}): ToldCertificate {
  if (!answer.Certificate) {
    throw new ServiceUnavailableError('The answer has no certificate');
  }
  return {
    certificate: answer.Certificate,
    chain: answer.CertificateChain ?? undefined,
  };
}

/**
 * The calls of the service on one authority. Throttling, failures of the
 * service and lost answers are tried again; all of them are safe to repeat,
 * `IssueCertificate` by its idempotency token.
 */
export class PcaCalls {
  readonly #clients: AwsClients;
  readonly #arn: string;
  readonly #patience?: Partial<Patience>;

  constructor(
    clients: AwsClients,
    arn: string,
    /** Tests are in a hurry. */
    patience?: Partial<Patience>,
  ) {
    this.#clients = clients;
    this.#arn = arn;
    this.#patience = patience;
  }

  async #call<T>(
    operation: string,
    signal: AbortSignal,
    run: (pca: PcaClient, options: { abortSignal: AbortSignal }) => Promise<T>,
    options: {
      again?: (error: unknown) => Again;
      inDoubt?: (error: unknown) => boolean;
      tries?: number;
    } = {},
  ): Promise<T> {
    const { again = mayHelp, inDoubt, tries } = options;
    const doing = `acm-pca:${operation} on ${this.#arn}`;
    const pca = this.#clients.pca();
    try {
      return await tryUntilAnswered(abortSignal => run(pca, { abortSignal }), {
        what: doing,
        signal,
        again,
        inDoubt,
        patience: { ...this.#patience, ...(tries && { tries }) },
      });
    } catch (error) {
      throw awsError(error, doing);
    }
  }

  describe(signal: AbortSignal) {
    return this.#call(
      'DescribeCertificateAuthority',
      signal,
      async ({ sdk, client }, options) => {
        const { CertificateAuthority: told } = await client.send(
          new sdk.DescribeCertificateAuthorityCommand({
            CertificateAuthorityArn: this.#arn,
          }),
          options,
        );
        if (!told) throw new ServiceUnavailableError('The answer is empty');
        return told;
      },
    );
  }

  ownCertificate(signal: AbortSignal): Promise<ToldCertificate> {
    return this.#call(
      'GetCertificateAuthorityCertificate',
      signal,
      async ({ sdk, client }, options) =>
        toldCertificate(
          await client.send(
            new sdk.GetCertificateAuthorityCertificateCommand({
              CertificateAuthorityArn: this.#arn,
            }),
            options,
          ),
        ),
    );
  }

  /** The new certificate's ARN; the same for the same token within five minutes. */
  issue(
    input: Omit<IssueCertificateCommandInput, 'CertificateAuthorityArn'>,
    signal: AbortSignal,
  ): Promise<string> {
    return this.#call(
      'IssueCertificate',
      signal,
      async ({ sdk, client }, options) => {
        const { CertificateArn: arn } = await client.send(
          new sdk.IssueCertificateCommand({
            ...input,
            CertificateAuthorityArn: this.#arn,
          }),
          options,
        );
        if (!arn) throw new ServiceUnavailableError('The answer has no ARN');
        return arn;
      },
      { inDoubt: error => !isThrottled(error) },
    );
  }

  /** Looks until the certificate is there. */
  certificate(arn: string, signal: AbortSignal): Promise<ToldCertificate> {
    let looked = 0;
    return this.#call(
      'GetCertificate',
      signal,
      async ({ sdk, client }, options) =>
        toldCertificate(
          await client.send(
            new sdk.GetCertificateCommand({
              CertificateAuthorityArn: this.#arn,
              CertificateArn: arn,
            }),
            options,
          ),
        ),
      {
        tries: pollTries,
        again: error => {
          if (isError(error) && error.name === 'RequestInProgressException') {
            const afterMs =
              pollWaitsMs[Math.min(looked, pollWaitsMs.length - 1)];
            looked += 1;
            return { afterMs };
          }
          return mayHelp(error);
        },
      },
    );
  }

  /** @param serial - hexadecimal; its being revoked already is no error */
  async revoke(
    serial: string,
    reason: 'SUPERSEDED' | 'KEY_COMPROMISE' | 'CESSATION_OF_OPERATION',
    signal: AbortSignal,
  ): Promise<void> {
    await this.#call(
      'RevokeCertificate',
      signal,
      async ({ sdk, client }, options) => {
        try {
          await client.send(
            new sdk.RevokeCertificateCommand({
              CertificateAuthorityArn: this.#arn,
              CertificateSerial: serial,
              RevocationReason: reason,
            }),
            options,
          );
        } catch (error) {
          if (!(error instanceof sdk.RequestAlreadyProcessedException)) {
            throw error;
          }
        }
      },
    );
  }

  /** Asks for a report of all certificates and waits for it. */
  async auditReport(
    bucket: string,
    signal: AbortSignal,
  ): Promise<{ key: string }> {
    const id = await this.#call(
      'CreateCertificateAuthorityAuditReport',
      signal,
      async ({ sdk, client }, options) => {
        const { AuditReportId } = await client.send(
          new sdk.CreateCertificateAuthorityAuditReportCommand({
            CertificateAuthorityArn: this.#arn,
            S3BucketName: bucket,
            AuditReportResponseFormat: 'JSON',
          }),
          options,
        );
        return AuditReportId;
      },
    );
    const report = await this.#call(
      'DescribeCertificateAuthorityAuditReport',
      signal,
      async ({ sdk, client }, options) => {
        const now = await client.send(
          new sdk.DescribeCertificateAuthorityAuditReportCommand({
            CertificateAuthorityArn: this.#arn,
            AuditReportId: id,
          }),
          options,
        );
        if (now.AuditReportStatus === 'CREATING') throw new StillMade();
        return now;
      },
      {
        tries: pollTries,
        again: error =>
          error instanceof StillMade
            ? { afterMs: pollWaitsMs[pollWaitsMs.length - 1] }
            : mayHelp(error),
      },
    );
    if (report.AuditReportStatus !== 'SUCCESS' || !report.S3Key) {
      throw new ServiceUnavailableError(
        `The audit report ${id} could not be written to the bucket ${bucket}. Check the bucket's policy`,
      );
    }
    return { key: report.S3Key };
  }
}
