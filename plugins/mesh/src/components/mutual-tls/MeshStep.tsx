import { Text } from '@backstage/ui';
import { MutualTlsPlan } from '@meshport/backstage-plugin-mesh-common';
import { formatNames } from '../../words/times';
import { useWords } from '../../words/useWords';
import { StateBlock } from '../frame/StateBlock';
import { ObjectName } from '../parts/ObjectName';
import { AskButton } from '../virtual-machines/joining/AskButton';

/** The last step: whether the whole mesh takes encrypted calls only. */
export function MeshStep({ plan }: { plan: MutualTlsPlan }) {
  const { t } = useWords();
  const { mesh, cluster } = plan;
  const waiting = mesh.waitsFor.length + mesh.waitsForHidden;
  const { request } = mesh.step;
  const place = t('scope.encryption.mesh').toLocaleLowerCase();
  return (
    <>
      <StateBlock
        status={mesh.state === 'done' ? 'ok' : 'warning'}
        title={
          mesh.state === 'waiting'
            ? t('scope.encryption.waiting', { count: waiting })
            : t(`scope.encryption.${mesh.state}`)
        }
      >
        <Text as="p" variant="body-small">
          {t('scope.encryption.mode', {
            mode: mesh.mode.mode,
            from: t(`scope.encryption.from.${mesh.mode.from}`),
          })}
        </Text>
        {mesh.waitsFor.length > 0 && (
          <Text as="p" variant="body-small">
            {t('scope.encryption.first', {
              namespaces: formatNames(mesh.waitsFor),
            })}
          </Text>
        )}
        {mesh.state === 'open' && !request && (
          <Text as="p" variant="body-small">
            {mesh.step.why}
          </Text>
        )}
        {mesh.conflicts.map(object => (
          <p key={object.name ?? 'hidden'}>
            <ObjectName object={object} home={{ cluster, namespace: '' }} />
          </p>
        ))}
      </StateBlock>
      {request && (
        <AskButton
          request={request}
          opener={t('scope.encryption.askMesh')}
          title={t('scope.encryption.askTitle', { place })}
          warning={t('scope.encryption.askWarning')}
          action={t('scope.encryption.askAction')}
        />
      )}
    </>
  );
}
