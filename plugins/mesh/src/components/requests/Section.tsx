import { ReactNode, useId } from 'react';
import { Card, CardBody, CardHeader } from '@backstage/ui';
import styles from './requests.module.css';

/** One part of a request's page. */
export function Section(props: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Card>
        <CardHeader>
          <h3 id={id} className={styles.sectionTitle}>
            {props.title}
          </h3>
        </CardHeader>
        <CardBody>
          <div className={styles.section}>{props.children}</div>
        </CardBody>
      </Card>
    </section>
  );
}
