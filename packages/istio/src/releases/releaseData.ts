import { DataReader } from './DataReader';
import { compareMinors } from './minors';
import { mergeManifest, readManifest } from './releaseManifest';
import {
  DEFAULT_SUPPORT_TABLE,
  MinorRelease,
  SupportTable,
} from './supportTable';

/**
 * Support data that cannot be read; the message has a line
 * `field: what is wrong and how to mend it` for each wrong field.
 *
 * @public
 */
export class ReleaseDataError extends Error {
  readonly name = 'ReleaseDataError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

const FIELDS = [
  'minor',
  'released',
  'endOfLife',
  'endOfLifeExpected',
  'newestPatch',
  'securityPatches',
  'kubernetes',
  'testedKubernetes',
];

/**
 * Reads support data as configuration gives it and lays it over the calendar
 * that is built in: first `manifest` (in the shape of GetMesh's manifest.json),
 * then `minors`, field by field. With `builtIn: false` only what is given
 * counts.
 *
 * @param field - what messages call the data, e.g. `mesh.releases`
 * @throws `ReleaseDataError` that names every wrong field
 * @public
 */
export function readReleaseData(data: unknown, field: string): SupportTable {
  const reader = new DataReader();
  const root = reader.object(data, field, ['builtIn', 'minors', 'manifest']);
  const builtIn = reader.optionalBoolean(root.builtIn, `${field}.builtIn`);
  const manifest =
    root.manifest === undefined
      ? undefined
      : readManifest(reader, root.manifest, `${field}.manifest`);
  const minors = readMinors(reader, root.minors, `${field}.minors`);
  if (reader.problems.length > 0) {
    throw new ReleaseDataError(reader.problems);
  }
  const table = new Map<string, MinorRelease>(
    (builtIn === false ? [] : DEFAULT_SUPPORT_TABLE).map(one => [
      one.minor,
      one,
    ]),
  );
  if (manifest) {
    mergeManifest(table, manifest);
  }
  minors.forEach(one => {
    const known = table.get(one.minor);
    table.set(one.minor, {
      endOfLifeExpected: false,
      kubernetes: [],
      ...known,
      ...(one.endOfLife === undefined ? {} : { endOfLifeExpected: false }),
      ...one,
    });
  });
  if (table.size === 0) {
    throw new ReleaseDataError([
      `${field}: names no release; give minors or manifest, or leave builtIn out`,
    ]);
  }
  return [...table.values()].sort((a, b) => compareMinors(b.minor, a.minor));
}

type GivenMinor = Partial<MinorRelease> & { minor: string };

function readMinors(
  reader: DataReader,
  data: unknown,
  field: string,
): GivenMinor[] {
  if (data === undefined) {
    return [];
  }
  const found: GivenMinor[] = [];
  reader.list(data, field).forEach((entry, index) => {
    const at = `${field}[${index}]`;
    const one = reader.object(entry, at, FIELDS);
    const minor = reader.minor(one.minor, `${at}.minor`);
    const given = withoutUndefined({
      minor,
      released: reader.optionalDate(one.released, `${at}.released`),
      endOfLife: reader.optionalDate(one.endOfLife, `${at}.endOfLife`),
      endOfLifeExpected: reader.optionalBoolean(
        one.endOfLifeExpected,
        `${at}.endOfLifeExpected`,
      ),
      newestPatch:
        one.newestPatch === undefined
          ? undefined
          : reader.patch(one.newestPatch, `${at}.newestPatch`, minor),
      securityPatches: reader.optionalList(
        one.securityPatches,
        `${at}.securityPatches`,
        (value, where) => reader.patch(value, where, minor),
      ),
      kubernetes: reader.optionalList(
        one.kubernetes,
        `${at}.kubernetes`,
        (value, where) => reader.minor(value, where),
      ),
      testedKubernetes: reader.optionalList(
        one.testedKubernetes,
        `${at}.testedKubernetes`,
        (value, where) => reader.minor(value, where),
      ),
    }) as GivenMinor;
    if (minor && found.some(other => other.minor === minor)) {
      reader.problem(`${at}.minor`, `${minor} is given twice; keep one`);
    }
    found.push(given);
  });
  return found;
}

function withoutUndefined<T extends object>(object: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}
