import { compareBuilds, IstioFlavour } from './istioVersion';
import { DataReader } from './DataReader';
import { compareMinors } from './minors';
import type { MinorRelease, ReleaseBuild } from './supportTable';

/** One entry of GetMesh's manifest. */
interface ManifestEntry {
  minor: string;
  flavour: IstioFlavour;
  build: ReleaseBuild;
  endOfLife?: string;
}

/** What GetMesh's manifest says. */
export interface ReleaseManifest {
  entries: ManifestEntry[];
  /** By minor. */
  endOfLife: Map<string, string>;
}

const FLAVOURS: Record<string, IstioFlavour> = {
  istio: 'istio',
  tetrate: 'tetrate',
  tetratefips: 'tetrate-fips',
};

/**
 * Reads the shape of GetMesh's `manifest.json`: `istio_distributions` with
 * `version`, `flavor`, `flavor_version`, `k8s_versions`, `is_security_patch`,
 * `end_of_life`, and `istio_minor_versions_eol_dates`. As GetMesh does, it
 * leaves alone what it does not know; unlike it, it takes entries in any order.
 */
export function readManifest(
  reader: DataReader,
  data: unknown,
  field: string,
): ReleaseManifest {
  const root = reader.object(data, field);
  const datesField = `${field}.istio_minor_versions_eol_dates`;
  const dates =
    root.istio_minor_versions_eol_dates === undefined
      ? {}
      : reader.object(root.istio_minor_versions_eol_dates, datesField);
  const endOfLife = new Map<string, string>();
  for (const [key, value] of Object.entries(dates)) {
    const at = `${datesField}.${key}`;
    endOfLife.set(reader.minor(key, at), reader.date(value, at));
  }
  const listField = `${field}.istio_distributions`;
  const entries = reader
    .list(root.istio_distributions, listField)
    .flatMap((entry, index) =>
      readEntry(reader, entry, `${listField}[${index}]`),
    );
  return { entries, endOfLife };
}

function readEntry(
  reader: DataReader,
  data: unknown,
  field: string,
): ManifestEntry[] {
  const entry = reader.object(data, field);
  const before = reader.problems.length;
  const version = reader.patch(entry.version, `${field}.version`);
  const flavour = readFlavour(reader, entry.flavor, `${field}.flavor`);
  const number = entry.flavor_version ?? 0;
  if (!Number.isInteger(number) || (number as number) < 0) {
    reader.problem(
      `${field}.flavor_version`,
      `is ${JSON.stringify(number)?.slice(0, 60)}; give a whole number from 0`,
    );
  }
  const kubernetes = reader.optionalList(
    entry.k8s_versions ?? undefined,
    `${field}.k8s_versions`,
    (value, at) => reader.minor(value, at),
  );
  const securityPatch = reader.optionalBoolean(
    entry.is_security_patch,
    `${field}.is_security_patch`,
  );
  const endOfLife = reader.optionalDate(
    entry.end_of_life || undefined,
    `${field}.end_of_life`,
  );
  if (reader.problems.length > before || !flavour) {
    return [];
  }
  return [
    {
      minor: version.split('.').slice(0, 2).join('.'),
      flavour,
      build: {
        version:
          flavour === 'istio'
            ? version
            : `${version}-${entry.flavor}-v${number}`,
        securityPatch: securityPatch ?? false,
        ...(kubernetes?.length ? { kubernetes } : {}),
      },
      ...(endOfLife ? { endOfLife } : {}),
    },
  ];
}

function readFlavour(
  reader: DataReader,
  data: unknown,
  field: string,
): IstioFlavour | undefined {
  const flavour =
    typeof data === 'string' && Object.hasOwn(FLAVOURS, data)
      ? FLAVOURS[data]
      : undefined;
  if (!flavour) {
    reader.problem(
      field,
      `is ${
        JSON.stringify(data)?.slice(0, 60) ?? 'missing'
      }; give ${Object.keys(FLAVOURS).join(', ')}`,
    );
  }
  return flavour;
}

/**
 * Lays a manifest over a table. Its dates are of the distributions that it
 * lists: those of Istio itself stay where it lists none of these.
 */
export function mergeManifest(
  table: Map<string, MinorRelease>,
  { entries, endOfLife }: ReleaseManifest,
): void {
  const minors = new Set(entries.map(({ minor }) => minor));
  for (const minor of minors) {
    const known: MinorRelease = table.get(minor) ?? {
      minor,
      endOfLifeExpected: false,
      kubernetes: [],
    };
    const its = entries.filter(one => one.minor === minor);
    const date = (flavour: IstioFlavour) =>
      its.find(one => one.flavour === flavour && one.endOfLife)?.endOfLife ??
      endOfLife.get(minor);
    const flavours = { ...known.flavours };
    for (const flavour of ['tetrate', 'tetrate-fips'] as const) {
      const builds = its
        .filter(one => one.flavour === flavour)
        .map(({ build }) => build)
        .sort((a, b) => compareBuilds(b.version, a.version) ?? 0);
      if (builds.length > 0) {
        const until = date(flavour);
        flavours[flavour] = { ...(until ? { endOfLife: until } : {}), builds };
      }
    }
    table.set(minor, {
      ...withUpstream(
        known.kubernetes.length > 0
          ? known
          : { ...known, kubernetes: kubernetesOf(its) },
        its,
        date('istio'),
      ),
      ...(Object.keys(flavours).length > 0 ? { flavours } : {}),
    });
  }
}

function withUpstream(
  known: MinorRelease,
  entries: ManifestEntry[],
  endOfLife: string | undefined,
): MinorRelease {
  const upstream = entries.filter(({ flavour }) => flavour === 'istio');
  if (upstream.length === 0) {
    return known;
  }
  const versions = [
    ...upstream.map(({ build }) => build.version),
    ...(known.newestPatch ? [known.newestPatch] : []),
  ].sort((a, b) => compareBuilds(b, a) ?? 0);
  const security = upstream
    .filter(({ build }) => build.securityPatch)
    .map(({ build }) => build.version);
  const listed = kubernetesOf(upstream);
  return {
    ...known,
    newestPatch: versions[0],
    securityPatches: [
      ...new Set([...(known.securityPatches ?? []), ...security]),
    ],
    ...(listed.length > 0 ? { kubernetes: listed } : {}),
    ...(endOfLife ? { endOfLife, endOfLifeExpected: false } : {}),
  };
}

/** Of the newest entry that tells. */
function kubernetesOf(entries: ManifestEntry[]): string[] {
  const [newest] = entries
    .filter(({ build }) => build.kubernetes)
    .sort((a, b) => compareBuilds(b.build.version, a.build.version) ?? 0);
  return [...(newest?.build.kubernetes ?? [])].sort(compareMinors);
}
