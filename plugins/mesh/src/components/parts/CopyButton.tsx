import { useState } from 'react';
import { Button } from '@backstage/ui';
import { RiCheckLine, RiFileCopyLine } from '@remixicon/react';
import { useWords } from '../../words/useWords';

/** Copies a text, and says that it did. */
export function CopyButton({ text }: { text: string }) {
  const { t } = useWords();
  const [copied, setCopied] = useState<string>();
  const isCopied = copied === text;
  return (
    <Button
      size="small"
      variant="secondary"
      iconStart={isCopied ? <RiCheckLine /> : <RiFileCopyLine />}
      onPress={async () => {
        await navigator.clipboard.writeText(text);
        setCopied(text);
      }}
    >
      {isCopied ? t('requests.plan.copied') : t('requests.plan.copy')}
    </Button>
  );
}
