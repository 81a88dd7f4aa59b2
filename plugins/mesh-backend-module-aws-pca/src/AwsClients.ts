import type { ACMPCAClient } from '@aws-sdk/client-acm-pca';
import type { S3Client } from '@aws-sdk/client-s3';
import { AwsPcaSettings } from './settings';

type Sdk = typeof import('@aws-sdk/client-acm-pca');

/** The SDK of the authority and a client of it. */
export interface PcaClient {
  sdk: Sdk;
  client: ACMPCAClient;
}

/** The SDK of S3 and a client of it. */
export interface ObjectClient {
  sdk: typeof import('@aws-sdk/client-s3');
  client: S3Client;
}

/**
 * Clients of AWS, made at the first call. The library of the authority is an
 * old one, so credentials are found by a current library, and its own tries are
 * switched off: this module tries again itself, with one idempotency token.
 */
export class AwsClients {
  readonly #settings: AwsPcaSettings;
  #pca: PcaClient | undefined;
  #s3: ObjectClient | undefined;

  constructor(settings: AwsPcaSettings) {
    this.#settings = settings;
  }

  pca(): PcaClient {
    this.#pca ??= this.#makePca();
    return this.#pca;
  }

  s3(): ObjectClient {
    this.#s3 ??= this.#makeS3();
    return this.#s3;
  }

  #credentials() {
    const { profile, region } = this.#settings;
    return loadCredentials().fromNodeProviderChain({
      profile,
      clientConfig: { region },
    });
  }

  #makePca(): PcaClient {
    const sdk = loadPca();
    const { region, endpoint } = this.#settings;
    const client = new sdk.ACMPCAClient({
      region,
      ...(endpoint && { endpoint }),
      maxAttempts: 1,
      credentials: this.#credentials(),
    });
    return { sdk, client };
  }

  #makeS3(): ObjectClient {
    const sdk = loadS3();
    const client = new sdk.S3Client({
      region: this.#settings.region,
      maxAttempts: 1,
      // Buckets with dots in their names have no certificate of their own.
      forcePathStyle: true,
      credentials: this.#credentials(),
    });
    return { sdk, client };
  }
}

// Loaded when they are needed; a dynamic import could not be run by Jest.

function loadPca(): Sdk {
  return require('@aws-sdk/client-acm-pca');
}

function loadS3(): typeof import('@aws-sdk/client-s3') {
  return require('@aws-sdk/client-s3');
}

function loadCredentials(): typeof import('@aws-sdk/credential-providers') {
  return require('@aws-sdk/credential-providers');
}
