import { useMemo } from 'react';
import { Cell, CellText, ColumnConfig } from '@backstage/ui';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { MeshRequest } from '@meshport/backstage-plugin-mesh-common';
import { requestRouteRef } from '../../routes';
import { useWords } from '../../words/useWords';
import { Moment } from '../parts/Moment';
import { StatusIcon } from '../parts/StatusIcon';
import { Requester } from './Requester';
import { placesOf, STATUS_MARK } from './requestStatus';

/** The columns of a table of requests. */
export function useRequestColumns(): ColumnConfig<MeshRequest>[] {
  const { t } = useWords();
  const route = useRouteRef(requestRouteRef);
  return useMemo(
    () => [
      {
        id: 'title',
        label: t('requests.column.title'),
        isRowHeader: true,
        defaultWidth: '2fr',
        minWidth: 220,
        cell: ({ title, id, progress, problem }) => (
          <CellText
            title={title}
            href={route?.({ id })}
            description={problem?.cause ?? progress}
          />
        ),
      },
      {
        id: 'status',
        label: t('requests.column.status'),
        width: 190,
        cell: ({ status }) => (
          <CellText
            leadingIcon={<StatusIcon status={STATUS_MARK[status]} />}
            title={t(`requests.status.${status}`)}
          />
        ),
      },
      {
        id: 'place',
        label: t('requests.column.place'),
        cell: request => <CellText title={placesOf(request)} />,
      },
      {
        id: 'requester',
        label: t('requests.column.requester'),
        cell: ({ requester }) => (
          <Cell>
            <Requester entityRef={requester} />
          </Cell>
        ),
      },
      {
        id: 'updated',
        label: t('requests.column.updated'),
        width: 130,
        cell: ({ updatedAt }) => (
          <Cell>
            <Moment time={Date.parse(updatedAt)} />
          </Cell>
        ),
      },
    ],
    [t, route],
  );
}
