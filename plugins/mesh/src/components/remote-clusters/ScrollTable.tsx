import { ReactNode } from 'react';
import styles from './remote.module.css';

/** A table that scrolls by itself where it is wider than its place. */
export function ScrollTable(props: { label: string; children: ReactNode }) {
  return (
    <div
      className={styles.scroll}
      // It scrolls by keyboard, too.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      role="region"
      aria-label={props.label}
    >
      <table className={styles.table}>{props.children}</table>
    </div>
  );
}
