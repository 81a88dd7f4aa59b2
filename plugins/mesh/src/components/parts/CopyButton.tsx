import { Button } from '@backstage/ui';
import {
  RiCheckLine,
  RiErrorWarningLine,
  RiFileCopyLine,
} from '@remixicon/react';
import { useWords } from '../../words/useWords';
import { useCopied } from './useCopied';
import styles from './parts.module.css';

const ICONS = {
  copied: RiCheckLine,
  failed: RiErrorWarningLine,
  ready: RiFileCopyLine,
};

/** Copies a text, and says whether it did. */
export function CopyButton({ text }: { text: string }) {
  const { t } = useWords();
  const { copied = 'ready', copy } = useCopied(text);
  const Icon = ICONS[copied];
  return (
    <Button
      size="small"
      variant="secondary"
      iconStart={<Icon />}
      onPress={copy}
    >
      {t(`frame.copy.${copied}`)}
    </Button>
  );
}

/** The same for a word in a line, e.g. a name or an address. */
export function CopyIcon({ text }: { text: string }) {
  const { t } = useWords();
  const { copied, copy } = useCopied(text);
  const label = copied
    ? t(`frame.copy.${copied}`)
    : t('frame.copy.this', { text });
  const Icon = ICONS[copied ?? 'ready'];
  return (
    <button
      type="button"
      className={styles.copy}
      aria-label={label}
      title={label}
      onClick={copy}
    >
      <Icon aria-hidden className={styles.icon} />
    </button>
  );
}
