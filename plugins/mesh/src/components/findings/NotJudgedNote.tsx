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
  const reasons = sameReasons(notJudged);
  return (
    <details className={styles.notJudged}>
      <summary>
        {reasons.length === 1
          ? t('findings.notJudged.one')
          : t('findings.notJudged.more', { number: String(reasons.length) })}
      </summary>
      <Text as="p" variant="body-small">
        {t('findings.notJudged.means')}
      </Text>
      <ul className={styles.reasons}>
        {reasons.map(({ cluster, codes, reason, partly }) => (
          <li key={JSON.stringify([cluster, reason, partly])}>
            {cluster === undefined
              ? ''
              : t('findings.notJudged.place', { cluster })}
            {reason}{' '}
            <Text as="span" variant="body-small" color="secondary">
              {partly
                ? t('findings.notJudged.partly')
                : t('findings.notJudged.codes')}{' '}
              <span className={styles.mono}>
                {codes.includes('*')
                  ? t('findings.notJudged.all')
                  : codes.join(', ')}
              </span>
            </Text>
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
    const key = JSON.stringify([one.cluster, one.reason, one.partly]);
    const known = found.get(key);
    const codes = [...new Set([...(known?.codes ?? []), ...one.codes])];
    found.set(key, { ...one, codes: codes.sort() });
  }
  return [...found.values()];
}
