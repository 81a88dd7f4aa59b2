import { Text } from '@backstage/ui';
import { DiscoveryScope } from '@meshport/backstage-plugin-mesh-common';
import { formatNames } from '../../words/times';
import { useWords } from '../../words/useWords';
import { StateBlock } from '../frame/StateBlock';
import { ObjectName } from '../parts/ObjectName';
import styles from '../mutual-tls/scope.module.css';
import { Section } from '../requests/Section';

/** What selectors that are tried would do. */
export function Outcome({ scope }: { scope: DiscoveryScope }) {
  const { t } = useWords();
  const { joins, leaves, missing, warnings, cluster } = scope;
  if (joins.length + leaves.length === 0) {
    return <StateBlock status="ok" title={t('scope.discovery.same')} />;
  }
  return (
    <div data-mesh-outcome className={styles.part} role="status">
      {[
        ['scope.discovery.leaves', leaves, 'warning'] as const,
        ['scope.discovery.joins', joins, 'ok'] as const,
      ].map(
        ([words, names, status]) =>
          names.length > 0 && (
            <StateBlock key={words} status={status} title={t(words)}>
              <Text as="p" variant="body-small">
                {formatNames(names)}
              </Text>
            </StateBlock>
          ),
      )}
      {warnings.length > 0 && (
        <Section title={t('scope.discovery.warnings')}>
          <ul className={styles.plain}>
            {warnings.map(sentence => (
              <li key={sentence}>
                <Text as="span" variant="body-small">
                  {sentence}
                </Text>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {missing.length > 0 && (
        <Section title={t('scope.discovery.missing')}>
          <ul className={styles.rows}>
            {missing.map(({ object, name, why }, index) => (
              <li key={index}>
                <ObjectName object={object} home={{ cluster, namespace: '' }} />
                <Text as="p" variant="body-small">
                  <span className={styles.mono}>{name}</span>. {why}
                </Text>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </div>
  );
}
