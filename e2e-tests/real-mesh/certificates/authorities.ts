import { startConformanceServer } from '@meshport/ca-conformance';
import { CleanUp } from '../../support/programs';
import { Authority } from '../egress/certificates';
import { GoogleAdministrator, POOL, startGooglePool } from './googlePool';

/** A kubelet of the equipment brings what changed within seconds. */
const SPREAD = { seconds: 12 };

/** Authorities that sign for real, and how a portal is told of them. */
export interface Authorities {
  /** `mesh.certificateAuthorities` of its configuration. */
  configuration: object[];
  /** Its environment, with the credentials of both clouds. */
  env: Record<string, string>;
  /** Roots in PEM, by the authorities' names. */
  roots: Record<'local' | 'aws' | 'google', string>;
  /** How many certificates the clouds issued. */
  issued(): { aws: number; google: number };
  /** Changes what Google's service does. */
  google: GoogleAdministrator;
}

/** Starts both clouds' services on this machine and makes a root of our own. */
export async function startAuthorities(
  work: string,
  cleanUp: CleanUp,
): Promise<Authorities> {
  const local = await Authority.create(work, 'local');
  const amazon = await startConformanceServer({
    hierarchies: [{ keys: ['P-256', 'P-384'], name: 'Amazon' }],
  });
  cleanUp.add(() => amazon.stop());
  const google = await startGooglePool(cleanUp);
  const [{ arn, authority }] = amazon.aws.authorities;
  const shared = {
    clusters: ['east'],
    validity: { max: { days: 60 }, default: { days: 30 } },
  };
  const ofGoogle = {
    ...shared,
    provider: 'gcp-cas',
    // A pool dates certificates back by two days at most.
    validity: { default: { days: 1 }, max: { days: 1 } },
    gcp: { pool: POOL, authority: 'issuing', endpoint: google.cas.url },
  };
  return {
    configuration: [
      {
        ...shared,
        name: 'local',
        provider: 'local',
        // That root lives two days.
        validity: { default: { days: 1 }, max: { days: 1 } },
        local: { certificateFile: local.file, keyFile: local.keyFile },
      },
      {
        ...shared,
        name: 'aws',
        provider: 'aws-pca',
        revocationLists: { enabled: false, spread: SPREAD },
        aws: { arn, region: amazon.aws.region, endpoint: amazon.aws.url },
      },
      {
        ...ofGoogle,
        name: 'google',
        revocationLists: { enabled: true, spread: SPREAD },
      },
      {
        ...ofGoogle,
        name: 'unlisted',
        revocationLists: { enabled: false, spread: SPREAD },
      },
    ],
    env: {
      AWS_ACCESS_KEY_ID: amazon.aws.key.accessKeyId,
      AWS_SECRET_ACCESS_KEY: amazon.aws.key.secretAccessKey,
      AWS_REGION: amazon.aws.region,
      ...google.cas.metadata.env,
    },
    roots: {
      local: local.pem,
      aws: authority.root.pem,
      google: google.root,
    },
    issued: () => ({
      aws: amazon.aws.ledger.count,
      google: google.cas.ledger.count,
    }),
    google: google.administrator,
  };
}
