import { Text } from '@backstage/ui';
import { RemoteTopologyCluster } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { StatusIcon } from '../parts/StatusIcon';
import { ScrollTable } from './ScrollTable';
import styles from './remote.module.css';

/** What the drawing shows, as a table. */
export function ClusterRows(props: { clusters: RemoteTopologyCluster[] }) {
  const { t } = useWords();
  return (
    <ScrollTable label={t('remote.topology.asTable')}>
      <thead>
        <tr>
          <th scope="col">{t('remote.topology.cluster')}</th>
          <th scope="col">{t('remote.topology.inNetwork')}</th>
          <th scope="col">{t('remote.topology.versions')}</th>
          <th scope="col">{t('remote.topology.gateways')}</th>
          <th scope="col">{t('remote.topology.reach')}</th>
        </tr>
      </thead>
      <tbody>
        {props.clusters.map(cluster => (
          <ClusterRow key={cluster.name} cluster={cluster} />
        ))}
      </tbody>
    </ScrollTable>
  );
}

function ClusterRow({ cluster }: { cluster: RemoteTopologyCluster }) {
  const { t } = useWords();
  const { name, title, role, network, istioVersions, gateways, reach } =
    cluster;
  const isReached = reach.state === 'fresh' || reach.state === 'syncing';
  return (
    <tr>
      <th scope="row">
        {title ?? name}
        <Text as="p" variant="body-small" color="secondary">
          {t(`remote.topology.role.${role}`)}
        </Text>
      </th>
      <td>
        {network === undefined
          ? t('remote.topology.unknown')
          : network || t('remote.topology.none')}
      </td>
      <td>{istioVersions.join(', ') || t('remote.topology.none')}</td>
      <td>
        {gateways.length === 0 && t('remote.topology.none')}
        {gateways.map(gateway => (
          <div key={`${gateway.namespace}/${gateway.name}`}>
            {gateway.namespace}/{gateway.name}
            <Text as="p" variant="body-small" color="secondary">
              {[
                gateway.exposes
                  .map(one => t(`remote.topology.gateway.${one}`))
                  .join(', ') || t('remote.topology.gateway.none'),
                ...gateway.addresses,
              ].join(' · ')}
            </Text>
          </div>
        ))}
      </td>
      <td>
        <div className={styles.line}>
          <StatusIcon status={isReached ? 'ok' : 'bad'} />
          <span>
            {isReached
              ? t('remote.topology.reached')
              : t('remote.topology.notReached', {
                  why: reach.why ?? reach.state,
                })}
          </span>
        </div>
      </td>
    </tr>
  );
}
