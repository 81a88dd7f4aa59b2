import { useCallback } from 'react';
import { useParams } from 'react-router-dom';
import { Container, Link, Text } from '@backstage/ui';
import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { MeshRequestDetail } from '@meshport/backstage-plugin-mesh-common';
import { meshRequestsApiRef } from '../../api';
import { requestsRouteRef } from '../../routes';
import { useWords } from '../../words/useWords';
import { Moment } from '../parts/Moment';
import { StatusIcon } from '../parts/StatusIcon';
import { Told } from '../parts/Told';
import { HistorySection } from './HistorySection';
import { KindSections } from './kindSections';
import { LiveSection } from './LiveSection';
import { NextStepSection } from './NextStepSection';
import { PlanSection } from './PlanSection';
import { Requester } from './Requester';
import { ReadStates } from './ReadStates';
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
      <ReadStates read={read} title={t('requests.one')} rows={4}>
        {request => <RequestBody request={request} read={read} />}
      </ReadStates>
    </Container>
  );
}

function RequestBody(props: {
  request: MeshRequestDetail;
  read: Read<MeshRequestDetail>;
}) {
  const { request, read } = props;
  return (
    <>
      <RequestHeading request={request} />
      <div className={styles.columns}>
        <div className={styles.column}>
          <KindSections request={request} />
          <PlanSection request={request} />
          <LiveSection request={request} />
        </div>
        <div className={styles.column}>
          <NextStepSection
            request={request}
            onChanged={read.replace}
            reload={read.reload}
          />
          <HistorySection
            history={request.history}
            hasObjects={request.plan.objects.length > 0}
          />
        </div>
      </div>
    </>
  );
}

/** Of a request without objects nothing is ever removed. */
function statusWord({ status, plan }: MeshRequestDetail) {
  return status === 'retired' && plan.objects.length === 0 ? 'givenUp' : status;
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
          {t(`requests.status.${statusWord(request)}`)}
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
