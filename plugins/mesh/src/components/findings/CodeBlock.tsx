import { ReactNode } from 'react';
import styles from './findings.module.css';

/** A text in which lines matter; a long one scrolls. */
export function CodeBlock(props: { label: string; children: ReactNode }) {
  return (
    <pre
      className={styles.code}
      // It scrolls by keyboard, too.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      aria-label={props.label}
      role="region"
    >
      {props.children}
    </pre>
  );
}
