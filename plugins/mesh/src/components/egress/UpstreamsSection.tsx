import { Text } from '@backstage/ui';
import { EgressGatewaySummary } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { Section } from '../requests/Section';
import { Upstream } from './Upstream';
import styles from './egress.module.css';

/** The hosts that a gateway leads to. */
export function UpstreamsSection(props: { gateway: EgressGatewaySummary }) {
  const { upstreams } = props.gateway;
  const { t } = useWords();
  return (
    <Section title={t('egress.column.upstreams')}>
      {upstreams.length === 0 ? (
        <Text as="p" variant="body-medium">
          {t('egress.noUpstream')}
        </Text>
      ) : (
        <ul className={styles.list}>
          {upstreams.map(upstream => (
            <li key={`${upstream.host}:${upstream.port}:${upstream.protocol}`}>
              <Upstream upstream={upstream} isWhole />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
