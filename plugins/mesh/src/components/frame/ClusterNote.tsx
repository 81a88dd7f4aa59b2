import { Text } from '@backstage/ui';
import { ClusterFreshness } from '@meshport/backstage-plugin-mesh-common';
import { isHarmless, nameOf } from '../../answers/answerView';
import { asSentence } from '../../words/sentence';
import { useWords } from '../../words/useWords';
import { Moment } from '../parts/Moment';
import { StatusIcon } from '../parts/StatusIcon';
import { ClusterContacts, hasContacts } from './ClusterName';
import styles from './frame.module.css';

/** Whether there is something to say about how a cluster was read. */
export function needsNote(cluster: ClusterFreshness): boolean {
  return (
    cluster.state !== 'fresh' ||
    cluster.failures.some(failure => !isHarmless(failure))
  );
}

/** What could not be read of one cluster, since when and why. */
export function ClusterNote({ cluster }: { cluster: ClusterFreshness }) {
  const failures = cluster.failures.filter(failure => !isHarmless(failure));
  const headline = useHeadline(cluster);
  return (
    <li className={styles.note}>
      <StatusIcon
        status={cluster.state === 'syncing' ? 'unknown' : 'warning'}
      />
      <div className={styles.stateText}>
        {headline && (
          <Text as="p" variant="body-small">
            {headline}
          </Text>
        )}
        {failures.map(failure => (
          <Text
            as="p"
            variant="body-small"
            key={`${failure.kind}${failure.message}`}
          >
            <FailedKind cluster={cluster} kind={failure.kind} />
            {asSentence(failure.message)}
          </Text>
        ))}
        {hasContacts(cluster) && <ClusterContacts cluster={cluster} />}
      </div>
    </li>
  );
}

function FailedKind(props: { cluster: ClusterFreshness; kind?: string }) {
  const { cluster, kind } = props;
  const { t } = useWords();
  return kind ? (
    <>{t('frame.note.kind', { kind, cluster: nameOf(cluster) })} </>
  ) : null;
}

function useHeadline(cluster: ClusterFreshness) {
  const { t, clock } = useWords();
  const name = nameOf(cluster);
  const whole = cluster.failures.find(failure => !failure.kind);
  const since = whole?.since ?? cluster.asOf;
  switch (cluster.state) {
    case 'stale': {
      if (!since) {
        return t('frame.note.stale', { cluster: name });
      }
      const time = Date.parse(since);
      const moment = <Moment time={time}>{clock(time)}</Moment>;
      return whole?.primary
        ? t('frame.note.primaryStale', {
            cluster: name,
            primary: whole.primary,
            time: moment,
          })
        : t('frame.note.staleSince', { cluster: name, time: moment });
    }
    case 'unreachable':
      return t('frame.note.unreachable', { cluster: name });
    case 'syncing':
      return t('frame.note.syncing', { cluster: name });
    default:
      return undefined;
  }
}
