import { useCallback } from 'react';
import { useParams } from 'react-router-dom';
import { Container, Link, Text } from '@backstage/ui';
import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { MeshRequestDetail } from '@meshport/backstage-plugin-mesh-common';
import { isForbidden } from '../../answers/failures';
import { meshRequestsApiRef } from '../../api';
import { requestsRouteRef } from '../../routes';
import { useWords } from '../../words/useWords';
import { ErrorState } from '../frame/ErrorState';
import { ForbiddenState } from '../frame/ForbiddenState';
import { LoadingState } from '../frame/LoadingState';
import { Moment } from '../parts/Moment';
import { StatusIcon } from '../parts/StatusIcon';
import { Told } from '../parts/Told';
import { HistorySection } from './HistorySection';
import { KindSections } from './kindSections';
import { LiveSection } from './LiveSection';
import { NextStepSection } from './NextStepSection';
import { OutageNote } from './OutageNote';
import { PlanSection } from './PlanSection';
import { Requester } from './Requester';
import { placesOf, requestDelayMs, STATUS_MARK } from './requestStatus';
import { Read, useRead } from './useRead';
import styles from './requests.module.css';

/** One request: what it does, how it stands, and what comes next. */
export function RequestPage() {
  const { t } = useWords();
  const { id = '' } = useParams();
  const api = useApi(meshRequestsApiRef);
  const list = useRouteRef(requestsRouteRef);
  const load = useCallback(
    (signal: AbortSignal) => api.get(id, { signal }),
    [api, id],
  );
  const read = useRead(load, requestDelayMs);
  return (
    <Container className={styles.page} data-mesh-requests>
      {list && (
        <div>
          <Link href={list()} variant="body-small">
            {t('requests.back')}
          </Link>
        </div>
      )}
      <PageBody read={read} />
    </Container>
  );
}

function PageBody({ read }: { read: Read<MeshRequestDetail> }) {
  const { value, error } = read;
  const { t } = useWords();
  if (!value && !error) {
    return <LoadingState title={t('requests.title')} rows={4} syncing={[]} />;
  }
  if (!value) {
    return isForbidden(error!) ? (
      <ForbiddenState withheld={[]} error={error} />
    ) : (
      <ErrorState
        title={t('requests.one')}
        error={error}
        clusters={[]}
        retry={{ onPress: read.reload, isPending: read.reloading }}
      />
    );
  }
  return (
    <>
      {error && <OutageNote error={error} />}
      <RequestHeading request={value} />
      <div className={styles.columns}>
        <div className={styles.column}>
          <KindSections request={value} />
          <PlanSection request={value} />
          <LiveSection request={value} />
        </div>
        <div className={styles.column}>
          <NextStepSection
            request={value}
            onChanged={read.replace}
            reload={read.reload}
          />
          <HistorySection history={value.history} />
        </div>
      </div>
    </>
  );
}

function RequestHeading({ request }: { request: MeshRequestDetail }) {
  const { t, clock } = useWords();
  const owner = request.approval.beneficiaryOwner;
  const asked = request.history.find(({ type }) => type === 'requested');
  return (
    <header className={styles.title}>
      <h2 className={styles.heading}>{request.title}</h2>
      <p className={styles.standing}>
        <StatusIcon status={STATUS_MARK[request.status]} />
        <Text as="span" variant="body-medium" weight="bold">
          {t(`requests.status.${request.status}`)}
        </Text>
        {request.progress && (
          <Text as="span" variant="body-small">
            <Told text={request.progress} />
          </Text>
        )}
      </p>
      <Text as="p" variant="body-small" color="secondary">
        {t('requests.asked', {
          person: <Requester entityRef={request.requester} />,
          when: <Moment time={Date.parse(request.createdAt)} />,
        })}
        {request.beneficiary && (
          <>
            {' · '}
            {t('requests.forBeneficiary', {
              entity: <EntityRefLink entityRef={request.beneficiary} />,
            })}
            {owner && (
              <>
                {' '}
                {t('requests.ownedBy', {
                  owner: (
                    <EntityRefLink entityRef={owner} defaultKind="group" />
                  ),
                })}
              </>
            )}
          </>
        )}
        {` · ${placesOf(request)}`}
      </Text>
      {asked?.reason && (
        <Text as="p" variant="body-small">
          {t('requests.reason', { reason: asked.reason })}
        </Text>
      )}
      {request.status === 'requested' && request.expiresAt && (
        <Text as="p" variant="body-small" color="secondary">
          {t('requests.expires', {
            when: (
              <Moment time={Date.parse(request.expiresAt)}>
                {clock(Date.parse(request.expiresAt))}
              </Moment>
            ),
          })}
        </Text>
      )}
    </header>
  );
}
