import { Text } from '@backstage/ui';
import { RemoteClustersUnknown } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';

/** What could not be read, so that something may be missing, and why. */
export function Unknowns({ unknown }: { unknown: RemoteClustersUnknown[] }) {
  const { t } = useWords();
  return (
    <>
      {unknown.map(({ cluster, what, why }) => (
        <Text
          key={`${cluster} ${what}`}
          as="p"
          variant="body-small"
          color="secondary"
        >
          {t('certificates.unknown', { cluster, what, why })}
        </Text>
      ))}
    </>
  );
}
