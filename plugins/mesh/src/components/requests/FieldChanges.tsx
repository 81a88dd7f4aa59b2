import { AppliedObject } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import styles from './requests.module.css';

/** Fields with the value on one side and on the other. */
export function FieldChanges(props: {
  changes: AppliedObject['changes'];
  /** What the first value is, in a word. */
  before: string;
  after: string;
}) {
  const { changes, before, after } = props;
  const { t } = useWords();
  const show = (value: unknown) =>
    value === undefined ? t('requests.plan.absent') : JSON.stringify(value);
  return (
    <ul className={styles.changes}>
      {changes.map(change => (
        <li key={change.path}>
          <span className={styles.mono}>{change.path}</span>
          <dl className={styles.values}>
            <dt>{before}</dt>
            <dd className={styles.mono}>{show(change.before)}</dd>
            <dt>{after}</dt>
            <dd className={styles.mono}>{show(change.after)}</dd>
          </dl>
        </li>
      ))}
    </ul>
  );
}
