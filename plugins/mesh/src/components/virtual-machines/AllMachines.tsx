import { useMemo } from 'react';
import {
  Button,
  Cell,
  CellText,
  ColumnConfig,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  DialogTrigger,
  SearchField,
  Table,
  Text,
  useTable,
} from '@backstage/ui';
import { useEntity } from '@backstage/plugin-catalog-react';
import {
  ClusterFreshness,
  VirtualMachine,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { StatusIcon } from '../parts/StatusIcon';
import { titleOf } from '../version/verdict';
import { HEALTH_STATUS } from './MachineRow';
import { Since } from './Since';
import { keyOf } from './machines';
import styles from './machines.module.css';

/** All machines of an entity in a table that can be searched. */
export function AllMachines(props: {
  machines: VirtualMachine[];
  clusters: ClusterFreshness[];
}) {
  const { machines, clusters } = props;
  const { t } = useWords();
  const { entity } = useEntity();
  const total = String(machines.length);
  return (
    <div>
      <DialogTrigger>
        <Button size="small" variant="secondary">
          {t('machines.all', { total })}
        </Button>
        <Dialog width="64rem">
          <DialogHeader>
            {t('machines.dialogTitle', {
              total,
              component: entity.metadata.title ?? entity.metadata.name,
            })}
          </DialogHeader>
          <DialogBody>
            <MachinesTable machines={machines} clusters={clusters} />
          </DialogBody>
          <DialogFooter>
            <Button variant="secondary" slot="close">
              {t('frame.close')}
            </Button>
          </DialogFooter>
        </Dialog>
      </DialogTrigger>
    </div>
  );
}

type Row = VirtualMachine & { id: string };

function MachinesTable(props: {
  machines: VirtualMachine[];
  clusters: ClusterFreshness[];
}) {
  const { machines, clusters } = props;
  const { t } = useWords();
  const rows = useMemo(
    () => machines.map(machine => ({ ...machine, id: keyOf(machine) })),
    [machines],
  );
  const { tableProps, search } = useTable<Row>({
    mode: 'complete',
    data: rows,
    paginationOptions: { pageSize: 20 },
    searchFn: (all, query) => all.filter(row => matches(row, query)),
  });
  const columns: ColumnConfig<Row>[] = [
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
      cell: row => <CellText title={row.address ?? t('machines.noAddress')} />,
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
  return (
    <>
      <SearchField {...search} aria-label={t('machines.search')} />
      <div className={styles.table}>
        <Table
          {...tableProps}
          columnConfig={columns}
          emptyState={<Text as="p">{t('machines.noMatch')}</Text>}
        />
      </div>
    </>
  );
}

function matches(row: Row, query: string): boolean {
  const wanted = query.toLocaleLowerCase('en-US');
  return [row.title, row.name, row.address, row.cluster, row.group]
    .filter(value => value !== undefined)
    .some(value => value.toLocaleLowerCase('en-US').includes(wanted));
}
