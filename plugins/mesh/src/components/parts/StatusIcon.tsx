import {
  RiAlertFill,
  RiCheckboxCircleFill,
  RiCloseCircleFill,
  RiIndeterminateCircleLine,
  RiLockLine,
  RiQuestionLine,
  RiTimeLine,
} from '@remixicon/react';
import styles from './parts.module.css';

const ICONS = {
  ok: [RiCheckboxCircleFill, styles.ok],
  warning: [RiAlertFill, styles.warning],
  bad: [RiCloseCircleFill, styles.bad],
  off: [RiIndeterminateCircleLine, styles.quiet],
  unknown: [RiQuestionLine, styles.quiet],
  locked: [RiLockLine, styles.quiet],
  waiting: [RiTimeLine, styles.quiet],
} as const;

/** How something stands. */
export type Status = keyof typeof ICONS;

/** A mark beside the word that says the same; silent for screen readers. */
export function StatusIcon({ status }: { status: Status }) {
  const [Icon, colour] = ICONS[status];
  return <Icon aria-hidden className={`${styles.icon} ${colour}`} />;
}
