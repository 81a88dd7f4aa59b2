import { ReactNode } from 'react';
import styles from './findings.module.css';

/** A text in which lines matter. A long one scrolls, also by keyboard. */
export function CodeBlock(props: { label: string; children: ReactNode }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre
      className={styles.code}
      tabIndex={0}
      aria-label={props.label}
      role="region"
    >
      {props.children}
    </pre>
  );
}
