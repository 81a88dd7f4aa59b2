import { useCallback, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { Button, Container, Link, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  ClusterFreshness,
  MeshAnswer,
  VirtualMachine,
} from '@meshport/backstage-plugin-mesh-common';
import { viewAnswer } from '../../../answers/answerView';
import { MeshAnswerState, useMeshAnswer } from '../../../answers/useMeshAnswer';
import { useNudges } from '../../../answers/useNudges';
import { useTemplateForm } from '../../../answers/useTemplateForm';
import { meshMachinesApiRef } from '../../../api';
import { formatNames } from '../../../words/times';
import { useWords } from '../../../words/useWords';
import styles from '../../egress/egress.module.css';
import { EmptyState } from '../../frame/EmptyState';
import { ErrorState } from '../../frame/ErrorState';
import { ForbiddenState } from '../../frame/ForbiddenState';
import { FreshnessLine } from '../../frame/FreshnessLine';
import { LoadingState } from '../../frame/LoadingState';
import { NoClustersState } from '../../frame/NoClustersState';
import { Notes } from '../../frame/Notes';
import { StatusIcon } from '../../parts/StatusIcon';
import { VM_TEMPLATE } from '../JoinAnother';
import { FleetFilters } from './FleetFilters';
import {
  FleetFilter,
  isFiltered,
  queryOf,
  readFilter,
  writeFilter,
} from './fleetFilter';
import { FleetMachines } from './FleetMachines';

const NOTHING_FILLED_IN = {};

/** The machines of all clusters; the address says which are shown. */
export function MachineFleetPage() {
  const { t } = useWords();
  const api = useApi(meshMachinesApiRef);
  const [parameters, setParameters] = useSearchParams();
  const filter = readFilter(parameters);
  const key = JSON.stringify(queryOf(filter));
  const [clusters, setClusters] = useState<ClusterFreshness[]>([]);
  const load = useCallback(
    async (signal: AbortSignal) => {
      const query = JSON.parse(key);
      const answer = await api.listMachines(query, { signal });
      // An answer about one cluster does not name the others.
      setClusters(known => (query.cluster ? known : answer.clusters));
      return answer;
    },
    [api, key],
  );
  const state = useMeshAnswer<VirtualMachine>(load, useNudges());
  const form = useTemplateForm(VM_TEMPLATE, NOTHING_FILLED_IN);
  const show = useCallback(
    (next: Partial<FleetFilter>) =>
      setParameters(before =>
        // Another choice begins at its first page.
        writeFilter({ ...readFilter(before), after: undefined, ...next }),
      ),
    [setParameters],
  );
  return (
    <Container className={styles.page} data-mesh-machines>
      <header className={styles.top}>
        <div className={styles.titles}>
          <h2 className={styles.heading}>{t('machines.fleet.title')}</h2>
          <Text as="p" variant="body-small" color="secondary">
            {t('machines.fleet.lead')}
          </Text>
        </div>
        {form && (
          <Link href={form} variant="body-medium">
            {t('machines.join')} →
          </Link>
        )}
      </header>
      <FleetFilters filter={filter} clusters={clusters} onChange={show} />
      <PageBody state={state} filter={filter} show={show} />
    </Container>
  );
}

function PageBody(props: {
  state: MeshAnswerState<VirtualMachine>;
  filter: FleetFilter;
  show: (next: Partial<FleetFilter>) => void;
}) {
  const { state, filter, show } = props;
  const { t } = useWords();
  const retry = { onPress: state.retry, isPending: state.retrying };
  // That some namespaces may not be read does not make the page forbidden.
  const view = viewAnswer({
    ...state,
    answer: state.answer && { ...state.answer, withheld: [] },
  });
  const title = t('machines.fleet.title');
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
            <Nothing
              answer={answer}
              known={view.known}
              filter={filter}
              show={show}
            />
          ) : (
            <FleetMachines answer={answer} filter={filter} show={show} />
          )}
          <Withheld answer={answer} />
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

function Nothing(props: {
  answer: MeshAnswer<VirtualMachine>;
  known: string[];
  filter: FleetFilter;
  show: (next: Partial<FleetFilter>) => void;
}) {
  const { answer, known, filter, show } = props;
  const { t } = useWords();
  if (isFiltered(filter) || filter.after) {
    return (
      <div className={styles.part}>
        <Text as="p" variant="body-medium" weight="bold">
          {t('machines.noMatch')}
        </Text>
        <div>
          <Button
            size="small"
            variant="secondary"
            onPress={() => show({ text: '', cluster: undefined, health: [] })}
          >
            {t('machines.fleet.clear')}
          </Button>
        </div>
      </div>
    );
  }
  return (
    <EmptyState
      words={{
        title: t('machines.fleet.none'),
        titleIn: clusters => t('machines.fleet.noneIn', { clusters }),
        next: t('machines.fleet.next'),
      }}
      known={known}
      total={answer.clusters.length + (answer.withheldClusters ? 1 : 0)}
    />
  );
}

function Withheld({ answer }: { answer: MeshAnswer<VirtualMachine> }) {
  const { t } = useWords();
  const clusters = [...new Set(answer.withheld.map(one => one.cluster))];
  return clusters.length === 0 ? null : (
    <div className={styles.line}>
      <StatusIcon status="locked" />
      <Text as="p" variant="body-small">
        {t('machines.fleet.withheld', { clusters: formatNames(clusters) })}
      </Text>
    </div>
  );
}
