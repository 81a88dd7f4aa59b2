import { Text } from '@backstage/ui';
import { NotJudged } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import styles from './findings.module.css';

/** What could not be judged, and why; nothing when everything was. */
export function NotJudgedNote({ notJudged }: { notJudged: NotJudged[] }) {
  const { t } = useWords();
  if (notJudged.length === 0) {
    return null;
  }
  return (
    <details className={styles.notJudged}>
      <summary>
        {notJudged.length === 1
          ? t('findings.notJudged.one')
          : t('findings.notJudged.more', {
              number: String(notJudged.length),
            })}
      </summary>
      <Text as="p" variant="body-small">
        {t('findings.notJudged.means')}
      </Text>
      <ul className={styles.reasons}>
        {sameReasons(notJudged).map(({ cluster, codes, reason }) => (
          <li key={`${cluster} ${reason}`}>
            <span className={styles.mono}>{codes.join(', ')}</span>{' '}
            {cluster === undefined
              ? ''
              : t('findings.notJudged.place', { cluster })}
            {reason}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** One line for what has the same reason. */
function sameReasons(notJudged: NotJudged[]): NotJudged[] {
  const found = new Map<string, NotJudged>();
  for (const one of notJudged) {
    const key = JSON.stringify([one.cluster, one.reason]);
    const known = found.get(key);
    const codes = [...new Set([...(known?.codes ?? []), ...one.codes])];
    found.set(key, { ...one, codes: codes.sort() });
  }
  return [...found.values()];
}
