import { Text } from '@backstage/ui';
import { ClusterFreshness } from '@meshport/backstage-plugin-mesh-common';
import { nameOf } from '../../answers/answerView';
import { formatNames } from '../../words/times';
import { useWords } from '../../words/useWords';
import { Moment } from '../parts/Moment';
import styles from './frame.module.css';

/** As of when the answer is true, by cluster. */
export function FreshnessLine(props: {
  clusters: ClusterFreshness[];
  /** When the answer arrived: as of then, a followed cluster is complete. */
  receivedAt?: number;
}) {
  const { clusters, receivedAt } = props;
  const { isNow, ago } = useWords();
  const lines = new Map<
    string,
    { clusters: string[]; time?: number; now: boolean }
  >();
  for (const cluster of clusters) {
    const time = timeOf(cluster, receivedAt);
    let key = 'unknown';
    const now = cluster.state === 'fresh' && time !== undefined && isNow(time);
    if (time !== undefined) {
      key = now ? 'now' : `then ${ago(time)}`;
    }
    const line = lines.get(key) ?? { clusters: [], time, now };
    line.clusters.push(nameOf(cluster));
    lines.set(key, line);
  }
  return (
    <div className={styles.freshness}>
      {[...lines.values()].map(({ clusters: names, time, now }) => (
        <Text
          as="p"
          variant="body-small"
          color="secondary"
          key={formatNames(names)}
        >
          <FreshnessOf names={formatNames(names)} time={time} now={now} />
        </Text>
      ))}
    </div>
  );
}

function FreshnessOf(props: { names: string; time?: number; now: boolean }) {
  const { names, time, now } = props;
  const { t, clock, ago } = useWords();
  if (time === undefined) {
    return <>{t('frame.freshness.unknown', { clusters: names })}</>;
  }
  return (
    <Moment time={time}>
      {now
        ? t('frame.freshness.now', { clusters: names })
        : t('frame.freshness.then', {
            clock: clock(time),
            ago: ago(time),
            clusters: names,
          })}
    </Moment>
  );
}

function timeOf(cluster: ClusterFreshness, receivedAt?: number) {
  if (cluster.state === 'fresh' && receivedAt !== undefined) {
    return receivedAt;
  }
  return cluster.state !== 'syncing' && cluster.asOf
    ? Date.parse(cluster.asOf)
    : undefined;
}
