import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startTestBackend } from '@backstage/backend-test-utils';
import {
  CaProviderFactory,
  meshCaProviderExtensionPoint,
} from '@meshport/backstage-plugin-mesh-node';
import { startConformanceServer } from '@meshport/ca-conformance';
import meshModuleAwsPca from '.';

jest.setTimeout(120_000);

describe('the module of AWS Private CA', () => {
  it('adds its provider', async () => {
    const added: CaProviderFactory[] = [];
    const backend = await startTestBackend({
      extensionPoints: [
        [
          meshCaProviderExtensionPoint,
          { addProvider: factory => added.push(factory) },
        ],
      ],
      features: [meshModuleAwsPca],
    });
    await backend.stop();
    expect(added.map(({ type }) => type)).toEqual(['aws-pca']);
  });

  it('loads the SDK at the first call, and its old XML parser never', async () => {
    const server = await startConformanceServer({});
    try {
      const { aws }: any = server.describe();
      const script = `
        const { awsPcaFactory } = require('./src/awsPcaFactory');
        const { ConfigReader } = require('@backstage/config');
        const loaded = part => Object.keys(require.cache).some(file => file.includes(part));
        const provider = awsPcaFactory().create(new ConfigReader({ aws: ${JSON.stringify(
          { arn: aws.authorities[0].arn, endpoint: aws.endpoint },
        )} }), {});
        const before = loaded('client-acm-pca');
        const signal = AbortSignal.timeout(60000);
        provider.describe({ signal }).then(() => {
          const old = Object.keys(require.cache).filter(file => /fast-xml-parser/.test(file))
            .map(file => require(file.replace(/(fast-xml-parser).*/, '$1/package.json')).version);
          console.log(JSON.stringify({ before, after: loaded('client-acm-pca'), old }));
        });`;
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [
          '--require',
          require.resolve('@backstage/cli/config/nodeTransform.cjs'),
          '-e',
          script,
        ],
        {
          cwd: `${__dirname}/..`,
          env: {
            ...process.env,
            AWS_ENDPOINT_URL_STS: aws.webIdentity.AWS_ENDPOINT_URL_STS,
            ...aws.environment,
          },
        },
      );
      const { before, after, old } = JSON.parse(stdout);
      expect([before, after]).toEqual([false, true]);
      // Versions below 4.5.4 have published advisories.
      expect(old.filter((version: string) => version.startsWith('4.'))).toEqual(
        [],
      );
    } finally {
      await server.stop();
    }
  });
});
