import { Text } from '@backstage/ui';
import { MeshAnswer } from '@meshport/backstage-plugin-mesh-common';
import { messageOf } from '../../answers/failures';
import { useWords } from '../../words/useWords';
import { Moment } from '../parts/Moment';
import { StatusIcon } from '../parts/StatusIcon';
import { ClusterNote, needsNote } from './ClusterNote';
import { Retry, TryAgain } from './ErrorState';
import { WithheldPlace } from './ForbiddenState';
import styles from './frame.module.css';

/** Beside the data: what is missing of it or old, and why. */
export function Notes(props: {
  answer: MeshAnswer<unknown>;
  receivedAt?: number;
  /** Why the last refresh failed. */
  outage?: Error;
  retry: Retry;
}) {
  const { answer, receivedAt, outage, retry } = props;
  const { t, clock } = useWords();
  const clusters = answer.clusters.filter(needsNote);
  const { failingSources = [] } = answer;
  const isWhole =
    clusters.length === 0 &&
    failingSources.length === 0 &&
    answer.withheld.length === 0 &&
    !answer.withheldClusters;
  if (isWhole && !outage) {
    return null;
  }
  const broken =
    outage || clusters.some(cluster => cluster.state !== 'syncing');
  return (
    <ul className={styles.notes}>
      {outage && receivedAt && (
        <li className={styles.note}>
          <StatusIcon status="warning" />
          <Text as="p" variant="body-small">
            {t('frame.note.outage', {
              time: <Moment time={receivedAt}>{clock(receivedAt)}</Moment>,
              message: messageOf(outage),
            })}
          </Text>
        </li>
      )}
      {clusters.map(cluster => (
        <ClusterNote key={cluster.name} cluster={cluster} />
      ))}
      {failingSources.map(({ name, since }) => (
        <li className={styles.note} key={name}>
          <StatusIcon status="warning" />
          <Text as="p" variant="body-small">
            {t('frame.note.failingSource', {
              source: name,
              time: (
                <Moment time={Date.parse(since)}>
                  {clock(Date.parse(since))}
                </Moment>
              ),
            })}
          </Text>
        </li>
      ))}
      {answer.withheld.map(place => (
        <li
          className={styles.note}
          key={`${place.cluster}/${place.namespace ?? ''}`}
        >
          <StatusIcon status="locked" />
          <WithheldPlace place={place} />
        </li>
      ))}
      {answer.withheldClusters && (
        <li className={styles.note}>
          <StatusIcon status="locked" />
          <Text as="p" variant="body-small">
            {t('frame.note.withheldClusters')}
          </Text>
        </li>
      )}
      {broken && (
        <li>
          <TryAgain {...retry} />
        </li>
      )}
    </ul>
  );
}
