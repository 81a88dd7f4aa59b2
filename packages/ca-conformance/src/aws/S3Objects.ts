import { FaultScript, startWireServer, WireServer } from '../core';
import { AwsError } from './AwsError';
import { AwsPrincipals, checkAllowed } from './AwsPrincipals';
import { checkSignature } from './signatureV4';

/** Objects in buckets. */
export class S3Objects {
  readonly #buckets = new Map<string, Map<string, () => Promise<Buffer>>>();

  addBucket(bucket: string): void {
    if (!this.#buckets.has(bucket)) this.#buckets.set(bucket, new Map());
  }

  hasBucket(bucket: string): boolean {
    return this.#buckets.has(bucket);
  }

  put(
    bucket: string,
    key: string,
    content: Buffer | (() => Promise<Buffer>),
  ): void {
    this.addBucket(bucket);
    this.#buckets
      .get(bucket)!
      .set(key, typeof content === 'function' ? content : async () => content);
  }

  get(bucket: string, key: string): Promise<Buffer> | undefined {
    return this.#buckets.get(bucket)?.get(key)?.();
  }
}

const xml = (code: string, message: string, status: number) => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
});

/** S3's `GetObject` with paths like `/bucket/key`. */
export function startS3(options: {
  objects: S3Objects;
  principals: AwsPrincipals;
  region: string;
  faults?: FaultScript;
  port?: number;
}): Promise<WireServer> {
  const { objects, principals, region, faults, port } = options;
  return startWireServer(
    {
      operationOf: () => 'GetObject',
      async answer(request) {
        try {
          const principal = checkSignature(request, {
            service: 's3',
            region,
            principals,
          });
          const [, bucket, ...rest] = request.url.pathname.split('/');
          const key = decodeURIComponent(rest.join('/'));
          checkAllowed(principal, {
            action: 's3:GetObject',
            resource: `arn:aws:s3:::${bucket}/${key}`,
          });
          const found = objects.get(bucket, key);
          if (!found) return xml('NoSuchKey', 'There is no such key.', 404);
          return {
            status: 200,
            headers: { 'content-type': 'binary/octet-stream' },
            body: await found,
          };
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          return error.code === 'AccessDeniedException'
            ? xml('AccessDenied', 'Access Denied', 403)
            : xml('SignatureDoesNotMatch', error.message, 403);
        }
      },
      throttled: () => xml('SlowDown', 'Please reduce your request rate.', 503),
      failed: status => xml('InternalError', 'Failed.', status),
    },
    { faults, port },
  );
}
