import { useCallback, useState } from 'react';

/**
 * Runs one change after another of the same thing, and keeps why the last one
 * was refused. After a refusal the thing is read again: it may have changed.
 */
export function useAction<T>(
  onDone: (result: T) => void,
  reload: () => void,
): {
  /** Answers whether it went well. */
  run: (change: () => Promise<T>) => Promise<boolean>;
  error?: Error;
  isPending: boolean;
} {
  const [state, setState] = useState<{ error?: Error; isPending: boolean }>({
    isPending: false,
  });
  const run = useCallback(
    async (change: () => Promise<T>) => {
      setState({ isPending: true });
      try {
        onDone(await change());
        setState({ isPending: false });
        return true;
      } catch (error) {
        setState({ isPending: false, error: error as Error });
        reload();
        return false;
      }
    },
    [onDone, reload],
  );
  return { run, ...state };
}
