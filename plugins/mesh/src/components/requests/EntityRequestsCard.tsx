import { useCallback } from 'react';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { Link, Text } from '@backstage/ui';
import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import { EntityInfoCard, useEntity } from '@backstage/plugin-catalog-react';
import {
  MeshRequest,
  MeshRequestList,
} from '@meshport/backstage-plugin-mesh-common';
import { meshRequestsApiRef } from '../../api';
import { requestRouteRef, requestsRouteRef } from '../../routes';
import { useWords } from '../../words/useWords';
import { StateBlock } from '../frame/StateBlock';
import { Moment } from '../parts/Moment';
import { StatusIcon } from '../parts/StatusIcon';
import frame from '../frame/frame.module.css';
import { ReadStates } from './ReadStates';
import { STATUS_MARK } from './requestStatus';
import { useRead } from './useRead';
import styles from './requests.module.css';

const SHOWN = 5;
const CARD_DELAY_MS = 15_000;
const cardDelay = () => CARD_DELAY_MS;

/** What was requested for the entity, the newest first. */
export function EntityRequestsCard() {
  const { t } = useWords();
  const { entity } = useEntity();
  const api = useApi(meshRequestsApiRef);
  const beneficiary = stringifyEntityRef(entity);
  const load = useCallback(
    (signal: AbortSignal) =>
      api.list({ view: 'all', beneficiary, limit: SHOWN }, { signal }),
    [api, beneficiary],
  );
  const read = useRead(load, cardDelay);
  return (
    <EntityInfoCard title={t('requests.title')} className={frame.card}>
      <div className={frame.body}>
        <ReadStates read={read} title={t('requests.title')} rows={2}>
          {list => <CardBody list={list} />}
        </ReadStates>
      </div>
    </EntityInfoCard>
  );
}

function CardBody({ list }: { list: MeshRequestList }) {
  const { t } = useWords();
  return list.items.length === 0 ? (
    <StateBlock status="off" title={t('requests.card.empty')}>
      <Text as="p" variant="body-small">
        {t('requests.empty.next')}
      </Text>
    </StateBlock>
  ) : (
    <RequestRows list={list} />
  );
}

function RequestRows({ list }: { list: MeshRequestList }) {
  const { t } = useWords();
  const all = useRouteRef(requestsRouteRef);
  return (
    <>
      <ul className={styles.rows}>
        {list.items.map(request => (
          <RequestRow key={request.id} request={request} />
        ))}
      </ul>
      {all && list.total > list.items.length && (
        <Link href={`${all()}?view=all`} variant="body-small">
          {t('requests.card.all')}
        </Link>
      )}
    </>
  );
}

function RequestRow({ request }: { request: MeshRequest }) {
  const { t } = useWords();
  const route = useRouteRef(requestRouteRef);
  const { id, title, status, updatedAt } = request;
  return (
    <li className={styles.row}>
      <StatusIcon status={STATUS_MARK[status]} />
      <div>
        {route ? (
          <Link href={route({ id })} variant="body-small">
            {title}
          </Link>
        ) : (
          <Text as="p" variant="body-small">
            {title}
          </Text>
        )}
        <Text as="p" variant="body-small" color="secondary">
          {t(`requests.status.${status}`)}
          {' · '}
          <Moment time={Date.parse(updatedAt)} />
        </Text>
      </div>
    </li>
  );
}
