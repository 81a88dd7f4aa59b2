import { Text } from '@backstage/ui';
import { ClusterCertificates } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { Section } from '../requests/Section';
import { EndText, useEndWords } from './EndText';
import { LifeBar } from './LifeBar';
import { endMark, SOON_MS } from './certificateStanding';
import styles from './certificates.module.css';

/** One bar a cluster, from today to the end of its authority; the first to end first. */
export function Timeline({ items }: { items: ClusterCertificates[] }) {
  const { t, now } = useWords();
  const words = useEndWords();
  const known = items
    .flatMap(({ cluster, title, ends }) =>
      ends ? [{ name: title ?? cluster, ends }] : [],
    )
    .sort((a, b) => (a.ends < b.ends ? -1 : 1));
  const longest = Math.max(
    SOON_MS,
    ...known.map(({ ends }) => Date.parse(ends) - now),
  );
  return (
    <Section title={t('certificates.timeline.title')}>
      <Text as="p" variant="body-small" color="secondary">
        {t(
          known.length
            ? 'certificates.timeline.about'
            : 'certificates.timeline.none',
        )}
      </Text>
      <ul className={styles.times} data-mesh-ca-timeline>
        {known.map(({ name, ends }) => (
          <li key={name} className={styles.time}>
            <Text as="p" variant="body-small" weight="bold">
              {name}
            </Text>
            <LifeBar
              part={(Date.parse(ends) - now) / longest}
              mark={endMark(ends, now)}
              label={t('certificates.timeline.bar', {
                cluster: name,
                ends: words(ends),
              })}
            />
            <EndText ends={ends} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
