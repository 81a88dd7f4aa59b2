import { useCallback, useState } from 'react';

/** What became of the last try to copy a text. */
export type Copied = 'copied' | 'failed';

/** Copies a text, and tells how that went until the text is another. */
export function useCopied(text: string): {
  copied?: Copied;
  copy: () => Promise<void>;
} {
  const [last, setLast] = useState<{ text: string; copied: Copied }>();
  const copy = useCallback(async () => {
    try {
      await navigator.clipboard.writeText(text);
      setLast({ text, copied: 'copied' });
    } catch {
      // A browser has no clipboard for pages without TLS, or asks and is refused.
      setLast({ text, copied: 'failed' });
    }
  }, [text]);
  return {
    ...(last?.text === text ? { copied: last.copied } : {}),
    copy,
  };
}
