import { ReactNode, useRef, useState } from 'react';
import { Popover } from '@backstage/ui';
import styles from './parts.module.css';

/** A word in a sentence that opens a small explanation. */
export function Popup(props: {
  /** What the explanation is about, for a screen reader. */
  label: string;
  /** `term` looks like a word with a meaning, `link` like something to do. */
  look: 'term' | 'link';
  trigger: ReactNode;
  children: ReactNode;
}) {
  const { label, look, trigger, children } = props;
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        ref={button}
        type="button"
        className={look === 'term' ? styles.term : styles.link}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {trigger}
      </button>
      <Popover
        triggerRef={button}
        isOpen={open}
        onOpenChange={setOpen}
        aria-label={label}
      >
        <div className={styles.popup}>{children}</div>
      </Popover>
    </>
  );
}
