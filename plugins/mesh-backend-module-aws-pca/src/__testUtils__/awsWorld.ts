import { LoggerService } from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import {
  AwsAccessKey,
  AwsPrivateCa,
  createHierarchy,
  HierarchyOptions,
  PrivateAuthorityOptions,
  startAwsPrivateCa,
} from '@meshport/ca-conformance';
import {
  CaProvider,
  IntermediateRequest,
} from '@meshport/backstage-plugin-mesh-node';
import { createIntermediateCsr, generateCaKey } from '@meshport/certificates';
import { awsPcaFactory } from '../awsPcaFactory';

/** Tries in a hurry. */
export const hurry = { firstWaitMs: 5, maxWaitMs: 20, tryTimeoutMs: 2000 };

const nothing = () => {};

/** The provider logs nothing; the test utilities would take seconds to load. */
export const quiet: LoggerService = {
  error: nothing,
  warn: nothing,
  info: nothing,
  debug: nothing,
  child: () => quiet,
};

/** One authority on this machine. */
export async function startAws(
  hierarchy: HierarchyOptions = { keys: ['P-256', 'P-256'] },
  authority: Partial<PrivateAuthorityOptions> = {},
): Promise<AwsPrivateCa> {
  return startAwsPrivateCa({
    authorities: [
      { hierarchy: await createHierarchy(hierarchy), ...authority },
    ],
  });
}

/** A provider as the module makes it. */
export function providerOf(
  aws: AwsPrivateCa,
  settings: Record<string, string> = {},
): CaProvider {
  return awsPcaFactory({ patience: hurry }).create(
    new ConfigReader({
      name: 'aws',
      provider: 'aws-pca',
      aws: {
        arn: aws.authorities[0].arn,
        endpoint: aws.url,
        region: aws.region,
        ...settings,
      },
    }),
    { logger: quiet },
  );
}

/** Environment variables of static keys. */
export function keysOf(key: AwsAccessKey): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
    ...(key.sessionToken && { AWS_SESSION_TOKEN: key.sessionToken }),
  };
}

/** What the AWS libraries read of the environment is as it is given, no more. */
export function useAwsEnvironment() {
  const real = { ...process.env };
  const clear = () => {
    Object.keys(process.env)
      .filter(name => name.startsWith('AWS_'))
      .forEach(name => delete process.env[name]);
    Object.assign(process.env, {
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    });
  };
  beforeEach(clear);
  afterAll(() => {
    clear();
    Object.assign(process.env, real);
  });
}

const dayMs = 24 * 3600 * 1000;

/** A request with a new key; 90 days where no end is given. */
export async function intermediateRequest(
  change: Partial<IntermediateRequest> = {},
): Promise<IntermediateRequest> {
  const pathLength = change.pathLength ?? 0;
  const key = await generateCaKey('P-256');
  return {
    csr: createIntermediateCsr({
      key,
      subject: {
        organization: ['Shop'],
        locality: ['east'],
        commonName: 'Istio CA',
      },
      pathLength,
    }),
    notAfter: new Date(Date.now() + 90 * dayMs),
    pathLength,
    idempotencyKey: '0123456789abcdef0123456789abcdef',
    signal: AbortSignal.timeout(60_000),
    ...change,
  };
}
