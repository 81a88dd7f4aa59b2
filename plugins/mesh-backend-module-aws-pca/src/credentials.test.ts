import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AwsPrivateCa,
  startPodIdentity,
  startSts,
} from '@meshport/ca-conformance';
import {
  intermediateRequest,
  keysOf,
  providerOf,
  startAws,
  useAwsEnvironment,
} from './__testUtils__/awsWorld';

jest.setTimeout(60_000);

const role = {
  arn: 'arn:aws:sts::123456789012:assumed-role/meshport/backstage',
  account: '123456789012',
};
const roleArn = 'arn:aws:iam::123456789012:role/meshport';
const signal = AbortSignal.timeout(60_000);

describe('credentials for AWS', () => {
  useAwsEnvironment();
  let aws: AwsPrivateCa;
  let folder: string;
  const ends: (() => Promise<void>)[] = [];
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  beforeAll(async () => {
    aws = await startAws();
    folder = mkdtempSync(join(tmpdir(), 'aws-credentials-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await Promise.all([aws.stop(), ...ends.map(end => end())]);
  });

  const issue = async (settings: Record<string, string> = {}) =>
    providerOf(aws, settings).issueIntermediate(
      await intermediateRequest({
        idempotencyKey: String(Math.random()).slice(2).padStart(32, '0'),
      }),
    );

  it('are keys of the environment', async () => {
    Object.assign(process.env, keysOf(aws.principals.temporary(role)));
    await expect(issue()).resolves.toMatchObject({ notes: [] });
  });

  it('are those of the profile that is named', async () => {
    const { accessKeyId, secretAccessKey } = aws.key;
    process.env.AWS_SHARED_CREDENTIALS_FILE = file(
      'credentials',
      [
        '[default]',
        'aws_access_key_id = AKIAWRONG',
        'aws_secret_access_key = wrong',
        '[meshport]',
        `aws_access_key_id = ${accessKeyId}`,
        `aws_secret_access_key = ${secretAccessKey}`,
      ].join('\n'),
    );
    await expect(issue({ profile: 'meshport' })).resolves.toMatchObject({
      notes: [],
    });
    await expect(issue()).rejects.toMatchObject({ name: 'NotAllowedError' });
  });

  it('are a role’s for the token of a service account', async () => {
    const { principals } = aws;
    const sts = await startSts({
      principals,
      token: 'sentinel-web-token',
      role,
      roleArn,
    });
    ends.push(sts.stop);
    const use = (token: string) =>
      Object.assign(process.env, {
        AWS_ENDPOINT_URL_STS: sts.url,
        AWS_ROLE_ARN: roleArn,
        AWS_WEB_IDENTITY_TOKEN_FILE: file('token', token),
      });
    use('sentinel-web-token');
    await expect(issue()).resolves.toMatchObject({ notes: [] });
    expect(sts.countOf('AssumeRoleWithWebIdentity')).toBe(1);

    use('sentinel-other-token');
    const failure = await issue().catch(error => error);
    expect(failure).toMatchObject({ name: 'NotAllowedError' });
    expect(failure.message).not.toContain('sentinel');
  });

  it('are those of the pod’s identity', async () => {
    const pod = await startPodIdentity({
      principals: aws.principals,
      token: 'token-of-the-pod',
      role,
    });
    ends.push(pod.stop);
    Object.assign(process.env, {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: pod.url,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file('pod', 'token-of-the-pod'),
    });
    await expect(issue()).resolves.toMatchObject({ notes: [] });
    expect(pod.countOf('credentials')).toBe(1);
  });

  it('are asked for where there are none', async () => {
    await expect(providerOf(aws).describe({ signal })).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining('No credentials of AWS were found'),
    });
  });

  it('are never told when they are wrong', async () => {
    Object.assign(process.env, {
      ...keysOf(aws.key),
      AWS_SECRET_ACCESS_KEY: 'sentinel-secret',
    });
    const failure = await issue().catch(error => error);
    expect(failure).toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining('InvalidSignatureException'),
    });
    const told = [failure.message, failure.stack, JSON.stringify(failure)];
    expect(told.join()).not.toContain('sentinel-secret');
    expect(told.join()).not.toContain(aws.key.accessKeyId);
  });
});
