import { useCallback, useEffect } from 'react';
import { useSearchParams } from 'react-router-dom';
import { Container, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  FleetCluster,
  FleetOverview,
} from '@meshport/backstage-plugin-mesh-common';
import { useMeshAnswer } from '../../answers/useMeshAnswer';
import { useNudges } from '../../answers/useNudges';
import { meshFleetApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { AnswerStates } from '../frame/AnswerStates';
import { ClustersSection } from './ClustersSection';
import { MissingParts } from './MissingParts';
import { NeedsSection } from './NeedsSection';
import { OverviewFilter, readFilter, writeFilter } from './overviewFilter';
import { TopologySection } from './TopologySection';
import styles from './fleet.module.css';

/** A part that was not ready in time is asked for again after so many milliseconds. */
const PENDING_MS = 3_000;

/** What needs somebody, every cluster, and the topology; the address says which. */
export function OverviewPage() {
  const { t } = useWords();
  const api = useApi(meshFleetApiRef);
  const [parameters, setParameters] = useSearchParams();
  const filter = readFilter(parameters);
  const show = useCallback(
    (next: Partial<OverviewFilter>) =>
      setParameters(before => writeFilter({ ...readFilter(before), ...next }), {
        replace: true,
      }),
    [setParameters],
  );
  const load = useCallback(
    (signal: AbortSignal) => api.getOverview({ signal }),
    [api],
  );
  const state = useMeshAnswer<FleetCluster>(load, useNudges());
  const { answer, retry } = state;
  const isPending = (answer as FleetOverview | undefined)?.missing.some(
    one => one.state === 'pending',
  );
  useEffect(() => {
    if (!isPending) {
      return undefined;
    }
    const timer = setTimeout(retry, PENDING_MS);
    return () => clearTimeout(timer);
    // Each answer that is still not whole is followed by another question.
  }, [isPending, retry, answer]);
  return (
    <Container className={styles.page} data-mesh-fleet>
      <header>
        <h2 className={styles.heading}>{t('fleet.title')}</h2>
        <Text as="p" variant="body-small" color="secondary">
          {t('fleet.lead')}
        </Text>
      </header>
      <AnswerStates<FleetCluster, FleetOverview>
        state={forPage(state)}
        title={t('fleet.title')}
        empty={{
          title: t('fleet.empty.title'),
          titleIn: clusters => t('fleet.empty.titleIn', { clusters }),
          next: t('fleet.empty.next'),
        }}
      >
        {() => {
          const overview = answer as FleetOverview;
          return (
            <>
              <NeedsSection overview={overview} />
              <MissingParts overview={overview} />
              <ClustersSection
                overview={overview}
                receivedAt={state.receivedAt}
                filter={filter}
                show={show}
              />
              <TopologySection
                overview={overview}
                filter={filter}
                show={show}
              />
            </>
          );
        }}
      </AnswerStates>
    </Container>
  );
}

/**
 * The notes below the page tell what no row tells: rows say how well each
 * cluster is known, and `MissingParts` what is held back.
 */
function forPage(
  state: ReturnType<typeof useMeshAnswer<FleetCluster>>,
): ReturnType<typeof useMeshAnswer<FleetCluster>> {
  const { answer } = state;
  return answer && answer.items.length > 0
    ? { ...state, answer: { ...answer, clusters: [], withheld: [] } }
    : state;
}
