import { useCallback } from 'react';
import { Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  MeshRequestDetail,
  RequestLive,
} from '@meshport/backstage-plugin-mesh-common';
import { messageOf } from '../../answers/failures';
import { meshRequestsApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { StateBlock } from '../frame/StateBlock';
import { TryAgain } from '../frame/ErrorState';
import { Moment } from '../parts/Moment';
import { Status } from '../parts/StatusIcon';
import { FieldChanges } from './FieldChanges';
import { Section } from './Section';
import { useRead } from './useRead';
import styles from './requests.module.css';

const LIVE_DELAY_MS = 10_000;
const liveDelay = () => LIVE_DELAY_MS;

const LIVE_MARK: Record<RequestLive['state'], Status> = {
  notInCluster: 'off',
  mergedNotInCluster: 'waiting',
  matches: 'ok',
  differs: 'warning',
  unknown: 'unknown',
};

/** Statuses in which the clusters have nothing to show. */
const NEVER_MADE = ['rejected', 'cancelled', 'expired'];

/** What the clusters show of a request now; not what was approved. */
export function LiveSection({ request }: { request: MeshRequestDetail }) {
  return NEVER_MADE.includes(request.status) ? null : (
    <LiveBody id={request.id} status={request.status} />
  );
}

function LiveBody({ id, status }: Pick<MeshRequestDetail, 'id' | 'status'>) {
  const { t } = useWords();
  const api = useApi(meshRequestsApiRef);
  const load = useCallback(
    (signal: AbortSignal) => api.getLive(id, { signal }),
    // Another status is another picture.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [api, id, status],
  );
  const { value, error, reload, reloading } = useRead(load, liveDelay);
  return (
    <Section title={t('requests.live.title')}>
      {!value && !error && (
        <Text as="p" variant="body-small" role="status">
          {t('requests.live.reading')}
        </Text>
      )}
      {error && (
        <StateBlock status="warning" title={messageOf(error)}>
          <TryAgain onPress={reload} isPending={reloading} />
        </StateBlock>
      )}
      {value && <LivePicture live={value} />}
    </Section>
  );
}

function LivePicture({ live }: { live: RequestLive }) {
  const { t } = useWords();
  const title = t(`requests.live.state.${live.state}`);
  // Where nothing is there, a list of all that is not says no more.
  const shown =
    live.state === 'notInCluster'
      ? []
      : live.differences.filter(
          ({ present, changes }) => !present || changes.length > 0,
        );
  return (
    <>
      <StateBlock status={LIVE_MARK[live.state]} title={title}>
        {live.message !== title && (
          <Text as="p" variant="body-small">
            {live.message}
          </Text>
        )}
      </StateBlock>
      <ul className={styles.objects}>
        {shown.map(({ object, present, changes }) => (
          <li
            key={`${object.cluster}/${object.kind}/${object.namespace}/${object.name}`}
          >
            <Text as="p" variant="body-small">
              <Text as="span" variant="body-small" color="secondary">
                {object.kind}
              </Text>{' '}
              <span className={styles.mono}>{object.name}</span>{' '}
              {!present && t('requests.live.missing')}
            </Text>
            {present && (
              <FieldChanges
                changes={changes}
                before={t('requests.live.before')}
                after={t('requests.live.after')}
              />
            )}
          </li>
        ))}
      </ul>
      <Text as="p" variant="body-small" color="secondary">
        <Moment time={Date.parse(live.at)} />
      </Text>
    </>
  );
}
