import { Text } from '@backstage/ui';
import { FindingSuppression } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';

/** Why a finding is not among those that are told. */
export function Suppressed({ suppressed }: { suppressed: FindingSuppression }) {
  const { t } = useWords();
  const { by, reason = '', until = '' } = suppressed;
  return (
    <Text as="p" variant="body-small">
      {by === 'annotation'
        ? t('findings.hidden.byAnnotation')
        : t('findings.hidden.byConfiguration', { reason, until })}
    </Text>
  );
}
