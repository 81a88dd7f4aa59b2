import { Text } from '@backstage/ui';
import { FleetOverview } from '@meshport/backstage-plugin-mesh-common';
import { formatNames } from '../../words/times';
import { useWords } from '../../words/useWords';
import { Status, StatusIcon } from '../parts/StatusIcon';
import styles from './fleet.module.css';

const MARKS: Record<FleetOverview['missing'][number]['state'], Status> = {
  forbidden: 'locked',
  pending: 'waiting',
  failed: 'warning',
};

/** What the overview does not hold, and why. */
export function MissingParts({ overview }: { overview: FleetOverview }) {
  const { missing, withheld } = overview;
  const { t } = useWords();
  if (missing.length === 0 && withheld.length === 0) {
    return null;
  }
  return (
    <ul className={styles.list}>
      {missing.map(({ part, state, why }) => (
        <li key={part} className={styles.line}>
          <StatusIcon status={MARKS[state]} />
          <Text as="p" variant="body-small">
            {t(`fleet.missing.${state}`, {
              part: t(`fleet.missing.part.${part}`),
              why,
            })}
          </Text>
        </li>
      ))}
      {withheld.length > 0 && (
        <li className={styles.line}>
          <StatusIcon status="locked" />
          <Text as="p" variant="body-small">
            {t('fleet.withheld', {
              clusters: formatNames([
                ...new Set(withheld.map(({ cluster }) => cluster)),
              ]),
            })}
          </Text>
        </li>
      )}
    </ul>
  );
}
