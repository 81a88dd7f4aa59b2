import { createHash } from 'node:crypto';
import { InputError, ServiceUnavailableError } from '@backstage/errors';
import {
  CaDescription,
  CaProvider,
  CaRevocationList,
  FoundIntermediate,
  IntermediateRequest,
  IssuedIntermediate,
  Patience,
  readIssued,
} from '@meshport/backstage-plugin-mesh-node';
import { readCertificates, readCsr } from '@meshport/certificates';
import { AwsClients } from './AwsClients';
import {
  certificatesOf,
  describeAuthority,
  ToldAuthority,
} from './describeAuthority';
import { findInAuditReport } from './findInAuditReport';
import { PcaCalls } from './PcaCalls';
import { revocationLists } from './revocationLists';
import { S3Bucket } from './S3Bucket';
import { AwsPcaSettings } from './settings';
import { signingAlgorithm, subordinateTemplate } from './signing';

/** The service refuses what outlives it; a minute is left between both ends. */
const marginMs = 60 * 1000;
/** The service dates certificates back by an hour. */
const datedBackMs = 3600 * 1000;

const reasons = {
  superseded: 'SUPERSEDED',
  keyCompromise: 'KEY_COMPROMISE',
  cessationOfOperation: 'CESSATION_OF_OPERATION',
} as const;

const toSeconds = (ms: number) => Math.floor(ms / 1000);

/** A certificate and the certificates above it, each in PEM. */
interface ToldChain {
  certificate: string;
  chain: string[];
}

/** One authority of AWS Private CA. */
export class AwsPcaProvider implements CaProvider {
  /** The service remembers an idempotency token for five minutes. */
  readonly remembersSeconds = 300;
  readonly #settings: AwsPcaSettings;
  readonly #calls: PcaCalls;
  readonly #s3: S3Bucket;
  readonly #patience?: Partial<Patience>;

  constructor(
    settings: AwsPcaSettings,
    options: { patience?: Partial<Patience> } = {},
  ) {
    const clients = new AwsClients(settings);
    this.#settings = settings;
    this.#patience = options.patience;
    this.#calls = new PcaCalls(clients, settings.authority.arn, this.#patience);
    this.#s3 = new S3Bucket(clients, this.#patience);
  }

  async #look(signal: AbortSignal): Promise<ToldAuthority> {
    const authority = await this.#calls.describe(signal);
    const status = authority.Status;
    if (status === 'CREATING' || status === 'PENDING_CERTIFICATE') {
      throw new InputError(
        `The authority ${
          this.#settings.authority.arn
        } is in the state ${status} and has no certificate yet. Install one in AWS Private CA`,
      );
    }
    return { authority, own: await this.#calls.ownCertificate(signal) };
  }

  async describe({ signal }: { signal: AbortSignal }): Promise<CaDescription> {
    return describeAuthority(
      await this.#look(signal),
      this.#settings,
      new Date(),
    );
  }

  async issueIntermediate(
    request: IntermediateRequest,
  ): Promise<IssuedIntermediate> {
    const { signal, csr, pathLength } = request;
    const told = await this.#look(signal);
    const now = new Date();
    const description = describeAuthority(told, this.#settings, now);
    this.#checkRoom(description, request);
    const end = Math.min(
      request.notAfter.getTime(),
      Date.parse(description.notAfter) - marginMs,
    );
    const begins = Date.parse(certificatesOf(told).issuing.notBefore);
    const { KeyAlgorithm: key, SigningAlgorithm: own } =
      told.authority.CertificateAuthorityConfiguration!;
    const reference = await this.#calls.issue(
      {
        Csr: Buffer.from(csr),
        SigningAlgorithm: signingAlgorithm(key, own),
        TemplateArn: subordinateTemplate(
          this.#settings.authority.partition,
          pathLength,
        ),
        Validity: { Type: 'ABSOLUTE', Value: toSeconds(end) },
        // No certificate may begin before its issuer.
        ...(begins > now.getTime() - datedBackMs && {
          ValidityNotBefore: { Type: 'ABSOLUTE', Value: toSeconds(begins) },
        }),
        IdempotencyToken: this.#token(request),
      },
      signal,
    );
    const read = () => this.#read(reference, description, signal);
    const use = (answer: ToldChain) =>
      readIssued({
        ...answer,
        others: [description.certificate, ...description.chain],
        reference,
        publicKey: readCsr(csr).publicKey,
        notAfter: request.notAfter,
        now,
      });
    const first = await read();
    try {
      return use(first);
    } catch {
      // It may have been damaged on its way; the second answer decides.
      return use(await read());
    }
  }

  /**
   * The authority is part of it, because a token may be remembered for the
   * account rather than the authority. AWS takes 36 characters.
   */
  #token({ idempotencyKey }: IntermediateRequest): string {
    return createHash('sha256')
      .update(`${this.#settings.authority.arn}\n${idempotencyKey}`)
      .digest('hex')
      .slice(0, 32);
  }

  #checkRoom(
    { unable, pathLengthRoom }: CaDescription,
    { pathLength }: IntermediateRequest,
  ): void {
    if (unable) throw new InputError(unable);
    if (pathLengthRoom !== undefined && pathLength >= pathLengthRoom) {
      throw new InputError(
        `A path length of ${pathLength} does not fit below the authority, which has room for ${pathLengthRoom} below it. Ask for ${
          pathLengthRoom - 1
        } or less`,
      );
    }
  }

  async #read(
    reference: string,
    { certificate: issuer }: CaDescription,
    signal: AbortSignal,
  ): Promise<ToldChain> {
    try {
      const told = await this.#calls.certificate(reference, signal);
      return {
        certificate: told.certificate,
        chain: told.chain
          ? readCertificates(told.chain).map(({ pem }) => pem)
          : [issuer],
      };
    } catch (error) {
      throw new ServiceUnavailableError(
        `A certificate was issued as ${reference} and could not be read. Revoke it, and ask again`,
        error,
      );
    }
  }

  async find(options: {
    publicKey: string;
    since: string;
    signal: AbortSignal;
  }): Promise<FoundIntermediate[] | undefined> {
    const { auditReportBucket: bucket } = this.#settings;
    return bucket
      ? findInAuditReport(this.#calls, this.#s3, { ...options, bucket })
      : undefined;
  }

  async revoke(options: {
    certificate: string;
    reason: keyof typeof reasons;
    signal: AbortSignal;
  }): Promise<void> {
    // The number in a certificate's ARN need not be its serial.
    const [{ serial }] = readCertificates(options.certificate);
    await this.#calls.revoke(serial, reasons[options.reason], options.signal);
  }

  async revocationLists({
    signal,
  }: {
    signal: AbortSignal;
  }): Promise<CaRevocationList[]> {
    return revocationLists(await this.#look(signal), {
      settings: this.#settings,
      bucket: this.#s3,
      signal,
      patience: this.#patience,
    });
  }
}
