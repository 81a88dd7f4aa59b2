import { VisuallyHidden } from '@backstage/ui';
import { MeshTab } from '../components/tab/MeshTab';
import { useWords } from '../words/useWords';

/** The tab below the heading of the first level that old pages of entities have. */
export function EntityContent() {
  const { t } = useWords();
  return (
    <>
      <VisuallyHidden>
        <h2>{t('tab.title')}</h2>
      </VisuallyHidden>
      <MeshTab />
    </>
  );
}
