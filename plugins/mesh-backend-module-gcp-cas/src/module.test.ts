import { ConfigReader } from '@backstage/config';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  CaProviderFactory,
  meshCaProviderExtensionPoint,
} from '@meshport/backstage-plugin-mesh-node';
import meshModuleGcpCas from '.';

jest.setTimeout(60_000);

describe('the module of Google Certificate Authority Service', () => {
  it('adds its provider, which reads its block of the configuration', async () => {
    const added: CaProviderFactory[] = [];
    const backend = await startTestBackend({
      extensionPoints: [
        [
          meshCaProviderExtensionPoint,
          { addProvider: factory => added.push(factory) },
        ],
      ],
      features: [meshModuleGcpCas],
    });
    await backend.stop();
    expect(added.map(({ type }) => type)).toEqual(['gcp-cas']);
    const create = (gcp: object) =>
      added[0].create(new ConfigReader({ name: 'google', gcp } as never), {
        logger: mockServices.logger.mock(),
      });
    const provider = create({
      pool: 'projects/mesh/locations/europe-west1/caPools/istio',
      authority: 'issuing',
    });
    expect(provider.remembersSeconds).toBe(3600);
    expect(() => create({ pool: 'istio', authority: 'issuing' })).toThrow(
      /^gcp\.pool: istio is no name of a pool/,
    );
  });
});
