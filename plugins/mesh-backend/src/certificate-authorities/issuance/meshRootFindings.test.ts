import { TestRoot, testRoot } from '../rotation/__testUtils__/testRoot';
import { meshRootFindings } from './meshRootFindings';
import { fingerprintsIn } from './RootEffect';

describe('the roots of other clusters', () => {
  let old: TestRoot;
  let fresh: TestRoot;

  beforeAll(async () => {
    [old, fresh] = await Promise.all([testRoot('old'), testRoot('new')]);
  });

  /** A cluster with what its proxies are given, of the mesh `one` unless told otherwise. */
  const cluster = (
    name: string,
    roots: string | undefined,
    more: { meshId?: string; primary?: string } = {},
  ): any => {
    const meshId = 'meshId' in more ? more.meshId : 'one';
    const maps: any[] = [
      {
        metadata: { name: 'istio', namespace: 'istio-system' },
        data: {
          mesh: meshId
            ? `defaultConfig: {meshId: ${meshId}}`
            : 'rootNamespace: a',
        },
      },
      ...(roots === undefined
        ? []
        : [
            {
              metadata: {
                name: 'istio-ca-root-cert',
                namespace: 'istio-system',
              },
              data: { 'root-cert.pem': roots },
            },
          ]),
    ];
    return {
      details: { name, primary: more.primary },
      store: () => ({
        list: () => maps,
        get: (_: string, wanted: string) =>
          maps.find(({ metadata }) => metadata.name === wanted),
      }),
    };
  };

  const told = (
    others: any[],
    before: string[],
    after: string[],
    home = cluster('east', undefined),
  ) =>
    meshRootFindings(
      {
        clusters: () => [home, ...others],
        cluster: name => (name === 'east' ? home : undefined),
      },
      { cluster: 'east', before, after },
    ).map(({ code, severity, message }) => `${code} ${severity} ${message}`);
  const of = ({ certificate }: TestRoot) => fingerprintsIn(certificate);

  it('are lost where one was in common and none would be, whatever the mesh is called', () => {
    const others = [
      cluster('west', old.certificate, { meshId: undefined }),
      cluster('both', old.certificate + fresh.certificate),
      cluster('lab', fresh.certificate),
    ];
    expect(told(others, of(old), of(fresh))).toEqual([
      'CA_LOSES_COMMON_ROOT warning east and west would have no root in common any more: calls between them fail.',
    ]);
  });

  it('are compared for a first authority, too', () => {
    const others = [
      cluster('west', old.certificate),
      cluster('north', fresh.certificate),
    ];
    expect(told(others, [], of(fresh))).toEqual([
      expect.stringMatching(/^CA_NO_COMMON_ROOT warning east and west are of/),
    ]);
    expect(told(others, [], [...of(old), ...of(fresh)])).toEqual([]);
  });

  it.each([
    ['another mesh', { meshId: 'two' }],
    ['a mesh that is not named', { meshId: undefined }],
    ['a remote, whose primary is compared', { primary: 'west' }],
  ])('are not compared with those of %s', (_, more) => {
    const other = cluster('other', old.certificate, more);
    expect(told([other], [], of(fresh))).toEqual([]);
  });

  it('are not taken to fit where they are not known', () => {
    expect(told([cluster('west', undefined)], [], of(fresh))).toEqual([
      'CA_ROOT_NOT_COMPARED info The roots of west, of the same mesh, are not known, so that they were not compared.',
    ]);
  });

  it('are compared with none where the own mesh is not named', () => {
    const home = cluster('east', undefined, { meshId: undefined });
    const other = cluster('west', old.certificate);
    expect(told([other], [], of(fresh), home)).toEqual([]);
  });
});
