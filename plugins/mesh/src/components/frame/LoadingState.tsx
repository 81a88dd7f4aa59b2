import { Text, VisuallyHidden } from '@backstage/ui';
import { formatNames } from '../../words/times';
import { useWords } from '../../words/useWords';
import { SkeletonLine } from '../parts/SkeletonLine';
import styles from './frame.module.css';

/** The card's shape in grey. It claims nothing. */
export function LoadingState(props: {
  title: string;
  rows: number;
  /** Clusters that are read for the first time. */
  syncing: string[];
}) {
  const { title, rows, syncing } = props;
  const { t } = useWords();
  return (
    <div className={styles.loading} role="status">
      {syncing.length > 0 ? (
        <Text as="p" variant="body-small" color="secondary">
          {t('frame.firstRead', { clusters: formatNames(syncing) })}
        </Text>
      ) : (
        <VisuallyHidden>{t('frame.loading', { title })}</VisuallyHidden>
      )}
      <SkeletonLine width="65%" />
      {Array.from({ length: rows }, (_, row) => (
        <div className={styles.loadingRow} key={row}>
          <SkeletonLine width="20%" />
          <SkeletonLine width="45%" />
          <SkeletonLine width="15%" />
        </div>
      ))}
      <SkeletonLine width="35%" />
    </div>
  );
}
