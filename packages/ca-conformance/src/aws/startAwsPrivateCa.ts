import {
  FaultScript,
  IssuedLedger,
  MovableClock,
  startWireServer,
  WireRequest,
  WireServer,
} from '../core';
import { AwsError, awsFailure, awsJson } from './AwsError';
import { AwsAccessKey, AwsPrincipals } from './AwsPrincipals';
import {
  privateAuthority,
  PrivateAuthority,
  PrivateAuthorityOptions,
} from './PrivateAuthority';
import { PrivateCaService } from './PrivateCaService';
import { Quotas } from './Quotas';
import { S3Objects, startS3 } from './S3Objects';
import { checkSignature } from './signatureV4';

/** AWS Private CA, S3 for its reports, and keys to call them with. */
export interface AwsPrivateCa {
  url: string;
  s3Url: string;
  region: string;
  /** One for each of the options. */
  authorities: PrivateAuthority[];
  principals: AwsPrincipals;
  /** Keys of somebody who may do everything. */
  key: AwsAccessKey;
  objects: S3Objects;
  faults: FaultScript;
  clock: MovableClock;
  ledger: IssuedLedger;
  wire: WireServer;
  stop(): Promise<void>;
}

const target = 'ACMPrivateCA.';

const operationOf = ({ headers }: WireRequest) =>
  headers['x-amz-target']?.startsWith(target)
    ? headers['x-amz-target'].slice(target.length)
    : 'none';

/** Starts them on loopback. */
export async function startAwsPrivateCa(options: {
  authorities: PrivateAuthorityOptions[];
  clock?: MovableClock;
  faults?: FaultScript;
  region?: string;
  /** How many looks find a certificate still being issued; 1. */
  pendingPolls?: number;
  /** Calls per second; the documented ones where it is missing. */
  quotas?: Record<string, number>;
  port?: number;
  s3Port?: number;
}): Promise<AwsPrivateCa> {
  const {
    clock = new MovableClock(),
    faults = new FaultScript(),
    region = 'eu-west-1',
    pendingPolls = 1,
  } = options;
  const principals = new AwsPrincipals();
  const objects = new S3Objects();
  const quotas = new Quotas(options.quotas);
  const authorities = options.authorities.map(authority =>
    privateAuthority({ region, ...authority }),
  );
  for (const { id, crl, authority } of authorities) {
    if (crl) {
      objects.put(crl.bucket, `crl/${id}.crl`, () =>
        authority.revocationList(clock.now()),
      );
    }
  }
  const service = new PrivateCaService({
    authorities,
    clock,
    objects,
    pendingPolls,
  });

  const wire = await startWireServer(
    {
      operationOf,
      async answer(request, distortion) {
        try {
          const principal = checkSignature(request, {
            service: 'acm-pca',
            region,
            principals,
          });
          if (
            request.headers['content-type'] !== 'application/x-amz-json-1.1'
          ) {
            throw new AwsError('SerializationException', 'Not AWS JSON 1.1.');
          }
          const operation = operationOf(request);
          quotas.check(operation);
          const input = JSON.parse(request.body.toString());
          return awsJson(
            200,
            await service.call({ operation, input, principal, distortion }),
          );
        } catch (error) {
          if (error instanceof AwsError) return awsFailure(error);
          throw error;
        }
      },
      throttled: () =>
        awsFailure(new AwsError('ThrottlingException', 'Rate exceeded')),
      failed: status =>
        awsFailure(new AwsError('InternalFailure', 'Failed.', status)),
    },
    { faults, port: options.port },
  );
  const s3 = await startS3({
    objects,
    principals,
    region,
    port: options.s3Port,
  });
  return {
    url: wire.url,
    s3Url: s3.url,
    region,
    authorities,
    principals,
    key: principals.lasting({
      arn: `arn:aws:iam::${authorities[0].account}:user/conformance`,
      account: authorities[0].account,
    }),
    objects,
    faults,
    clock,
    ledger: service.ledger,
    wire,
    stop: async () => {
      await Promise.all([wire.stop(), s3.stop()]);
    },
  };
}
