import { mockServices } from '@backstage/backend-test-utils';
import { DEFAULT_SUPPORT_TABLE } from '@meshport/istio';
import { readReleaseRules } from './releaseSettings';

const read = (mesh: object) =>
  readReleaseRules(mockServices.rootConfig({ data: { mesh } as any }));

describe('readReleaseRules', () => {
  it('has the calendar that is built in, and no demands', () => {
    expect(read({})).toEqual({
      table: DEFAULT_SUPPORT_TABLE,
      isConfigured: false,
      flavours: [],
    });
  });

  it('reads newer support data and demands', () => {
    const rules = read({
      releases: { minors: [{ minor: '1.32', endOfLife: '2027-05-01' }] },
      flavours: [
        { name: 'PCI', require: 'tetrate-fips', clusters: ['east'] },
        {
          name: 'supported',
          require: ['tetrate', 'tetrate-fips'],
          clusters: ['*'],
          namespaceLabels: { 'compliance.example.org/level': 'high' },
        },
      ],
    });
    expect(rules.isConfigured).toBe(true);
    expect(rules.table[0].minor).toBe('1.32');
    expect(rules.flavours).toEqual([
      { name: 'PCI', flavours: ['tetrate-fips'], clusters: ['east'] },
      {
        name: 'supported',
        flavours: ['tetrate', 'tetrate-fips'],
        namespaceLabels: { 'compliance.example.org/level': 'high' },
      },
    ]);
  });

  it.each<[object, RegExp]>([
    [
      { releases: { minors: [{ minor: 1.3 }] } },
      /^mesh\.releases\.minors\[0\]\.minor: is the number 1\.3; put/,
    ],
    [
      { releases: { manifest: { istio_distributions: [{}] } } },
      /mesh\.releases\.manifest\.istio_distributions\[0\]\.version: is missing/,
    ],
    [
      { flavours: [{ name: 'a', require: 'tetrate' }] },
      /^mesh\.flavours\[0\]: says nowhere where it is required/,
    ],
    [
      { flavours: [{ name: 'a', require: 'fips', clusters: ['*'] }] },
      /^mesh\.flavours\[0\]\.require: "fips" is no distribution/,
    ],
    [
      { flavours: [{ name: 'a', require: [], clusters: ['*'] }] },
      /^mesh\.flavours\[0\]\.require: give one or more of istio, tetrate/,
    ],
    [
      { flavours: [{ name: 'a', clusters: ['*'] }] },
      /^mesh\.flavours\[0\]\.require: give/,
    ],
    [
      { flavours: [{ name: 'a', require: 'tetrate', cluster: 'east' }] },
      /^mesh\.flavours\[0\]\.cluster: there is no such field; use name, require/,
    ],
    [
      {
        flavours: [
          { name: 'a', require: 'tetrate', namespaceLabels: { level: 1 } },
        ],
      },
      /^mesh\.flavours\[0\]\.namespaceLabels\.level: is no text/,
    ],
    [
      {
        flavours: [
          { name: 'a', require: 'tetrate', clusters: ['*'] },
          { name: 'a', require: 'tetrate', clusters: ['*'] },
        ],
      },
      /^mesh\.flavours\[1\]\.name: a is given twice/,
    ],
  ])('does not start with %j', (mesh, words) => {
    expect(() => read(mesh)).toThrow(words);
  });
});
