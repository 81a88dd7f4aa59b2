import { assessVersion } from './assessVersion';
import { kubernetesFit } from './kubernetesFit';
import { listReleases } from './listReleases';
import { readReleaseData, ReleaseDataError } from './releaseData';
import { DEFAULT_SUPPORT_TABLE } from './supportTable';

const FIELD = 'mesh.releases';
const TODAY = new Date('2026-11-21T12:00:00Z');

/** GetMesh's last manifest: 24 versions in three flavours, less one. */
function getMeshManifest() {
  const minors: [string, string, number[], string[]][] = [
    ['1.18', '2024-08-03', [2, 1, 0], ['1.23', '1.24', '1.25', '1.26']],
    ['1.17', '2024-04-14', [4, 3, 2, 1, 0], ['1.23', '1.24', '1.25', '1.26']],
    [
      '1.16',
      '2024-01-15',
      [6, 5, 4, 3, 2, 1, 0],
      ['1.22', '1.23', '1.24', '1.25'],
    ],
    ['1.15', '2023-10-31', [7, 4, 3, 1], ['1.22', '1.23', '1.24', '1.25']],
    ['1.14', '2023-07-24', [6, 5, 4, 3, 1], ['1.21', '1.22', '1.23', '1.24']],
  ];
  return {
    istio_minor_versions_eol_dates: {
      ...Object.fromEntries(minors.map(([minor, date]) => [minor, date])),
      '1.13': '2023-04-11',
    },
    istio_distributions: minors.flatMap(([minor, , patches, k8s_versions]) =>
      patches.flatMap(patch =>
        ['tetrate', 'tetratefips', 'istio']
          .filter(
            flavor => `${minor}.${patch}-${flavor}` !== '1.17.0-tetratefips',
          )
          .map(flavor => ({
            version: `${minor}.${patch}`,
            flavor,
            flavor_version: 0,
            k8s_versions,
            release_notes: [`https://istio.io/${minor}.${patch}`],
            is_security_patch: false,
          })),
      ),
    ),
  };
}

function problemsOf(data: unknown): readonly string[] {
  try {
    readReleaseData(data, FIELD);
  } catch (error) {
    return (error as ReleaseDataError).problems;
  }
  return [];
}

describe('readReleaseData', () => {
  it('takes GetMesh’s manifest as it is', () => {
    const manifest = getMeshManifest();
    expect(manifest.istio_distributions).toHaveLength(71);
    const table = readReleaseData({ builtIn: false, manifest }, FIELD);
    expect(table.map(({ minor }) => minor)).toEqual([
      '1.18',
      '1.17',
      '1.16',
      '1.15',
      '1.14',
    ]);
    const day = new Date('2024-05-01');
    expect(assessVersion('1.17.2-tetrate-v0', day, table)).toEqual({
      status: 'endOfLife',
      endOfLife: '2024-04-14',
      newerPatch: '1.17.4-tetrate-v0',
    });
    expect(assessVersion('1.18.1-tetratefips-v0', day, table)).toEqual({
      status: 'supported',
      endOfLife: '2024-08-03',
      newerPatch: '1.18.2-tetratefips-v0',
    });
    expect(assessVersion('1.16.6', day, table)).toEqual({
      status: 'endOfLife',
      endOfLife: '2024-01-15',
    });
    expect(kubernetesFit('1.14.6-tetrate-v0', 'v1.25.3', table)).toEqual({
      fit: 'tooNew',
      kubernetes: '1.25',
      supported: ['1.21', '1.22', '1.23', '1.24'],
    });
  });

  it('lists every distribution of it once, as `getmesh list` does', () => {
    const manifest = getMeshManifest();
    const table = readReleaseData({ builtIn: false, manifest }, FIELD);
    const listed = listReleases({
      table,
      today: TODAY,
      kubernetes: '1.24',
      running: [{ revision: 'prod', version: '1.17.4-tetratefips-v0' }],
    });
    const ofOthers = listed.filter(({ flavour }) => flavour !== 'istio');
    expect(ofOthers).toHaveLength(47);
    expect(listed.filter(({ runs }) => runs.length > 0)).toEqual([
      {
        version: '1.17.4-tetratefips-v0',
        minor: '1.17',
        flavour: 'tetrate-fips',
        status: 'endOfLife',
        endOfLife: '2024-04-14',
        securityPatch: false,
        newest: true,
        kubernetes: ['1.23', '1.24', '1.25', '1.26'],
        fit: 'supported',
        runs: ['prod'],
      },
    ]);
  });

  it('flags a security patch between two builds of a flavour, in any order of entries', () => {
    const entry = (
      version: string,
      flavor_version: number,
      is_security_patch = false,
    ) => ({
      version,
      flavor: 'tetrate',
      flavor_version,
      k8s_versions: ['1.33'],
      is_security_patch,
    });
    const table = readReleaseData(
      {
        builtIn: false,
        manifest: {
          istio_distributions: [
            entry('1.30.1', 0),
            entry('1.30.2', 0),
            entry('1.30.1', 2, true),
          ],
        },
      },
      FIELD,
    );
    const told = (version: string) => assessVersion(version, TODAY, table);
    expect(told('1.30.1-tetrate-v0')).toEqual({
      status: 'unknown',
      newerPatch: '1.30.2-tetrate-v0',
      securityPatch: true,
    });
    expect(told('1.30.1-tetrate-v2')).toEqual({
      status: 'unknown',
      newerPatch: '1.30.2-tetrate-v0',
    });
    expect(told('1.30.2-tetrate-v0')).toEqual({ status: 'unknown' });
  });

  it('leaves Istio’s own date where a manifest lists only builds of others', () => {
    const table = readReleaseData(
      {
        manifest: {
          istio_minor_versions_eol_dates: { '1.29': '2027-04-16' },
          istio_distributions: [
            { version: '1.29.6', flavor: 'tetrate', flavor_version: 2 },
          ],
        },
      },
      FIELD,
    );
    expect(assessVersion('1.29.8', TODAY, table)).toMatchObject({
      status: 'endOfLife',
      endOfLife: '2026-10-12',
    });
    expect(assessVersion('1.29.6-tetrate2', TODAY, table)).toEqual({
      status: 'supported',
      endOfLife: '2027-04-16',
    });
    expect(table).toHaveLength(DEFAULT_SUPPORT_TABLE.length);
  });

  it('lays minors over what is known, field by field', () => {
    const table = readReleaseData(
      {
        minors: [
          { minor: '1.30', endOfLife: '2026-12-10' },
          { minor: '1.31', newestPatch: '1.31.4', securityPatches: ['1.31.3'] },
          {
            minor: '1.32',
            kubernetes: ['1.34'],
            endOfLife: '2027-05-01',
            newestPatch: '1.32.0',
          },
        ],
      },
      FIELD,
    );
    expect(table[0].minor).toBe('1.32');
    expect(assessVersion('1.30.5', TODAY, table)).toEqual({
      status: 'supported',
      endOfLife: '2026-12-10',
    });
    expect(assessVersion('1.31.1', TODAY, table)).toMatchObject({
      newerPatch: '1.31.4',
      securityPatch: true,
    });
    expect(kubernetesFit('1.30.5', '1.33', table).fit).toBe('supported');
  });

  it.each<[unknown, string]>([
    [[], 'mesh.releases: is a list; give an object'],
    ['x', 'mesh.releases: is "x"; give an object'],
    [
      { builtin: true },
      'mesh.releases.builtin: there is no such field; use builtIn, minors, manifest',
    ],
    [{ builtIn: 'no' }, 'mesh.releases.builtIn: is "no"; give true or false'],
    [
      { builtIn: false },
      'mesh.releases: names no release; give minors or manifest, or leave builtIn out',
    ],
    [{ minors: {} }, 'mesh.releases.minors: is an object; give a list'],
    [
      { minors: [{}] },
      'mesh.releases.minors[0].minor: is missing; give a minor version such as "1.30"',
    ],
    [
      { minors: [{ minor: 1.3 }] },
      'mesh.releases.minors[0].minor: is the number 1.3; put a minor version such as "1.30" in quotes',
    ],
    [
      { minors: [{ minor: '1.30' }, { minor: '1.30' }] },
      'mesh.releases.minors[1].minor: 1.30 is given twice; keep one',
    ],
    [
      { minors: [{ minor: '1.30', endOfLife: '30.11.2026' }] },
      'mesh.releases.minors[0].endOfLife: is "30.11.2026"; give a day such as "2026-11-30"',
    ],
    [
      { minors: [{ minor: '1.30', endOfLife: '2026-02-30' }] },
      'mesh.releases.minors[0].endOfLife: there is no day 2026-02-30',
    ],
    [
      { minors: [{ minor: '1.30', newestPatch: '1.31.2' }] },
      'mesh.releases.minors[0].newestPatch: 1.31.2 is no patch of 1.30',
    ],
    [
      { minors: [{ minor: '1.30', kubernetes: ['1.33', 1.34] }] },
      'mesh.releases.minors[0].kubernetes[1]: is the number 1.34; put a minor version such as "1.30" in quotes',
    ],
    [
      { minors: [{ minor: '1.30', eol: 'x' }] },
      'mesh.releases.minors[0].eol: there is no such field; use minor, released, endOfLife, endOfLifeExpected, newestPatch, securityPatches, kubernetes, testedKubernetes',
    ],
    [{ manifest: null }, 'mesh.releases.manifest: is empty; give an object'],
    [
      { manifest: {} },
      'mesh.releases.manifest.istio_distributions: is missing; give a list',
    ],
    [
      { manifest: { istio_distributions: [null] } },
      'mesh.releases.manifest.istio_distributions[0]: is empty; give an object',
    ],
    [
      {
        manifest: {
          istio_distributions: [{ version: '1.18.2', flavor: 'vanilla' }],
        },
      },
      'mesh.releases.manifest.istio_distributions[0].flavor: is "vanilla"; give istio, tetrate, tetratefips',
    ],
    [
      {
        manifest: {
          istio_distributions: [{ version: '1.18.2', flavor: 'constructor' }],
        },
      },
      'mesh.releases.manifest.istio_distributions[0].flavor: is "constructor"; give istio, tetrate, tetratefips',
    ],
    [
      {
        manifest: {
          istio_distributions: [{ version: '1.18', flavor: 'istio' }],
        },
      },
      'mesh.releases.manifest.istio_distributions[0].version: is "1.18"; give a version such as "1.30.5"',
    ],
    [
      {
        manifest: {
          istio_distributions: [
            { version: '1.18.2', flavor: 'tetrate', flavor_version: -1 },
          ],
        },
      },
      'mesh.releases.manifest.istio_distributions[0].flavor_version: is -1; give a whole number from 0',
    ],
    [
      {
        manifest: {
          istio_distributions: [],
          istio_minor_versions_eol_dates: { '1.18': 'soon' },
        },
      },
      'mesh.releases.manifest.istio_minor_versions_eol_dates.1.18: is "soon"; give a day such as "2026-11-30"',
    ],
  ])('refuses %j', (data, problem) => {
    expect(problemsOf(data)).toContain(problem);
  });

  it('names every wrong field at once', () => {
    expect(
      problemsOf({ builtIn: 1, minors: [{ minor: 1 }, { minor: 'x' }] }),
    ).toHaveLength(3);
  });
});
