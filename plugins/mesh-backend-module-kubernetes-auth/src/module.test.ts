import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  MeshAuthStrategy,
  meshAuthStrategyExtensionPoint,
} from '@meshport/backstage-plugin-mesh-node';
import { LazyStrategy } from './LazyStrategy';
import meshModuleKubernetesAuth from '.';

jest.setTimeout(60_000);

const cluster = (authMetadata: Record<string, string>) => ({
  name: 'east',
  url: 'https://east.example.com',
  authMetadata,
});

describe('the module of the kubernetes plugin’s strategies', () => {
  const added = new Map<
    string,
    { strategy: MeshAuthStrategy; audienceBound?: boolean }
  >();

  beforeAll(async () => {
    const backend = await startTestBackend({
      extensionPoints: [
        [
          meshAuthStrategyExtensionPoint,
          {
            addStrategy: (name, strategy, options) =>
              added.set(name, { strategy, ...options }),
          },
        ],
      ],
      features: [
        meshModuleKubernetesAuth,
        mockServices.rootConfig.factory({
          data: {
            aws: {
              mainAccount: {
                accessKeyId: 'AKIAEXAMPLE',
                secretAccessKey: 'secret-of-aws',
              },
            },
            kubernetes: { googleServiceAccountCredentials: 'no JSON' },
          },
        }),
      ],
    });
    await backend.stop();
  });

  const ask = (name: string, metadata: Record<string, string> = {}) =>
    added.get(name)!.strategy.getCredential(cluster(metadata), {});

  it('adds those that need no person, and trusts only a token for one cluster', () => {
    expect(
      [...added].map(([name, { audienceBound }]) => [name, audienceBound]),
    ).toEqual([
      ['aws', true],
      ['azure', false],
      ['googleServiceAccount', false],
    ]);
  });

  it('signs a token of EKS for the cluster, and not for another', async () => {
    const token = async (metadata: Record<string, string>) => {
      const credential = await ask('aws', metadata);
      if (credential.type !== 'bearer token') {
        throw new Error('no token');
      }
      const [prefix, version, data] = credential.token.split(/[-.](?=v1|aH)/);
      expect([prefix, version]).toEqual(['k8s-aws', 'v1']);
      return new URL(Buffer.from(data, 'base64url').toString());
    };
    const east = await token({ 'kubernetes.io/x-k8s-aws-id': 'east-id' });
    expect(east.hostname).toMatch(/^sts\..*\.amazonaws\.com$/);
    expect(east.searchParams.get('Action')).toBe('GetCallerIdentity');
    expect(east.searchParams.get('X-Amz-SignedHeaders')).toBe(
      'host;x-k8s-aws-id',
    );
    expect(east.href).not.toContain('secret-of-aws');
    const west = await token({ 'kubernetes.io/x-k8s-aws-id': 'west-id' });
    expect(west.searchParams.get('X-Amz-Signature')).not.toBe(
      east.searchParams.get('X-Amz-Signature'),
    );
  });

  it('tells of what is configured wrongly', async () => {
    await expect(ask('googleServiceAccount')).rejects.toThrow(
      'Failed to parse Google Service Account credentials',
    );
  });
});

describe('LazyStrategy', () => {
  it('makes its strategy when it is needed, once, and anew after a failure', async () => {
    let made = 0;
    let fails = false;
    const lazy = new LazyStrategy(async () => {
      made += 1;
      const token = `of ${made}`;
      return {
        getCredential: async () => {
          if (fails) {
            throw new Error('no');
          }
          return { type: 'bearer token', token };
        },
      };
    });
    expect(made).toBe(0);
    const get = () => lazy.getCredential(cluster({}), {});
    await Promise.all([get(), get(), get()]);
    expect(made).toBe(1);
    fails = true;
    await expect(get()).rejects.toThrow('no');
    fails = false;
    await expect(get()).resolves.toMatchObject({ token: 'of 2' });
  });
});
