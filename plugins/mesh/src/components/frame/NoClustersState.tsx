import { Text } from '@backstage/ui';
import { useWords } from '../../words/useWords';
import { StateBlock } from './StateBlock';

/** The backend has no cluster to ask, which is not the same as nothing running. */
export function NoClustersState() {
  const { t } = useWords();
  return (
    <StateBlock status="off" title={t('frame.noClusters.title')}>
      <Text as="p" variant="body-small">
        {t('frame.noClusters.next')}
      </Text>
    </StateBlock>
  );
}
