import { mockServices } from '@backstage/backend-test-utils';
import { readPackagePins } from './tetrateSettings';

const good = {
  name: 'istio-sidecar',
  format: 'rpm',
  architecture: 'arm64',
  revision: 'canary',
  sha256: 'A'.repeat(64),
};

const read = (packages?: object[]) =>
  readPackagePins(
    mockServices.rootConfig({ data: { mesh: { tetrate: { packages } } } }),
  );

describe('readPackagePins', () => {
  it('reads none and some', () => {
    expect(read()).toEqual([]);
    expect(read([good])).toEqual([{ ...good, sha256: 'a'.repeat(64) }]);
  });

  it.each([
    [{ name: 'other' }, 'name: write onboarding-agent or istio-sidecar'],
    [{ format: 'apk' }, 'format: write deb or rpm'],
    [{ architecture: 'x86_64' }, 'architecture: write amd64 or arm64'],
    [{ sha256: 'abc' }, 'sha256: write its 64 hexadecimal digits'],
    [{ name: 'onboarding-agent' }, 'revision: only istio-sidecar has'],
    [{ sha265: 'x' }, 'sha265: there is no such field'],
  ])('refuses %j', (more, words) => {
    expect(() => read([{ ...good, ...more }])).toThrow(
      `mesh.tetrate.packages[0].${words}`,
    );
  });

  it('refuses two checksums of one package', () => {
    expect(() => read([good, { ...good, sha256: 'b'.repeat(64) }])).toThrow(
      'mesh.tetrate.packages[1]: there are two checksums of istio-sidecar rpm arm64 canary',
    );
  });
});
