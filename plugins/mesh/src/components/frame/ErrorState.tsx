import { Button, Text } from '@backstage/ui';
import { ClusterFreshness } from '@meshport/backstage-plugin-mesh-common';
import { messageOf, wasAnswered } from '../../answers/failures';
import { useWords } from '../../words/useWords';
import { ClusterNote } from './ClusterNote';
import { StateBlock } from './StateBlock';
import styles from './frame.module.css';

/** What a "Try again" button needs. */
export interface Retry {
  onPress: () => void;
  isPending: boolean;
}

/** Nothing can be shown: what failed, where, and what to do. */
export function ErrorState(props: {
  /** The card's title. */
  title: string;
  error?: Error;
  clusters: ClusterFreshness[];
  retry: Retry;
}) {
  const { title, error, clusters, retry } = props;
  const { t } = useWords();
  return (
    <div role="alert" className={styles.body}>
      <StateBlock status="bad" title={t('frame.error.title', { title })}>
        {error ? (
          <Text as="p" variant="body-small">
            {wasAnswered(error)
              ? t('frame.error.message', { message: messageOf(error) })
              : t('frame.error.noAnswer', { message: messageOf(error) })}
          </Text>
        ) : (
          <Text as="p" variant="body-small">
            {t('frame.error.clusters')}
          </Text>
        )}
      </StateBlock>
      {clusters.length > 0 && (
        <ul className={styles.notes}>
          {clusters.map(cluster => (
            <ClusterNote key={cluster.name} cluster={cluster} />
          ))}
        </ul>
      )}
      <div>
        <TryAgain {...retry} />
      </div>
    </div>
  );
}

/** Reads again at once. */
export function TryAgain({ onPress, isPending }: Retry) {
  const { t } = useWords();
  return (
    <Button
      size="small"
      variant="secondary"
      onPress={onPress}
      isPending={isPending}
    >
      {t('frame.tryAgain')}
    </Button>
  );
}
