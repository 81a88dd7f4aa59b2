import { useCallback } from 'react';
import { Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  AppliedObject,
  MeshRequestDetail,
  RequestFinding,
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
import { FindingList } from './PlanSection';
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
  notCompared: 'off',
  unknown: 'unknown',
};

/** Statuses in which the clusters have nothing to show. */
const NEVER_MADE = ['rejected', 'cancelled', 'expired'];

/** Statuses in which it matters what making it would change now. */
const NOT_MADE_YET = ['requested', 'approved'];

/** What the clusters show of a request now; not what was approved. */
export function LiveSection({ request }: { request: MeshRequestDetail }) {
  return NEVER_MADE.includes(request.status) ? null : (
    <LiveBody request={request} />
  );
}

function LiveBody({ request }: { request: MeshRequestDetail }) {
  const { id, status } = request;
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
      {value && NOT_MADE_YET.includes(status) && (
        <Rehearsal live={value} planned={request.findings} />
      )}
    </Section>
  );
}

/** What would happen if it were made now, where that differs from the plan's page. */
function Rehearsal(props: { live: RequestLive; planned: RequestFinding[] }) {
  const { live, planned } = props;
  const { t } = useWords();
  const count = (outcome: AppliedObject['outcome']) =>
    String(live.diff?.filter(one => one.outcome === outcome).length);
  const isNew = JSON.stringify(live.findings) !== JSON.stringify(planned);
  return (
    <>
      {live.diff && live.diff.length > 0 && (
        <Text as="p" variant="body-small">
          {t('requests.live.wouldDo', {
            created: count('created'),
            changed: count('changed'),
            unchanged: count('unchanged'),
          })}
        </Text>
      )}
      {isNew && (
        <>
          <Text as="p" variant="body-small" weight="bold">
            {t('requests.live.findings')}
          </Text>
          <FindingList findings={live.findings} />
        </>
      )}
    </>
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
      {shown.length > 0 && (
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
      )}
      <Text as="p" variant="body-small" color="secondary">
        <Moment time={Date.parse(live.at)} />
      </Text>
    </>
  );
}
