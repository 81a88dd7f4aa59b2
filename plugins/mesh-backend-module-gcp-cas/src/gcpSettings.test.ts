import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { readGcpSettings } from './gcpSettings';

const pool = 'projects/mesh/locations/europe-west1/caPools/istio';
const read = (gcp: JsonObject) =>
  readGcpSettings(new ConfigReader({ name: 'google', gcp }));

describe('the block gcp', () => {
  it('is read', () => {
    expect(read({ pool, authority: 'issuing-2026' })).toEqual({
      project: 'mesh',
      pool,
      authority: 'issuing-2026',
      template: undefined,
      endpoint: undefined,
      credentialsFile: undefined,
    });
    expect(
      read({
        pool,
        authority: `${pool}/certificateAuthorities/issuing-2026`,
        template:
          'projects/mesh/locations/europe-west1/certificateTemplates/istio',
        endpoint: 'https://privateca-mesh.p.googleapis.com',
        credentialsFile: '/etc/meshport/google.json',
      }),
    ).toEqual({
      project: 'mesh',
      pool,
      authority: 'issuing-2026',
      template:
        'projects/mesh/locations/europe-west1/certificateTemplates/istio',
      endpoint: new URL('https://privateca-mesh.p.googleapis.com'),
      credentialsFile: '/etc/meshport/google.json',
    });
  });

  it.each<[JsonObject, RegExp]>([
    [{ authority: 'a' }, /gcp\.pool/],
    [{ pool }, /gcp\.authority/],
    [
      {
        pool: 'projects/p/locations/l/certificateAuthorities/ca',
        authority: 'a',
      },
      /^gcp\.pool: .* without a pool, as API v1beta1 had it\. Give projects\/PROJECT/,
    ],
    [
      { pool: 'istio', authority: 'a' },
      /^gcp\.pool: istio is no name of a pool/,
    ],
    [
      { pool: `${pool}/certificates/x`, authority: 'a' },
      /^gcp\.pool: .* is no name of a pool/,
    ],
    [
      {
        pool,
        authority:
          'projects/other/locations/europe-west1/caPools/istio/certificateAuthorities/a',
      },
      /^gcp\.authority: .* is no authority of projects\/mesh/,
    ],
    [{ pool, authority: '' }, /gcp\.authority/],
    [
      {
        pool,
        authority: 'a',
        template: 'projects/mesh/locations/us-east1/certificateTemplates/istio',
      },
      /^gcp\.template: .* is no template of the pool's location/,
    ],
    [
      { pool, authority: 'a', endpoint: 'http://privateca.example.com' },
      /^gcp\.endpoint: .* http:\/\/ is for this machine alone/,
    ],
    [
      { pool, authority: 'a', endpoint: 'privateca.googleapis.com' },
      /^gcp\.endpoint: /,
    ],
    [
      { pool, authority: 'a', endpoint: 'https://example.com/v1' },
      /without a path/,
    ],
  ])('refuses %j', (gcp, why) => {
    expect(() => read(gcp)).toThrow(why);
  });
});
