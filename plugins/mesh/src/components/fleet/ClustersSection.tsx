import { Button, Text } from '@backstage/ui';
import {
  ClusterFreshness,
  FleetOverview,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { ScrollRegion } from '../parts/ScrollRegion';
import { ClusterRow } from './ClusterRow';
import { OverviewFilters } from './OverviewFilters';
import { isChosen, isFiltered, OverviewFilter } from './overviewFilter';
import styles from './fleet.module.css';

const COLUMNS = [
  'cluster',
  'controlPlane',
  'proxies',
  'machines',
  'findings',
  'certificates',
  'links',
  'fresh',
] as const;
const NUMBERS: readonly string[] = ['proxies', 'machines', 'findings', 'links'];

/** The clusters that the filter chooses, one row each. */
export function ClustersSection(props: {
  overview: FleetOverview;
  /** When the answer arrived: as of then, a followed cluster is complete. */
  receivedAt?: number;
  filter: OverviewFilter;
  show: (next: Partial<OverviewFilter>) => void;
}) {
  const { overview, receivedAt, filter, show } = props;
  const { t, now } = useWords();
  const networks = networksOf(overview);
  const freshness = new Map(
    overview.clusters.map(one => [one.name, one] as const),
  );
  const rows = overview.items.filter(row =>
    isChosen(
      row,
      freshness.get(row.name) ?? unread(row.name),
      networks.get(row.name),
      filter,
      now,
    ),
  );
  return (
    <div className={styles.part}>
      {(overview.items.length > 1 || isFiltered(filter)) && (
        <OverviewFilters
          filter={filter}
          networks={[...new Set(networks.values())].sort()}
          onChange={show}
        />
      )}
      {isFiltered(filter) && (
        <div className={styles.line}>
          <Text as="p" variant="body-small" role="status">
            {rows.length === 0
              ? t('fleet.filter.nothing')
              : t('fleet.filter.found', {
                  shown: String(rows.length),
                  total: String(overview.items.length),
                })}
          </Text>
          <Button
            size="small"
            variant="tertiary"
            onPress={() => show({ text: '', network: undefined, only: [] })}
          >
            {t('fleet.filter.clear')}
          </Button>
        </div>
      )}
      {rows.length > 0 && (
        <ScrollRegion label={t('fleet.title')}>
          <table className={styles.table}>
            <thead>
              <tr>
                {COLUMNS.map(column => (
                  <th
                    key={column}
                    scope="col"
                    className={
                      NUMBERS.includes(column) ? styles.number : undefined
                    }
                  >
                    {t(`fleet.column.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(row => (
                <ClusterRow
                  key={row.name}
                  row={row}
                  network={networks.get(row.name)}
                  freshness={freshness.get(row.name) ?? unread(row.name)}
                  receivedAt={receivedAt}
                />
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </div>
  );
}

/** The network of each cluster as its control plane says it, else as configured; absent where not known. */
function networksOf({ items, topology }: FleetOverview): Map<string, string> {
  const known = new Map<string, string>();
  items.forEach(({ name, network }) => {
    if (network !== undefined) {
      known.set(name, network);
    }
  });
  topology?.clusters.forEach(({ name, network }) => {
    if (network !== undefined) {
      known.set(name, network);
    }
  });
  return known;
}

function unread(name: string): ClusterFreshness {
  return { name, state: 'syncing', failures: [] };
}
