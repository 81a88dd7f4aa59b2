import { RequestFinding } from '@meshport/backstage-plugin-mesh-common';
import { PreflightPair } from '@meshport/istio';

/** How many codes are named; the preflight page has all findings. */
const MOST_CODES = 6;

const WORDS = { error: 'does not work', warning: 'is in doubt' } as const;

/**
 * What a preflight says of a pair, for those who approve a join. It names checks
 * and codes only: a request is read by people who may not read every namespace,
 * and the preflight itself shows each what they may. None is of severity error,
 * since a join may come before what is to be mended.
 */
export function preflightFindings({
  clusters,
  checks,
}: PreflightPair): RequestFinding[] {
  return checks.flatMap(({ name, verdict, findings }) => {
    if (verdict !== 'error' && verdict !== 'warning') {
      return [];
    }
    const codes = [
      ...new Set(
        findings
          .filter(({ severity }) => severity === verdict)
          .map(({ code }) => code),
      ),
    ];
    return [
      {
        code: `PREFLIGHT_${name.toUpperCase().replaceAll('-', '_')}`,
        severity: 'warning' as const,
        message: `${name} ${WORDS[verdict]} between ${clusters.join(
          ' and ',
        )}: ${codes.slice(0, MOST_CODES).join(', ')}${
          codes.length > MOST_CODES
            ? ` and ${codes.length - MOST_CODES} more`
            : ''
        }`,
        mend: 'Look at the preflight of the pair: it says of each what it is about and what mends it.',
      },
    ];
  });
}
