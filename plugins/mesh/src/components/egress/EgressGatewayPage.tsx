import { useCallback } from 'react';
import { useParams } from 'react-router-dom';
import { Container, Link, Text } from '@backstage/ui';
import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { EgressGatewayDetail } from '@meshport/backstage-plugin-mesh-common';
import { viewAnswer } from '../../answers/answerView';
import { MeshAnswerState, useMeshAnswer } from '../../answers/useMeshAnswer';
import { useNudges } from '../../answers/useNudges';
import { meshEgressApiRef } from '../../api';
import { egressGatewaysRouteRef } from '../../routes';
import { useWords } from '../../words/useWords';
import { EmptyState } from '../frame/EmptyState';
import { ErrorState } from '../frame/ErrorState';
import { ForbiddenState } from '../frame/ForbiddenState';
import { FreshnessLine } from '../frame/FreshnessLine';
import { LoadingState } from '../frame/LoadingState';
import { NoClustersState } from '../frame/NoClustersState';
import { Notes } from '../frame/Notes';
import { StatusIcon } from '../parts/StatusIcon';
import { AttentionSection } from './AttentionSection';
import { CallersSection } from './CallersSection';
import { CertificatesSection } from './CertificatesSection';
import { Origin } from './EgressRow';
import { NextSection } from './NextSection';
import { ObjectsSection } from './ObjectsSection';
import { statusOf } from './standing';
import { TestsSection } from './TestsSection';
import { UpstreamsSection } from './UpstreamsSection';
import { UsersSection } from './UsersSection';
import { WithheldNote } from './WithheldNote';
import { standingText } from './words';
import styles from './egress.module.css';

/** One egress gateway: where it leads, who uses it, what it is made of, what to do. */
export function EgressGatewayPage() {
  const { cluster = '', namespace = '', name = '' } = useParams();
  const api = useApi(meshEgressApiRef);
  const list = useRouteRef(egressGatewaysRouteRef);
  const { t } = useWords();
  const load = useCallback(
    (signal: AbortSignal) =>
      api.getGateway({ cluster, namespace, name }, { signal }),
    [api, cluster, namespace, name],
  );
  const state = useMeshAnswer<EgressGatewayDetail>(load, useNudges());
  return (
    <Container className={styles.page} data-mesh-egress>
      {list && (
        <div>
          <Link href={list()} variant="body-small">
            {t('egress.back')}
          </Link>
        </div>
      )}
      <PageBody state={state} name={name} />
    </Container>
  );
}

function PageBody(props: {
  state: MeshAnswerState<EgressGatewayDetail>;
  name: string;
}) {
  const { state, name } = props;
  const { t } = useWords();
  const retry = { onPress: state.retry, isPending: state.retrying };
  const view = viewAnswer(state);
  const title = t('egress.one');
  switch (view.kind) {
    case 'loading':
      return <LoadingState title={title} rows={4} syncing={view.syncing} />;
    case 'forbidden':
      return <ForbiddenState {...view} />;
    case 'error':
      return <ErrorState title={title} {...view} retry={retry} />;
    case 'noClusters':
      return <NoClustersState />;
    default: {
      const answer = state.answer!;
      return (
        <>
          {view.kind === 'empty' ? (
            <EmptyState
              words={{
                title: t('egress.gone.title', { name }),
                titleIn: () => t('egress.gone.title', { name }),
                next: t('egress.gone.next'),
              }}
              known={view.known}
              total={answer.clusters.length}
            />
          ) : (
            <Gateway gateway={answer.items[0]} />
          )}
          <WithheldNote what="one" withheld={answer.withheld} />
          <Notes
            answer={{ ...answer, withheld: [] }}
            receivedAt={state.receivedAt}
            outage={state.error}
            retry={retry}
          />
          <FreshnessLine
            clusters={answer.clusters}
            receivedAt={state.receivedAt}
          />
        </>
      );
    }
  }
}

function Gateway({ gateway }: { gateway: EgressGatewayDetail }) {
  return (
    <>
      <Heading gateway={gateway} />
      <div className={styles.columns}>
        <div className={styles.column}>
          <UpstreamsSection gateway={gateway} />
          <CallersSection gateway={gateway} />
          <UsersSection users={gateway.users} />
          <CertificatesSection credentials={gateway.credentials} />
        </div>
        <div className={styles.column}>
          <NextSection gateway={gateway} />
          <AttentionSection gateway={gateway} />
          <TestsSection gateway={gateway} />
        </div>
      </div>
      <ObjectsSection gateway={gateway} />
    </>
  );
}

function Heading({ gateway }: { gateway: EgressGatewayDetail }) {
  const { t, now } = useWords();
  const { name, namespace, cluster, pattern, component } = gateway;
  return (
    <header className={styles.titles}>
      <h2 className={styles.heading}>{name}</h2>
      <div className={styles.line}>
        <StatusIcon status={statusOf(gateway, now)} />
        <Text as="p" variant="body-medium" weight="bold">
          {standingText(gateway, t, now)}
        </Text>
      </div>
      <Text as="p" variant="body-small">
        {gateway.workload.message}
      </Text>
      <Text as="p" variant="body-small" color="secondary">
        {t('egress.place', { namespace, cluster })}
        {` · ${t(`egress.pattern.${pattern}`)} · `}
        <Origin gateway={gateway} />
        {component && (
          <>
            {' · '}
            {t('egress.forComponent', {
              component: (
                <EntityRefLink entityRef={component} defaultKind="component" />
              ),
            })}
          </>
        )}
      </Text>
    </header>
  );
}
