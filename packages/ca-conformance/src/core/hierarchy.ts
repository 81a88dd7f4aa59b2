import { Authority } from './Authority';
import { AuthorityKey } from './authorityKeys';
import { MovableClock } from './MovableClock';

const dayMs = 24 * 3600 * 1000;

/** Authorities from a root to the one that issues. */
export interface Hierarchy {
  root: Authority;
  /** The last one: it signs what is asked for. */
  issuing: Authority;
  /** Root first. */
  authorities: Authority[];
}

/** How a hierarchy is to be. */
export interface HierarchyOptions {
  /** Keys from the root to the one that issues: one to three. */
  keys: AuthorityKey[];
  /** Goes into the subjects. */
  name?: string;
  /** Path length of each, root first; undefined is unlimited. */
  pathLengths?: (number | undefined)[];
  /** How long each lives in days, root first: 3650, 1825, 1095. */
  days?: number[];
  clock?: MovableClock;
  /** Where the list of the authority of a level (the root's is 0) is published. */
  crlUrl?: (level: number) => string;
}

const levels = ['Root', 'Middle', 'Issuing'];
const usualDays = [3650, 1825, 1095];

function levelName(level: number, depth: number): string {
  if (level === 0) return levels[0];
  return level === depth - 1 ? levels[2] : levels[1];
}

/**
 * Makes authorities that really sign, of depth 1 to 3, with mixed keys where
 * they are asked for. RSA-4096 takes half a second each.
 */
export async function createHierarchy(
  options: HierarchyOptions,
): Promise<Hierarchy> {
  const { keys, name = 'Conformance', clock = new MovableClock() } = options;
  if (keys.length < 1 || keys.length > 3) {
    throw new Error(
      `keys names ${keys.length} authorities. Name one to three.`,
    );
  }
  const now = clock.now().getTime();
  const authorities: Authority[] = [];
  for (const [level, key] of keys.entries()) {
    const days = options.days?.[level] ?? usualDays[level];
    authorities.push(
      await Authority.create({
        subject: `CN=${name} ${levelName(level, keys.length)}, O=Meshport`,
        key,
        issuer: authorities[level - 1],
        notBefore: new Date(now - 3600 * 1000),
        notAfter: new Date(now + days * dayMs),
        pathLength: options.pathLengths?.[level],
        crlUrl: options.crlUrl?.(level),
      }),
    );
  }
  return {
    root: authorities[0],
    issuing: authorities[authorities.length - 1],
    authorities,
  };
}
