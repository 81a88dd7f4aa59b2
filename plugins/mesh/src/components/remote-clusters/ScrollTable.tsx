import { ReactNode } from 'react';
import { ScrollRegion } from '../parts/ScrollRegion';
import styles from './remote.module.css';

/** A table that scrolls by itself where it is wider than its place. */
export function ScrollTable(props: { label: string; children: ReactNode }) {
  return (
    <ScrollRegion label={props.label}>
      <table className={styles.table}>{props.children}</table>
    </ScrollRegion>
  );
}
