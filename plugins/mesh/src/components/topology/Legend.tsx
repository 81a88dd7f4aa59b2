import { Text } from '@backstage/ui';
import { useWords } from '../../words/useWords';
import styles from './topology.module.css';

const LINES = ['good', 'waiting', 'broken'] as const;

/** What the lines and marks of the picture mean. */
export function Legend() {
  const { t } = useWords();
  return (
    <ul className={styles.legend}>
      {LINES.map(look => (
        <li key={look}>
          <svg aria-hidden width="32" height="10">
            <path
              d="M 0 5 L 32 5"
              className={`${styles.arrow} ${styles[look]}`}
            />
          </svg>
          <Text as="span" variant="body-small">
            {t(`fleet.topology.legend.${look}`)}
          </Text>
        </li>
      ))}
      <li>
        <svg aria-hidden width="14" height="14">
          <circle cx="7" cy="7" r="5" className={styles.gateway} />
        </svg>
        <Text as="span" variant="body-small">
          {t('fleet.topology.legend.gateway')}
        </Text>
      </li>
    </ul>
  );
}
