import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';
import { Button, Container, Link, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { EgressGatewaySummary } from '@meshport/backstage-plugin-mesh-common';
import { viewAnswer } from '../../answers/answerView';
import { MeshAnswerState, useMeshAnswer } from '../../answers/useMeshAnswer';
import { useNudges } from '../../answers/useNudges';
import { useTemplateForm } from '../../answers/useTemplateForm';
import { meshEgressApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { EmptyState } from '../frame/EmptyState';
import { ErrorState } from '../frame/ErrorState';
import { ForbiddenState } from '../frame/ForbiddenState';
import { FreshnessLine } from '../frame/FreshnessLine';
import { LoadingState } from '../frame/LoadingState';
import { NoClustersState } from '../frame/NoClustersState';
import { Notes } from '../frame/Notes';
import { EGRESS_TEMPLATE } from '../policies/EgressRequest';
import { EgressFilters } from './EgressFilters';
import { EgressRow } from './EgressRow';
import {
  EgressFilter,
  isFiltered,
  PAGE_SIZE,
  readFilter,
  selectGateways,
  writeFilter,
} from './egressFilter';
import { needsAttention } from './standing';
import { WithheldNote } from './WithheldNote';
import styles from './egress.module.css';

const NOTHING_FILLED_IN = {};
const COLUMNS = ['gateway', 'upstreams', 'callers', 'state'] as const;

/** All egress gateways of all clusters; the address says which are shown. */
export function EgressList() {
  const { t } = useWords();
  const api = useApi(meshEgressApiRef);
  const [parameters, setParameters] = useSearchParams();
  const filter = readFilter(parameters);
  const load = useCallback(
    (signal: AbortSignal) => api.listGateways({ signal }),
    [api],
  );
  const state = useMeshAnswer<EgressGatewaySummary>(load, useNudges());
  const form = useTemplateForm(EGRESS_TEMPLATE, NOTHING_FILLED_IN);
  const show = (next: Partial<EgressFilter>) =>
    setParameters(writeFilter({ ...filter, shown: PAGE_SIZE, ...next }));

  return (
    <Container className={styles.page} data-mesh-egress>
      <header className={styles.top}>
        <div className={styles.titles}>
          <h2 className={styles.heading}>{t('egress.title')}</h2>
          <Text as="p" variant="body-small" color="secondary">
            {t('egress.lead')}
          </Text>
        </div>
        {form && (
          <Link href={form} variant="body-medium">
            {t('egress.ask')} →
          </Link>
        )}
      </header>
      <EgressFilters
        filter={filter}
        clusters={state.answer?.clusters ?? []}
        onChange={show}
      />
      <PageBody state={state} filter={filter} show={show} />
    </Container>
  );
}

interface PartProps {
  state: MeshAnswerState<EgressGatewaySummary>;
  filter: EgressFilter;
  show: (next: Partial<EgressFilter>) => void;
}

function PageBody({ state, filter, show }: PartProps) {
  const { t } = useWords();
  const retry = { onPress: state.retry, isPending: state.retrying };
  // That some namespaces may not be read does not make the page forbidden.
  const view = viewAnswer({
    ...state,
    answer: state.answer && { ...state.answer, withheld: [] },
  });
  const title = t('egress.title');
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
                title: state.answer?.withheld.length
                  ? t('egress.empty.titleReadable')
                  : t('egress.empty.title'),
                titleIn: clusters => t('egress.empty.titleIn', { clusters }),
                next: t('egress.empty.next'),
              }}
              known={view.known}
              total={answer.clusters.length + (answer.withheldClusters ? 1 : 0)}
            />
          ) : (
            <Gateways all={answer.items} filter={filter} show={show} />
          )}
          <WithheldNote what="list" withheld={answer.withheld} />
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

function Gateways(props: {
  all: EgressGatewaySummary[];
  filter: EgressFilter;
  show: (next: Partial<EgressFilter>) => void;
}) {
  const { all, filter, show } = props;
  const { t } = useWords();
  const found = selectGateways(all, filter);
  if (found.length === 0) {
    return (
      <div className={styles.part}>
        <Text as="p" variant="body-medium" weight="bold">
          {t('egress.empty.filtered')}
        </Text>
        {isFiltered(filter) && (
          <div>
            <Button
              size="small"
              variant="secondary"
              onPress={() =>
                show({
                  text: '',
                  cluster: undefined,
                  origin: undefined,
                  tls: [],
                  attention: false,
                })
              }
            >
              {t('egress.empty.clear')}
            </Button>
          </div>
        )}
      </div>
    );
  }
  return (
    <>
      <Text as="p" variant="body-medium" weight="bold">
        <Summary gateways={found} />
      </Text>
      <div aria-hidden className={styles.head}>
        {COLUMNS.map(column => (
          <Text key={column} as="p" variant="body-small" color="secondary">
            {t(`egress.column.${column}`)}
          </Text>
        ))}
      </div>
      <ul className={styles.gateways}>
        {found.slice(0, filter.shown).map(gateway => (
          <EgressRow
            key={`${gateway.cluster}/${gateway.namespace}/${gateway.name}`}
            gateway={gateway}
          />
        ))}
      </ul>
      {found.length > filter.shown && (
        <div>
          <Button
            size="small"
            variant="secondary"
            onPress={() => show({ shown: filter.shown + PAGE_SIZE })}
          >
            {t('findings.more')}
          </Button>
        </div>
      )}
    </>
  );
}

function Summary({ gateways }: { gateways: EgressGatewaySummary[] }) {
  const { t, now } = useWords();
  const number = gateways.length;
  const attention = gateways.filter(one => needsAttention(one, now)).length;
  if (number === 1) {
    return <>{t(`egress.countOne.${attention > 0 ? 'attention' : 'calm'}`)}</>;
  }
  const counted = t('egress.count', { number: String(number) });
  return (
    <>
      {attention > 0
        ? t('egress.countAttention', {
            gateways: counted,
            attention: String(attention),
          })
        : t('egress.countCalm', { gateways: counted })}
    </>
  );
}
