import {
  FINDING_SEVERITIES,
  FindingCounts,
  MeshFinding,
  MeshFindingSeverity,
} from '@meshport/backstage-plugin-mesh-common';
import { formatNames } from '../../words/times';
import { Words } from '../../words/useWords';
import { Status } from '../parts/StatusIcon';

/** The mark beside a severity. */
export const SEVERITY_MARK: Record<MeshFindingSeverity, Status> = {
  error: 'bad',
  warning: 'warning',
  info: 'off',
};

/** How many there are of each severity. */
export function countFindings(
  items: readonly Pick<MeshFinding, 'severity'>[],
): FindingCounts {
  const counts = { error: 0, warning: 0, info: 0 };
  items.forEach(({ severity }) => {
    counts[severity] += 1;
  });
  return counts;
}

/** e.g. `1 error and 3 warnings`; empty for none. */
export function countsText(counts: FindingCounts, t: Words['t']): string {
  return formatNames(
    FINDING_SEVERITIES.filter(one => counts[one] > 0).map(one =>
      counts[one] === 1
        ? t(`findings.count.${one}One`)
        : t(`findings.count.${one}`, { number: String(counts[one]) }),
    ),
  );
}
