import { ReactNode } from 'react';
import { useWords } from '../../words/useWords';
import styles from './parts.module.css';

/** A time in words, with the exact one on hover. */
export function Moment(props: {
  /** Milliseconds since 1970. */
  time: number;
  /** Other words than "… ago". */
  children?: ReactNode;
}) {
  const { time, children } = props;
  const { ago, exact } = useWords();
  return (
    <time
      className={styles.time}
      dateTime={new Date(time).toISOString()}
      title={exact(time)}
    >
      {children ?? ago(time)}
    </time>
  );
}
