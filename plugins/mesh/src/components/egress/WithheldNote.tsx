import { Text } from '@backstage/ui';
import { WithheldNamespace } from '@meshport/backstage-plugin-mesh-common';
import { formatNames } from '../../words/times';
import { useWords } from '../../words/useWords';
import { StatusIcon } from '../parts/StatusIcon';
import styles from './egress.module.css';

/** Where something may be that the reader may not see; nothing when all may be seen. */
export function WithheldNote(props: {
  what: 'list' | 'one';
  withheld: WithheldNamespace[];
}) {
  const { what, withheld } = props;
  const { t } = useWords();
  const clusters = [...new Set(withheld.map(({ cluster }) => cluster))];
  return clusters.length === 0 ? null : (
    <div className={styles.line}>
      <StatusIcon status="locked" />
      <Text as="p" variant="body-small">
        {t(`egress.withheld.${what}`, { clusters: formatNames(clusters) })}
      </Text>
    </div>
  );
}
