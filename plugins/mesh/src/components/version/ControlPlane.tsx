import { Badge, Text } from '@backstage/ui';
import { ControlPlaneVersion } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { StatusIcon } from '../parts/StatusIcon';
import { Term } from '../parts/Term';
import parts from '../parts/parts.module.css';
import styles from './version.module.css';

/** A control plane's version, and where that stands in Istio's support. */
export function ControlPlane(props: {
  plane: ControlPlaneVersion;
  /** The cluster of the row it stands in. */
  home: string;
}) {
  const { plane, home } = props;
  const { t } = useWords();
  const { support } = plane;
  return (
    <div className={styles.plane}>
      <Text as="span" variant="body-medium">
        <Term
          name="controlPlane"
          more={
            <>
              <Text as="p" variant="body-small">
                {t('version.controlPlaneAt', {
                  cluster: plane.cluster,
                  namespace: plane.namespace,
                })}
              </Text>
              {plane.source && (
                <Text as="p" variant="body-small">
                  {t(`version.source.${plane.source}`)}
                </Text>
              )}
            </>
          }
        >
          {plane.version ?? t('version.versionUnknown')}
        </Term>
        {support.newerPatch && (
          <>
            {' → '}
            <span className={parts.mono}>{support.newerPatch}</span>{' '}
            {!support.securityPatch && (
              <Term name="newerPatch">{t('version.patch')}</Term>
            )}
          </>
        )}
      </Text>
      {support.securityPatch && (
        <Badge icon={<StatusIcon status="bad" />}>
          <Term name="securityPatch">{t('version.securityPatch')}</Term>
        </Badge>
      )}
      {plane.flavour && plane.flavour !== 'istio' && (
        <Badge>
          <Term name="flavour">{t(`version.flavour.${plane.flavour}`)}</Term>
        </Badge>
      )}
      <EndOfLife plane={plane} />
      {(plane.revision !== 'default' || plane.cluster !== home) && (
        <Text as="span" variant="body-small" color="secondary">
          <Term name="revision">
            {t('version.revision', { revision: plane.revision })}
          </Term>
          {plane.tags &&
            ` ${t('version.tags', { tags: plane.tags.join(', ') })}`}
          {plane.cluster !== home &&
            ` ${t('version.fromCluster', { cluster: plane.cluster })}`}
        </Text>
      )}
    </div>
  );
}

/** How long before the end of support it is said, so that an upgrade can be planned. */
const NOTICE_MS = 60 * 86_400_000;

function EndOfLife({ plane }: { plane: ControlPlaneVersion }) {
  const { t, day, now } = useWords();
  const { status, endOfLife } = plane.support;
  const end = endOfLife ? Date.parse(endOfLife) : undefined;
  if (status === 'supported' && end !== undefined && end - now < NOTICE_MS) {
    return (
      <Badge icon={<StatusIcon status="warning" />}>
        <Term name="endOfLife" more={<Whose support={plane.support} />}>
          {t('version.endsSoon', { date: day(end) })}
        </Term>
      </Badge>
    );
  }
  if (status === 'endOfLife') {
    return (
      <Badge icon={<StatusIcon status="bad" />}>
        <Term
          name="endOfLife"
          more={
            end !== undefined && (
              <>
                <Text as="p" variant="body-small">
                  {t('version.endOfLifeOn', { date: day(end) })}
                </Text>
                <Whose support={plane.support} />
              </>
            )
          }
        >
          {t('version.endOfLife')}
        </Term>
      </Badge>
    );
  }
  return status === 'unknown' && plane.version ? (
    <Badge icon={<StatusIcon status="unknown" />}>
      {t('version.supportUnknown')}
    </Badge>
  ) : null;
}

/** How sure the end of support is. */
function Whose({ support }: { support: ControlPlaneVersion['support'] }) {
  const { t } = useWords();
  return (
    <>
      {support.endOfLifeExpected && (
        <Text as="p" variant="body-small">
          {t('version.endExpected')}
        </Text>
      )}
      {support.endOfLifeOf && (
        <Text as="p" variant="body-small">
          {t('version.endOfLifeOfIstio')}
        </Text>
      )}
    </>
  );
}
