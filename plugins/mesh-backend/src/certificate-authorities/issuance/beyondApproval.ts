import { readCertificates } from '@meshport/certificates';
import { Issuance, lastOf } from './Issuance';

/** Clocks differ, and services round the ends of what they sign. */
export const SAME_END_MS = 3_600_000;

/**
 * Why an issued intermediate is more than was approved, as a sentence;
 * undefined when it is not: it lives longer, or more authorities may stand
 * below it. An authority may answer otherwise than it was asked, since policies
 * and templates of a service stand above a request.
 *
 * @param pathLength - how many authorities may stand below it
 */
export function beyondApproval(
  issuance: Issuance,
  pathLength: number,
): string | undefined {
  const [own] = readCertificates(lastOf(issuance, 'issued')!.certificate);
  const asked = lastOf(issuance, 'keyed')!.notAfter;
  const differences = [
    ...(Date.parse(own.notAfter) - Date.parse(asked) > SAME_END_MS
      ? [`it ends on ${own.notAfter}, after ${asked}`]
      : []),
    ...(own.pathLength === undefined || own.pathLength > pathLength
      ? [
          `it leaves room for ${
            own.pathLength ?? 'any number of'
          } authorities below it, and not for ${pathLength}`,
        ]
      : []),
  ];
  return differences.length
    ? `It is more than was approved: ${differences.join('; ')}.`
    : undefined;
}

/** That an intermediate ends before it was asked to, as a sentence; undefined when it does not. */
export function shortenedLife(
  notAfter: string,
  asked: string,
): string | undefined {
  return Date.parse(asked) - Date.parse(notAfter) > SAME_END_MS
    ? `The authority shortened its life: it ends on ${notAfter} and not on ${asked}.`
    : undefined;
}
