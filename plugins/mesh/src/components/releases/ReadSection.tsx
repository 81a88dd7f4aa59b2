import { ReactNode } from 'react';
import { isForbidden } from '../../answers/failures';
import { useNudges } from '../../answers/useNudges';
import { ErrorState } from '../frame/ErrorState';
import { ForbiddenState } from '../frame/ForbiddenState';
import { LoadingState } from '../frame/LoadingState';
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
  const { value, error, reload, reloading } = useRead(load, delay, useNudges());
  return (
    <section className={styles.section} id={name} aria-label={title}>
      <h3 className={styles.heading}>{title}</h3>
      {error && isForbidden(error) && (
        <ForbiddenState withheld={[]} error={error} />
      )}
      {error && !isForbidden(error) && (
        <ErrorState
          title={title}
          error={error}
          clusters={[]}
          retry={{ onPress: reload, isPending: reloading }}
        />
      )}
      {!value && !error && <LoadingState title={title} rows={2} syncing={[]} />}
      {value && children(value)}
    </section>
  );
}
