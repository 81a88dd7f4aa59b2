import { ReactNode } from 'react';
import { Text } from '@backstage/ui';
import { Status, StatusIcon } from '../parts/StatusIcon';
import styles from './frame.module.css';

/** A mark, one sentence that is the answer, and what to do. */
export function StateBlock(props: {
  status: Status;
  title: ReactNode;
  children?: ReactNode;
}) {
  const { status, title, children } = props;
  return (
    <div className={styles.state}>
      <StatusIcon status={status} />
      <div className={styles.stateText}>
        <Text as="p" variant="body-medium" weight="bold">
          {title}
        </Text>
        {children}
      </div>
    </div>
  );
}
