import { Text } from '@backstage/ui';
import {
  ClusterFreshness,
  VirtualMachine,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { CopyIcon } from '../parts/CopyButton';
import { Status, StatusIcon } from '../parts/StatusIcon';
import parts from '../parts/parts.module.css';
import { titleOf } from '../version/verdict';
import { Since } from './Since';
import styles from './machines.module.css';

/** The mark of each health; the word beside it says the same. */
export const HEALTH_STATUS: Record<VirtualMachine['health'], Status> = {
  healthy: 'ok',
  unhealthy: 'warning',
  disconnected: 'bad',
  unknown: 'unknown',
};

/** One machine: how it is, since when, and what the last probe said. */
export function MachineRow(props: {
  machine: VirtualMachine;
  clusters: ClusterFreshness[];
  nameCluster: boolean;
  /** Whether its namespace and group are not plain from the place. */
  nameGroup?: boolean;
}) {
  const { machine, clusters, nameCluster, nameGroup } = props;
  const { t } = useWords();
  const stale =
    clusters.find(({ name }) => name === machine.cluster)?.state !== 'fresh';
  return (
    <li className={`${styles.row} ${stale ? styles.old : ''}`}>
      <span className={styles.icon}>
        <StatusIcon status={HEALTH_STATUS[machine.health]} />
      </span>
      <Text
        as="strong"
        variant="body-medium"
        weight="bold"
        className={styles.name}
        title={`${machine.namespace}/${machine.name}`}
      >
        {machine.title}
      </Text>
      <Text as="span" variant="body-small" className={styles.address}>
        <span className={parts.mono}>
          {machine.address ?? t('machines.noAddress')}
        </span>
        {machine.address && <CopyIcon text={machine.address} />}
        {nameCluster && ` · ${titleOf(machine.cluster, clusters)}`}
        {nameGroup &&
          ` · ${
            machine.group
              ? t('machines.fleet.of', {
                  namespace: machine.namespace,
                  group: machine.group,
                })
              : machine.namespace
          }`}
      </Text>
      <Text as="span" variant="body-medium" className={styles.health}>
        {t(`machines.health.${machine.health}`)}
      </Text>
      <Text
        as="span"
        variant="body-small"
        color="secondary"
        className={styles.since}
      >
        <Since machine={machine} />
      </Text>
      {machine.message && (
        <Text as="p" variant="body-small" className={styles.message}>
          {machine.message}
        </Text>
      )}
    </li>
  );
}
