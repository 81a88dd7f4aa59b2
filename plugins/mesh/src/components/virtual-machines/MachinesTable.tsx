import {
  Cell,
  CellText,
  ColumnConfig,
  SearchField,
  Select,
  Table,
  Text,
  useTable,
} from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  ClusterFreshness,
  VirtualMachine,
  VirtualMachineHealth,
} from '@meshport/backstage-plugin-mesh-common';
import { meshApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { CopyIcon } from '../parts/CopyButton';
import { StatusIcon } from '../parts/StatusIcon';
import { titleOf } from '../version/verdict';
import { HEALTH_STATUS } from './MachineRow';
import { Since } from './Since';
import { HEALTHS, keyOf } from './machines';
import styles from './machines.module.css';

const PAGE_SIZE = 20;
const EVERY_HEALTH = 'every';

type Row = VirtualMachine & { id: string };

/** The machines of an entity page by page; the backend searches and filters. */
export function MachinesTable(props: {
  entityRef: string;
  clusters: ClusterFreshness[];
}) {
  const { entityRef, clusters } = props;
  const { t } = useWords();
  const api = useApi(meshApiRef);
  const { tableProps, search, filter } = useTable<
    Row,
    VirtualMachineHealth | undefined
  >({
    mode: 'cursor',
    paginationOptions: { pageSize: PAGE_SIZE },
    getData: async ({
      cursor,
      pageSize,
      search: text,
      filter: health,
      signal,
    }) => {
      const { items, page } = await api.getVirtualMachines(entityRef, {
        limit: pageSize,
        cursor,
        search: text.trim(),
        health: health && [health],
        signal,
      });
      return {
        data: items.map(machine => ({ ...machine, id: keyOf(machine) })),
        nextCursor: page?.nextCursor,
        totalCount: page?.total,
      };
    },
  });
  return (
    <>
      <div className={styles.tools}>
        <SearchField {...search} aria-label={t('machines.search')} />
        <Select
          aria-label={t('machines.column.health')}
          options={[
            { value: EVERY_HEALTH, label: t('machines.everyHealth') },
            ...HEALTHS.map(health => ({
              value: health,
              label: t(`machines.health.${health}`),
            })),
          ]}
          value={filter.value ?? EVERY_HEALTH}
          onChange={chosen =>
            filter.onChange(HEALTHS.find(health => health === chosen))
          }
        />
      </div>
      <div className={styles.table}>
        <Table
          {...tableProps}
          columnConfig={useColumns(clusters)}
          emptyState={<Text as="p">{t('machines.noMatch')}</Text>}
        />
      </div>
    </>
  );
}

function useColumns(clusters: ClusterFreshness[]): ColumnConfig<Row>[] {
  const { t } = useWords();
  return [
    {
      id: 'name',
      label: t('machines.column.name'),
      isRowHeader: true,
      cell: row => <CellText title={row.title} description={row.namespace} />,
    },
    {
      id: 'health',
      label: t('machines.column.health'),
      cell: row => (
        <CellText
          leadingIcon={<StatusIcon status={HEALTH_STATUS[row.health]} />}
          title={t(`machines.health.${row.health}`)}
          description={row.message}
        />
      ),
    },
    {
      id: 'since',
      label: t('machines.column.since'),
      cell: row => (
        <Cell>
          <Since machine={row} />
        </Cell>
      ),
    },
    {
      id: 'address',
      label: t('machines.column.address'),
      cell: row => (
        <Cell>
          {row.address ?? t('machines.noAddress')}
          {row.address && <CopyIcon text={row.address} />}
        </Cell>
      ),
    },
    {
      id: 'cluster',
      label: t('machines.column.cluster'),
      cell: row => <CellText title={titleOf(row.cluster, clusters)} />,
    },
    {
      id: 'group',
      label: t('machines.column.group'),
      cell: row => <CellText title={row.group ?? ''} />,
    },
  ];
}
