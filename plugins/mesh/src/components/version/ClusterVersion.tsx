import { Text } from '@backstage/ui';
import {
  ClusterFreshness,
  MeshVersion,
} from '@meshport/backstage-plugin-mesh-common';
import { asSentence } from '../../words/sentence';
import { useWords } from '../../words/useWords';
import { ClusterName } from '../frame/ClusterName';
import { Popup } from '../parts/Popup';
import { Status, StatusIcon } from '../parts/StatusIcon';
import { Term, TermName } from '../parts/Term';
import { Ambient } from './Ambient';
import { ControlPlane } from './ControlPlane';
import { Fault, Proxies } from './DataPlane';
import { Following } from './Following';
import { KubernetesFit } from './KubernetesFit';
import { PlanLink } from './PlanLink';
import styles from './version.module.css';

const STATUSES: Record<MeshVersion['membership'], Status> = {
  sidecar: 'ok',
  ambient: 'ok',
  mixed: 'ok',
  partial: 'warning',
  none: 'off',
  noWorkloads: 'off',
  unknown: 'unknown',
};

const MEANINGS: Partial<Record<MeshVersion['membership'], TermName>> = {
  sidecar: 'sidecar',
  ambient: 'ambient',
};

/** One cluster: whether the component is in the mesh there, and on which versions. */
export function ClusterVersion(props: {
  version: MeshVersion;
  clusters: ClusterFreshness[];
}) {
  const { version, clusters } = props;
  const cluster = clusters.find(({ name }) => name === version.cluster);
  const stale = cluster?.state !== 'fresh';
  return (
    <li className={`${styles.row} ${stale ? styles.old : ''}`}>
      <span>
        <StatusIcon status={STATUSES[version.membership]} />
      </span>
      <div className={styles.head}>
        <Text as="strong" variant="body-medium" weight="bold">
          {cluster ? <ClusterName cluster={cluster} /> : version.cluster}
        </Text>
        <Membership version={version} />
      </div>
      <div className={styles.planes}>
        {version.controlPlanes.map(plane => (
          <ControlPlane
            key={`${plane.cluster}/${plane.namespace}/${plane.revision}`}
            plane={plane}
            home={version.cluster}
          />
        ))}
        {version.controlPlanes.map(plane => (
          <KubernetesFit
            key={`${plane.cluster}/${plane.namespace}/${plane.revision}`}
            plane={plane}
            cluster={version.cluster}
          />
        ))}
        {version.flavourDrift?.map(sentence => (
          <Fault key={sentence} words={sentence} label={sentence} />
        ))}
        <Proxies version={version} />
        <Ambient version={version} />
        <Following version={version} />
        <PlanLink version={version} />
      </div>
    </li>
  );
}

function Membership({ version }: { version: MeshVersion }) {
  const { t } = useWords();
  const { membership, instances, why, cluster } = version;
  const word = t(`version.membership.${membership}`, {
    inMesh: String(instances.inMesh),
    total: String(instances.total),
  });
  const meaning = MEANINGS[membership];
  return (
    <Text as="span" variant="body-medium">
      {meaning ? <Term name={meaning}>{word}</Term> : word}
      {why && (
        <>
          {' '}
          <Popup
            look="link"
            trigger={t('version.why')}
            label={t('version.whyIn', { cluster })}
          >
            <Text as="p" variant="body-small">
              {asSentence(why)}
            </Text>
          </Popup>
        </>
      )}
    </Text>
  );
}
