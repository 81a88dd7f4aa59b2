import type { CrlConfiguration } from '@aws-sdk/client-acm-pca';
import { InputError } from '@backstage/errors';
import {
  CaRevocationList,
  completeRevocationList,
  downloadRevocationList,
  Patience,
  revocationListOfIssuer,
  revocationListPem,
} from '@meshport/backstage-plugin-mesh-node';
import { certificatesOf, ToldAuthority } from './describeAuthority';
import { S3Bucket } from './S3Bucket';
import { AwsPcaSettings } from './settings';

/** Fields that the service has and its old library does not know. */
type CurrentCrlConfiguration = CrlConfiguration & {
  CrlType?: string;
  CustomPath?: string;
};

interface Options {
  settings: AwsPcaSettings;
  bucket: S3Bucket;
  signal: AbortSignal;
  patience?: Partial<Patience>;
}

/** Where the authority's own list is: at an address, or in a private bucket. */
function placeOfOwn(
  { authority }: ToldAuthority,
  settings: AwsPcaSettings,
): { url: string } | { bucket: string; key: string } {
  const crl: CurrentCrlConfiguration | undefined =
    authority.RevocationConfiguration?.CrlConfiguration;
  if (!crl?.Enabled) {
    throw new InputError(
      `The authority ${settings.authority.arn} publishes no revocation list. Enable it in AWS Private CA, or switch revocation lists off`,
    );
  }
  if (crl.CrlType === 'PARTITIONED') {
    throw new InputError(
      `The authority ${settings.authority.arn} publishes partitioned revocation lists, which Envoy cannot use. Let it publish complete ones, or switch revocation lists off`,
    );
  }
  if (settings.revocationListUrl) return { url: settings.revocationListUrl };
  if (crl.CustomPath) {
    throw new InputError(
      'The authority publishes its revocation list under a path of its own. Set aws.revocationListUrl to its address',
    );
  }
  const key = `crl/${settings.authority.id}.crl`;
  if (crl.CustomCname) return { url: `http://${crl.CustomCname}/${key}` };
  const bucket = crl.S3BucketName ?? '';
  if (crl.S3ObjectAcl === 'BUCKET_OWNER_FULL_CONTROL') return { bucket, key };
  const domain = settings.authority.partition === 'aws-cn' ? '.cn' : '';
  return {
    url: `http://${bucket}.s3.${settings.authority.region}.amazonaws.com${domain}/${key}`,
  };
}

/**
 * The complete lists of the authority and of all above it up to the root:
 * Envoy refuses everybody when one is missing.
 *
 * The places of those above are told by the certificates that they issued,
 * since they may be in other accounts or outside AWS.
 */
export async function revocationLists(
  told: ToldAuthority,
  options: Options,
): Promise<CaRevocationList[]> {
  const { settings, bucket, signal, patience } = options;
  const { issuing, above } = certificatesOf(told);
  const place = placeOfOwn(told, settings);
  const own =
    'url' in place
      ? await downloadRevocationList(place.url, { signal, patience })
      : {
          crl: revocationListPem(
            await bucket.read(place.bucket, place.key, signal),
            `s3://${place.bucket}/${place.key}`,
          ),
          source: `s3://${place.bucket}/${place.key}`,
        };
  const parents = await Promise.all(
    [issuing, ...above]
      .slice(0, above.length)
      .map(one => revocationListOfIssuer(one, { signal, patience })),
  );
  return [own, ...parents].map(completeRevocationList);
}
