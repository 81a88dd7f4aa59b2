import styles from './certificates.module.css';
import { Status } from '../parts/StatusIcon';

const COLOUR: Partial<Record<Status, string>> = {
  ok: styles.ok,
  warning: styles.warning,
  bad: styles.bad,
};

/** A bar whose label says the same in words. */
export function LifeBar(props: {
  /** From 0 to 1; what is beyond is cut. */
  part: number;
  mark: Status;
  label: string;
}) {
  const { part, mark, label } = props;
  const percent = Math.round(Math.min(1, Math.max(0, part)) * 100);
  return (
    <div className={styles.bar} role="img" aria-label={label}>
      <div
        className={`${styles.fill} ${COLOUR[mark] ?? ''}`}
        style={{ inlineSize: `${percent}%` }}
      />
    </div>
  );
}
