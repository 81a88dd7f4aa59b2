import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';
import { Button, Container, Table, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { MeshRequestList } from '@meshport/backstage-plugin-mesh-common';
import { meshRequestsApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { ReadStates } from './ReadStates';
import { RequestFilters } from './RequestFilters';
import {
  filterOf,
  PAGE_SIZE,
  readQuery,
  RequestsQuery,
  writeQuery,
} from './requestFilter';
import { useRequestColumns } from './useRequestColumns';
import { useRead } from './useRead';
import styles from './requests.module.css';

const LIST_DELAY_MS = 10_000;
const listDelay = () => LIST_DELAY_MS;

/** Requests: one's own, those to approve, or all; the address says which. */
export function RequestList() {
  const { t } = useWords();
  const api = useApi(meshRequestsApiRef);
  const [parameters, setParameters] = useSearchParams();
  const address = parameters.toString();
  const query = readQuery(parameters);
  const load = useCallback(
    (signal: AbortSignal) =>
      api.list(filterOf(readQuery(new URLSearchParams(address))), { signal }),
    [api, address],
  );
  const read = useRead(load, listDelay);
  const show = (next: Partial<RequestsQuery>) =>
    setParameters(writeQuery({ ...query, page: 1, ...next }));

  return (
    <Container className={styles.page} data-mesh-requests>
      <h2 className={styles.heading}>{t('requests.title')}</h2>
      <RequestFilters query={query} onChange={show} />
      <ReadStates read={read} title={t('requests.title')} rows={5}>
        {value => <ListBody value={value} query={query} show={show} />}
      </ReadStates>
    </Container>
  );
}

function ListBody(props: {
  value: MeshRequestList;
  query: RequestsQuery;
  show: (next: Partial<RequestsQuery>) => void;
}) {
  const { value, query, show } = props;
  const columns = useRequestColumns();
  if (value.total === 0) {
    return <NoRequests query={query} show={show} />;
  }
  const offset = (query.page - 1) * PAGE_SIZE;
  return (
    <div className={styles.table}>
      <Table
        data={value.items}
        columnConfig={columns}
        pagination={{
          type: 'page',
          pageSize: PAGE_SIZE,
          showPageSizeOptions: false,
          offset,
          totalCount: value.total,
          hasNextPage: offset + PAGE_SIZE < value.total,
          hasPreviousPage: query.page > 1,
          onNextPage: () => show({ page: query.page + 1 }),
          onPreviousPage: () => show({ page: query.page - 1 }),
        }}
        // The page may have become empty since its address was written.
        emptyState={<NoRequests query={query} show={show} />}
      />
    </div>
  );
}

function NoRequests(props: {
  query: RequestsQuery;
  show: (next: Partial<RequestsQuery>) => void;
}) {
  const { query, show } = props;
  const { t } = useWords();
  const isFiltered =
    query.status.length > 0 || query.text !== '' || query.page > 1;
  return (
    <div className={styles.empty}>
      <Text as="p" variant="body-medium" weight="bold">
        {isFiltered
          ? t('requests.empty.filtered')
          : t(`requests.empty.${query.view}`)}
      </Text>
      {isFiltered ? (
        <div>
          <Button
            size="small"
            variant="secondary"
            onPress={() => show({ status: [], text: '' })}
          >
            {t('requests.empty.clear')}
          </Button>
        </div>
      ) : (
        <Text as="p" variant="body-small">
          {t('requests.empty.next')}
        </Text>
      )}
    </div>
  );
}
