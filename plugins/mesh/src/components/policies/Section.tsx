import { ReactNode } from 'react';
import { Text } from '@backstage/ui';
import styles from './policies.module.css';

/** One question about a service and its answers. */
export function Section(props: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className={styles.label}>
        <Text as="span" variant="body-medium" color="secondary">
          {props.label}
        </Text>
      </dt>
      <dd className={styles.content}>{props.children}</dd>
    </>
  );
}
