import { Config } from '@backstage/config';

/** An authority's ARN, in its parts. */
export interface AuthorityArn {
  arn: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  partition: string;
  region: string;
  account: string;
  id: string;
}

/** The block `aws` of an authority. */
export interface AwsPcaSettings {
  authority: AuthorityArn;
  /** Where the service is; the ARN's own region where nothing else is told. */
  region: string;
  /** Of the AWS configuration files; the default chain where it is missing. */
  profile?: string;
  /** In place of the region's own, e.g. that of a VPC endpoint. */
  endpoint?: string;
  /** Bucket for audit reports, by which a lost certificate can be found. */
  auditReportBucket?: string;
  /** Where the authority's own revocation list is read, if not at its usual place. */
  revocationListUrl?: string;
}

const arnForm =
  /^arn:(aws[a-z-]*):acm-pca:([a-z0-9-]+):(\d{12}):certificate-authority\/([a-z0-9-]{1,64})$/;

/** @throws Error that says how an ARN looks */
export function readAuthorityArn(text: string, field: string): AuthorityArn {
  const match = text.match(arnForm);
  if (!match) {
    throw new Error(
      `${field} ${JSON.stringify(
        text,
      )} is no ARN of an authority. Write it as arn:aws:acm-pca:REGION:ACCOUNT:certificate-authority/ID.`,
    );
  }
  const [arn, partition, region, account, id] = match;
  return { arn, partition, region, account, id };
}

function readUrl(config: Config, key: string): string | undefined {
  const url = config.getOptionalString(key);
  if (url !== undefined && !/^https?:\/\/[^\s@]+$/.test(url)) {
    throw new Error(
      `${key} ${JSON.stringify(
        url,
      )} is no address. Write https://HOST, without a user.`,
    );
  }
  return url;
}

/**
 * Reads the block `aws` of an entry of `mesh.certificateAuthorities`.
 *
 * @throws Error that names the field
 */
export function readAwsPcaSettings(config: Config): AwsPcaSettings {
  const authority = readAuthorityArn(config.getString('aws.arn'), 'aws.arn');
  return {
    authority,
    region: config.getOptionalString('aws.region') ?? authority.region,
    profile: config.getOptionalString('aws.profile'),
    endpoint: readUrl(config, 'aws.endpoint'),
    auditReportBucket: config.getOptionalString('aws.auditReportBucket'),
    revocationListUrl: readUrl(config, 'aws.revocationListUrl'),
  };
}
