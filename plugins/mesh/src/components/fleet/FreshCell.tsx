import { Text } from '@backstage/ui';
import { ClusterFreshness } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { Moment } from '../parts/Moment';
import { Status, StatusIcon } from '../parts/StatusIcon';
import styles from './fleet.module.css';

const MARKS: Record<ClusterFreshness['state'], Status> = {
  fresh: 'ok',
  syncing: 'waiting',
  stale: 'bad',
  unreachable: 'bad',
};

/** As of when a row is true. */
export function FreshCell(props: {
  freshness: ClusterFreshness;
  /** When the answer arrived: as of then, a followed cluster is complete. */
  receivedAt?: number;
}) {
  const { state } = props.freshness;
  return (
    <span className={styles.line}>
      <StatusIcon status={MARKS[state]} />
      <Text as="span" variant="body-small">
        <AsOf {...props} />
      </Text>
    </span>
  );
}

function AsOf({ freshness, receivedAt }: Parameters<typeof FreshCell>[0]) {
  const { t, clock, isNow, ago } = useWords();
  const { state, asOf } = freshness;
  switch (state) {
    case 'syncing':
      return <>{t('fleet.cell.syncing')}</>;
    case 'unreachable':
      return <>{t('fleet.cell.never')}</>;
    case 'stale': {
      const time = asOf ? Date.parse(asOf) : undefined;
      return time === undefined ? (
        <>{t('fleet.cell.unknown')}</>
      ) : (
        <Moment time={time}>
          {t('fleet.cell.since', { clock: clock(time) })}
        </Moment>
      );
    }
    default:
      return receivedAt === undefined || isNow(receivedAt) ? (
        <>{t('fleet.cell.now')}</>
      ) : (
        <Moment time={receivedAt}>{ago(receivedAt)}</Moment>
      );
  }
}
