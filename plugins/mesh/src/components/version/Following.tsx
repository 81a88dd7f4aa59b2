import { Text } from '@backstage/ui';
import { MeshVersion } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { Fault } from './DataPlane';

/** What is wrong with the revisions or tags that the namespaces name. */
export function Following({ version }: { version: MeshVersion }) {
  const { t } = useWords();
  return (
    <>
      {(version.follows ?? []).map(
        ({ namespace, wanted, label, revision, contested }) => (
          <div key={namespace}>
            {wanted !== undefined && (
              <Fault
                words={t('version.follows.missing', { namespace, wanted })}
                label={t('version.follows.why', { namespace })}
              >
                <Text as="p" variant="body-small">
                  {wanted === 'default'
                    ? t('version.follows.noDefault')
                    : t('version.follows.mend', { label: label ?? '' })}
                </Text>
              </Fault>
            )}
            {contested && revision && (
              <Fault
                words={t('version.follows.contested', {
                  namespace,
                  revision,
                  others: contested.join(', '),
                })}
                label={t('version.follows.why', { namespace })}
              >
                <Text as="p" variant="body-small">
                  {t('version.follows.contestedExplain')}
                </Text>
              </Fault>
            )}
          </div>
        ),
      )}
    </>
  );
}
