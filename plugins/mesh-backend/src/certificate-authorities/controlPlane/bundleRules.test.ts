import { knownControlPlane } from '../__testUtils__/knownControlPlane';
import { bundleRules, oldestVersion } from './bundleRules';

describe('what decides how a bundle is judged', () => {
  it('is the oldest istiod and the trust domain of the mesh', () => {
    expect(
      bundleRules(
        knownControlPlane({
          images: ['istio/pilot:1.30.1', 'istio/pilot:1.9.0-distroless'],
          told: ['1.31.0', undefined],
          mesh: 'trustDomain: harbour.example',
        }),
        'istio-system',
      ),
    ).toEqual({ istioVersion: '1.9.0', trustDomain: 'harbour.example' });
  });

  it('is what an istiod tells of itself, before its image', () => {
    expect(
      bundleRules(
        knownControlPlane({
          images: ['mirror/pilot:1.30.0'],
          told: ['1.26.4'],
        }),
        'istio-system',
      ),
    ).toEqual({ istioVersion: '1.26.4' });
  });

  it.each([
    [
      'an image without a version',
      knownControlPlane({ images: ['pilot:latest'] }),
    ],
    ['no istiod', knownControlPlane({ images: [] })],
    ['a cluster that is not watched', undefined],
    [
      'a trust domain that is no text',
      knownControlPlane({ images: [], mesh: 'trustDomain: 7' }),
    ],
  ])('is not known of %s', (_what, inventory) => {
    expect(bundleRules(inventory, 'istio-system')).toEqual({});
  });

  it('is not that of another control plane', () => {
    expect(
      bundleRules(
        knownControlPlane({
          images: ['istio/pilot:1.30.1'],
          mesh: 'trustDomain: harbour.example',
        }),
        'istio-canary',
      ),
    ).toEqual({});
  });

  it.each([
    [['1.31-dev', '1.29.3', '1.30.0'], '1.29.3'],
    [['1.30.0', '1.30.0-rc.0'], '1.30.0-rc.0'],
    [['abc', '1.29.3'], '1.29.3'],
    [[], undefined],
  ])('takes of %j the oldest', (versions, oldest) => {
    expect(oldestVersion(versions)).toBe(oldest);
  });
});
