import { ReactNode, useId } from 'react';
import styles from './form.module.css';

/** One part of a review, with its title. */
export function ReviewPart(props: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={styles.fields}>
      <h3 id={id} className={styles.title}>
        {props.title}
      </h3>
      {props.children}
    </section>
  );
}
