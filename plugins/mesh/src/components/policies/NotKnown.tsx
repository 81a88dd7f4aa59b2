import { asSentence } from '../../words/sentence';
import { useWords } from '../../words/useWords';

/** No verdict, because an input could not be read. */
export function NotKnown({ why }: { why?: string }) {
  const { t } = useWords();
  return (
    <>
      {why
        ? asSentence(t('policies.unknown', { why }))
        : t('policies.unknownBare')}
    </>
  );
}
