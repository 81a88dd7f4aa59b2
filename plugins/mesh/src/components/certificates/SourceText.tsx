import { Text } from '@backstage/ui';
import { ClusterCertificates } from '@meshport/backstage-plugin-mesh-common';
import { Words, useWords } from '../../words/useWords';
import { StatusIcon } from '../parts/StatusIcon';
import { sourceMark } from './certificateStanding';
import layout from '../remote-clusters/remote.module.css';

/** Who signs, in words. */
export function sourceWords(
  {
    source,
    authority,
    primary,
  }: Pick<ClusterCertificates, 'source' | 'authority' | 'primary'>,
  { t }: Pick<Words, 't'>,
): string {
  if (source === 'primary') {
    return t('certificates.source.primary', { primary: primary ?? '' });
  }
  return authority
    ? t('certificates.source.pluggedBy', {
        authority: authority.title ?? authority.name,
      })
    : t(`certificates.source.${source}`);
}

/** Who signs the certificates of a cluster's workloads. */
export function SourceText({
  certificates,
}: {
  certificates: ClusterCertificates;
}) {
  const words = useWords();
  const { sourceWhy } = certificates;
  return (
    <div className={layout.line}>
      <StatusIcon status={sourceMark(certificates)} />
      <Text as="p" variant="body-small">
        {sourceWords(certificates, words)}
        {sourceWhy && `: ${sourceWhy}`}
      </Text>
    </div>
  );
}
