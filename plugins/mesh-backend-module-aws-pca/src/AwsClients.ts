import type { ACMPCAClient } from '@aws-sdk/client-acm-pca';
import type { S3Client } from '@aws-sdk/client-s3';
import { AwsPcaSettings } from './settings';

type Sdk = typeof import('@aws-sdk/client-acm-pca');

/** The SDK of the authority and a client of it. */
export interface PcaClient {
  sdk: Sdk;
  client: ACMPCAClient;
}

/**
 * Clients of AWS, made at the first call. The library of the authority is an
 * old one, so credentials are found by a current library, and its own tries are
 * switched off: this module tries again itself, with one idempotency token.
 */
export class AwsClients {
  readonly #settings: AwsPcaSettings;
  #pca: Promise<PcaClient> | undefined;
  #s3: Promise<S3Client> | undefined;

  constructor(settings: AwsPcaSettings) {
    this.#settings = settings;
  }

  pca(): Promise<PcaClient> {
    this.#pca ??= this.#makePca().catch(error => {
      this.#pca = undefined;
      throw error;
    });
    return this.#pca;
  }

  s3(): Promise<S3Client> {
    this.#s3 ??= this.#makeS3().catch(error => {
      this.#s3 = undefined;
      throw error;
    });
    return this.#s3;
  }

  async #credentials() {
    const { profile, region } = this.#settings;
    const { fromNodeProviderChain } = await import(
      '@aws-sdk/credential-providers'
    );
    return fromNodeProviderChain({ profile, clientConfig: { region } });
  }

  async #makePca(): Promise<PcaClient> {
    const sdk = await import('@aws-sdk/client-acm-pca');
    const { region, endpoint } = this.#settings;
    const client = new sdk.ACMPCAClient({
      region,
      ...(endpoint && { endpoint }),
      maxAttempts: 1,
      credentials: await this.#credentials(),
    });
    return { sdk, client };
  }

  async #makeS3(): Promise<S3Client> {
    const { S3Client: Client } = await import('@aws-sdk/client-s3');
    return new Client({
      region: this.#settings.region,
      maxAttempts: 1,
      // Buckets with dots in their names have no certificate of their own.
      forcePathStyle: true,
      credentials: await this.#credentials(),
    });
  }
}
