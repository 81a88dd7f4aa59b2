import { ReactNode } from 'react';
import { useNudges } from '../../answers/useNudges';
import { ReadStates } from '../requests/ReadStates';
import { useRead } from '../requests/useRead';
import styles from './releases.module.css';

/** What runs changes while one looks at it (milliseconds). */
const REFRESH_MS = 30_000;
const delay = () => REFRESH_MS;

/** A part of a page with one answer, and what stands in its place without one. */
export function ReadSection<T>(props: {
  title: string;
  /** Marks it, e.g. for links into the page. */
  name: string;
  /** Must be stable (`useCallback`). */
  load: (signal: AbortSignal) => Promise<T>;
  children: (value: T) => ReactNode;
}) {
  const { title, name, load, children } = props;
  const read = useRead(load, delay, useNudges());
  return (
    <section className={styles.section} id={name} aria-label={title}>
      <h3 className={styles.heading}>{title}</h3>
      <ReadStates read={read} title={title} rows={2}>
        {children}
      </ReadStates>
    </section>
  );
}
