import { Resource } from '../snapshot/Resource';
import { FindingMend, YamlPath } from '../types';
import { mendOf } from './mends';

/** More names than anybody confuses; a finding is not worth the time. */
const MOST_NAMES = 1000;

/** Letters to change, add or take away; or more than a bound. */
function distance(one: string, other: string, bound: number): number {
  if (Math.abs(one.length - other.length) > bound) {
    return bound + 1;
  }
  let row = Array.from({ length: other.length + 1 }, (_, j) => j);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const isSame = one[i - 1] === other[j - 1];
      next.push(
        Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (isSame ? 0 : 1)),
      );
    }
    row = next;
  }
  return row[other.length];
}

/** How many letters may be wrong before it is another word. */
function boundOf(name: string): number {
  if (name.length < 4) {
    return 0;
  }
  return name.length < 8 ? 1 : 2;
}

/**
 * The name that somebody meant; undefined when none is near, or several are
 * equally so.
 */
export function meantBy(
  name: string,
  names: Iterable<string>,
): string | undefined {
  const known = [...new Set(names)];
  const bound = boundOf(name);
  if (bound === 0 || known.length > MOST_NAMES) {
    return undefined;
  }
  const near = known
    .map(one => ({ one, far: distance(name, one, bound) }))
    .filter(({ far }) => far > 0 && far <= bound)
    .sort((a, b) => a.far - b.far);
  return near.length > 0 && near[0].far !== near[1]?.far
    ? near[0].one
    : undefined;
}

/** Writes the name that was meant, where one was. */
export function spelledAs(
  resource: Resource,
  path: YamlPath,
  written: string,
  meant: string | undefined,
): FindingMend | undefined {
  return meant === undefined
    ? undefined
    : mendOf(resource, `Write ${meant} in the place of ${written}`, {
        set: path,
        to: meant,
      });
}
