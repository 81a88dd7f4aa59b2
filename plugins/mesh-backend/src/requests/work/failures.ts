import { isError } from '@backstage/errors';

/** What went wrong, sorted by what follows from it. */
export interface Failure {
  /**
   * `passing`: tried again; `conflict`: something changed since the approval;
   * `lasting`: somebody has to mend it.
   */
  kind: 'passing' | 'conflict' | 'lasting';
  cause: string;
  mend: string;
}

/** Errors whose message is written for people and holds nothing secret. */
const SPEAKING = [
  'InputError',
  'NotAllowedError',
  'NotFoundError',
  'ConflictError',
  'ServiceUnavailableError',
];

const MENDS: Record<string, string> = {
  InputError: 'Ask anew with what the message says mended.',
  NotAllowedError: 'An administrator has to give the right that is named.',
  NotFoundError: 'Have what is missing made again.',
};

/**
 * Sorts an error. The words of an error that is none of ours are not kept,
 * since they may quote anything.
 */
export function failureOf(error: unknown): Failure {
  const name = isError(error) ? error.name : 'Error';
  const cause =
    isError(error) && SPEAKING.includes(name)
      ? error.message
      : `something unexpected went wrong (${name})`;
  switch (name) {
    case 'ServiceUnavailableError':
      return {
        kind: 'passing',
        cause,
        mend: 'Meshport tries again by itself.',
      };
    case 'ConflictError':
      return {
        kind: 'conflict',
        cause,
        mend: 'Settle who owns it, then ask or approve anew.',
      };
    default:
      return {
        kind: 'lasting',
        cause,
        mend:
          MENDS[name] ??
          "An administrator finds more in the backend's log; then retry.",
      };
  }
}

const BASE_MS = 2_000;
const LONGEST_MS = 5 * 60_000;

/**
 * Milliseconds until the next try after `failures` in a row: doubling from two
 * seconds to five minutes, the later half of it by chance (0 to 1), so that
 * many do not come back at once.
 */
export function backOff(failures: number, chance: number): number {
  const full = Math.min(LONGEST_MS, BASE_MS * 2 ** Math.min(failures - 1, 20));
  return Math.round(full / 2 + (full / 2) * chance);
}

/** Masks values that must not be kept. */
export class SecretMask {
  readonly #secrets = new Set<string>();

  hide(secret: string): void {
    if (secret) {
      this.#secrets.add(secret);
      this.#secrets.add(Buffer.from(secret).toString('base64'));
      this.#secrets.add(JSON.stringify(secret).slice(1, -1));
    }
  }

  mask(text: string): string {
    // Longest first, so that no part of one stays.
    return [...this.#secrets]
      .sort((a, b) => b.length - a.length)
      .reduce((masked, secret) => masked.split(secret).join('***'), text);
  }
}
