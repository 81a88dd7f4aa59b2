import { ReactNode } from 'react';
import styles from './parts.module.css';

/**
 * Something wide that scrolls by itself where its place is narrower. A group
 * and no region: each region is a landmark, and the section around it is one.
 */
export function ScrollRegion(props: { label: string; children: ReactNode }) {
  return (
    <div
      className={styles.scroll}
      // It scrolls by keyboard, too.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      role="group"
      aria-label={props.label}
    >
      {props.children}
    </div>
  );
}
