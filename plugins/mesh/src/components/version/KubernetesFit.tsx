import { Text } from '@backstage/ui';
import { ControlPlaneVersion } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { Fault } from './DataPlane';

/** Says where a control plane and the Kubernetes of the cluster do not go together. */
export function KubernetesFit(props: {
  plane: ControlPlaneVersion;
  cluster: string;
}) {
  const { plane, cluster } = props;
  const { t } = useWords();
  const {
    fit,
    kubernetes: version = '',
    supported = [],
  } = plane.kubernetes ?? { fit: 'unknown' as const };
  if (fit === 'supported' || fit === 'unknown') {
    return null;
  }
  return (
    <Fault
      words={t(`version.kubernetes.${fit}`, { version })}
      label={t('version.kubernetes.which', { cluster })}
    >
      <Text as="p" variant="body-small">
        {t('version.kubernetes.supported', {
          istio: plane.version ?? '',
          supported: supported.join(', '),
        })}
      </Text>
    </Fault>
  );
}
