import {
  AwsPrivateCa,
  PrivateAuthority,
  publishedAuthority,
  startAwsPrivateCa,
  startPodIdentity,
  startSts,
} from './aws';
import {
  HierarchyOptions,
  MovableClock,
  startControl,
  startRevocationListSite,
  RevocationListSite,
  WireServer,
} from './core';
import { GoogleCas, poolOf, startGoogleCas } from './google';

/** Ports; a free one where none is named. */
export interface ConformancePorts {
  control?: number;
  aws?: number;
  s3?: number;
  google?: number;
}

/** Both clouds' services, as one process runs them. */
export interface ConformanceServer {
  clock: MovableClock;
  aws: AwsPrivateCa;
  /** The same authorities, as pools `istio-1` and so on of Google CAS. */
  google: GoogleCas;
  /** Where AWS's revocation lists are published. */
  lists: RevocationListSite;
  control: WireServer;
  sts: WireServer;
  podIdentity: WireServer;
  /** Everything that a person or another process needs to call it, as JSON. */
  describe(): object;
  /** Variables for a backend, its configuration of authorities among them. */
  environment(): Record<string, string>;
  stop(): Promise<void>;
}

/** Tokens that the stand-ins for workload identity take. */
export const conformanceTokens = {
  webIdentity: 'token-of-the-service-account',
  podIdentity: 'token-of-the-pod',
};

const roleArn = 'arn:aws:iam::123456789012:role/meshport';

const publicFacts = ({ arn, authority }: PrivateAuthority) => ({
  arn,
  key: authority.key,
  subject: authority.certificate.subject,
  root: authority.root.pem,
});

/**
 * Starts everything on loopback. The root's list is published, and so is that
 * of each authority below it.
 */
export async function startConformanceServer(options: {
  /** One authority a hierarchy; a single one of depth two where it is missing. */
  hierarchies?: HierarchyOptions[];
  ports?: ConformancePorts;
}): Promise<ConformanceServer> {
  const { hierarchies = [{ keys: ['P-256', 'P-256'] }], ports = {} } = options;
  const clock = new MovableClock();
  const lists = await startRevocationListSite(clock);
  const published = await Promise.all(
    hierarchies.map((hierarchy, index) =>
      publishedAuthority(lists, {
        name: `Conformance ${index + 1}`,
        clock,
        ...hierarchy,
      }),
    ),
  );
  const pools = published.map(({ hierarchy }, index) =>
    poolOf(hierarchy, {
      name: `projects/mesh/locations/europe-west1/caPools/istio-${index + 1}`,
    }),
  );
  const google = await startGoogleCas({ pools, clock, port: ports.google });
  const aws = await startAwsPrivateCa({
    authorities: published,
    clock,
    port: ports.aws,
    s3Port: ports.s3,
  });
  const role = { arn: roleArn, account: '123456789012' };
  const { principals } = aws;
  const sts = await startSts({
    principals,
    token: conformanceTokens.webIdentity,
    role,
    roleArn,
  });
  const podIdentity = await startPodIdentity({
    principals,
    token: conformanceTokens.podIdentity,
    role,
  });
  const control = await startControl(
    {
      clock,
      services: {
        aws: { faults: aws.faults, ledger: aws.ledger, wire: aws.wire },
        google: {
          faults: google.faults,
          ledger: google.ledger,
          wire: google.wire,
        },
      },
    },
    { port: ports.control },
  );
  const certificateAuthorities = [
    ...aws.authorities.map(({ arn }, index) => ({
      name: `aws-${index + 1}`,
      provider: 'aws-pca',
      clusters: ['east'],
      aws: { arn, endpoint: aws.url, region: aws.region },
    })),
    ...pools.map(({ name, authorities }, index) => ({
      name: `google-${index + 1}`,
      provider: 'gcp-cas',
      clusters: ['east'],
      gcp: {
        pool: name,
        authority: authorities[0].id,
        endpoint: google.url,
      },
    })),
  ];
  const awsEnvironment = {
    AWS_ACCESS_KEY_ID: aws.key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.key.secretAccessKey,
    AWS_REGION: aws.region,
    AWS_ENDPOINT_URL_ACM_PCA: aws.url,
    AWS_ENDPOINT_URL_S3: aws.s3Url,
  };
  return {
    clock,
    aws,
    google,
    lists,
    control,
    sts,
    podIdentity,
    describe: () => ({
      control: control.url,
      certificateAuthorities,
      aws: {
        endpoint: aws.url,
        s3: aws.s3Url,
        region: aws.region,
        authorities: aws.authorities.map(publicFacts),
        environment: awsEnvironment,
        webIdentity: {
          AWS_ENDPOINT_URL_STS: sts.url,
          AWS_ROLE_ARN: roleArn,
          token: conformanceTokens.webIdentity,
        },
        podIdentity: {
          AWS_CONTAINER_CREDENTIALS_FULL_URI: podIdentity.url,
          token: conformanceTokens.podIdentity,
        },
      },
      google: {
        endpoint: google.url,
        pools: pools.map(({ name, authorities }) => ({
          pool: name,
          authority: authorities[0].id,
        })),
        environment: google.metadata.env,
      },
    }),
    environment: () => ({
      ...awsEnvironment,
      ...google.metadata.env,
      APP_CONFIG_mesh_certificateAuthorities: JSON.stringify(
        certificateAuthorities,
      ),
    }),
    stop: async () => {
      await Promise.all([
        aws.stop(),
        google.stop(),
        lists.stop(),
        control.stop(),
        sts.stop(),
        podIdentity.stop(),
      ]);
    },
  };
}
