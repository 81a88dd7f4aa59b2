import { Skeleton } from '@backstage/ui';
import styles from './parts.module.css';

/** A grey place for a line of text. */
export function SkeletonLine({ width }: { width: string }) {
  return <Skeleton className={styles.skeleton} width={width} height="1.1em" />;
}
