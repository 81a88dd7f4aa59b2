import { Link, Text, ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import {
  FleetLink,
  FleetOverview,
} from '@meshport/backstage-plugin-mesh-common';
import { remoteClusterRouteRef } from '../../routes';
import { useWords } from '../../words/useWords';
import { ScrollRegion } from '../parts/ScrollRegion';
import { Status, StatusIcon } from '../parts/StatusIcon';
import { linkLook, LinkLook } from '../topology/linkLook';
import { Legend } from '../topology/Legend';
import { Topology } from '../topology/Topology';
import { OverviewFilter } from './overviewFilter';
import styles from './fleet.module.css';

const MARKS: Record<LinkLook, Status> = {
  good: 'ok',
  waiting: 'unknown',
  broken: 'bad',
};

/** Networks, clusters, gateways and links, as a picture or as tables. */
export function TopologySection(props: {
  overview: FleetOverview;
  filter: OverviewFilter;
  show: (next: Partial<OverviewFilter>) => void;
}) {
  const { overview, filter, show } = props;
  const { topology } = overview;
  const { t } = useWords();
  return (
    <div className={styles.part}>
      <div className={styles.top}>
        <h3 className={styles.title}>{t('fleet.topology.title')}</h3>
        <ToggleButtonGroup
          aria-label={t('fleet.topology.how')}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[filter.topology]}
          onSelectionChange={keys =>
            show({ topology: keys.has('table') ? 'table' : 'picture' })
          }
        >
          <ToggleButton id="picture">
            {t('fleet.topology.picture')}
          </ToggleButton>
          <ToggleButton id="table">{t('fleet.topology.table')}</ToggleButton>
        </ToggleButtonGroup>
      </div>
      {!topology && (
        <Text as="p" variant="body-small">
          {t('fleet.topology.unknown')}
        </Text>
      )}
      {topology && filter.topology === 'picture' && (
        <>
          <ScrollRegion label={t('fleet.topology.title')}>
            <Topology
              source={{ topology, items: topology.links }}
              label={t('fleet.topology.drawing')}
            />
          </ScrollRegion>
          <Legend />
        </>
      )}
      {topology && filter.topology === 'table' && (
        <Tables topology={topology} />
      )}
    </div>
  );
}

function Tables(props: { topology: NonNullable<FleetOverview['topology']> }) {
  const { clusters, links } = props.topology;
  const { t } = useWords();
  return (
    <>
      <ScrollRegion label={t('fleet.topology.cluster')}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('fleet.topology.network')}</th>
              <th scope="col">{t('fleet.topology.cluster')}</th>
              <th scope="col">{t('fleet.topology.gateways')}</th>
            </tr>
          </thead>
          <tbody>
            {[...clusters]
              .sort((a, b) => ((a.network ?? '') < (b.network ?? '') ? -1 : 1))
              .map(({ name, title, network, gateways }) => (
                <tr key={name}>
                  <td>
                    {network === undefined
                      ? t('fleet.cell.unknown')
                      : network || t('remote.topology.noNetwork')}
                  </td>
                  <th scope="row">{title ?? name}</th>
                  <td>
                    {gateways
                      .map(one => `${one.namespace}/${one.name}`)
                      .join(', ') || t('fleet.cell.none')}
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      </ScrollRegion>
      {links.length === 0 ? (
        <Text as="p" variant="body-small">
          {t('fleet.topology.noLinks')}
        </Text>
      ) : (
        <ScrollRegion label={t('fleet.topology.links')}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t('fleet.topology.links')}</th>
                <th scope="col">{t('fleet.topology.state')}</th>
              </tr>
            </thead>
            <tbody>
              {links.map(link => (
                <LinkRow
                  key={`${link.primary}/${link.clusterId}`}
                  link={link}
                />
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </>
  );
}

function LinkRow({ link }: { link: FleetLink }) {
  const { t } = useWords();
  const page = useRouteRef(remoteClusterRouteRef);
  const pair = {
    primary: link.primary,
    remote: link.remote ?? link.clusterId,
  };
  const name = t('fleet.topology.linkTo', pair);
  return (
    <tr>
      <th scope="row">{page ? <Link href={page(pair)}>{name}</Link> : name}</th>
      <td>
        <span className={styles.line}>
          <StatusIcon status={MARKS[linkLook(link)]} />
          <Text as="span" variant="body-small">
            {t(`remote.sync.${link.sync}`)}
          </Text>
        </span>
      </td>
    </tr>
  );
}
