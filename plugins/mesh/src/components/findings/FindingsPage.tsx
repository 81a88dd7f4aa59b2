import { useCallback, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { Button, Container, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  ClusterFreshness,
  FindingsAnswer,
  MeshFinding,
} from '@meshport/backstage-plugin-mesh-common';
import { viewAnswer } from '../../answers/answerView';
import { MeshAnswerState, useMeshAnswer } from '../../answers/useMeshAnswer';
import { useNudges } from '../../answers/useNudges';
import { meshApiRef } from '../../api';
import { formatNames } from '../../words/times';
import { useWords } from '../../words/useWords';
import { ErrorState } from '../frame/ErrorState';
import { ForbiddenState } from '../frame/ForbiddenState';
import { FreshnessLine } from '../frame/FreshnessLine';
import { LoadingState } from '../frame/LoadingState';
import { NoClustersState } from '../frame/NoClustersState';
import { Notes } from '../frame/Notes';
import { ClusterTable } from './ClusterTable';
import { FindingDrawer } from './FindingDrawer';
import { FindingRow } from './FindingRow';
import { FindingsFilters } from './FindingsFilters';
import {
  FindingsFilter,
  more,
  queryOf,
  readFilter,
  writeFilter,
} from './findingsFilter';
import { NothingFound } from './NothingFound';
import { NotJudgedNote } from './NotJudgedNote';
import { countsText } from './severity';
import styles from './findings.module.css';

/** What is wrong in the clusters, by severity and cluster; the address says which. */
export function FindingsPage() {
  const { t } = useWords();
  const api = useApi(meshApiRef);
  const [parameters, setParameters] = useSearchParams();
  const filter = readFilter(parameters);
  // What is opened makes no other list.
  const address = writeFilter({ ...filter, finding: undefined }).toString();
  const [clusters, setClusters] = useState<ClusterFreshness[]>([]);
  const load = useCallback(
    async (signal: AbortSignal) => {
      const asked = readFilter(new URLSearchParams(address));
      const answer = await api.getFindings({ ...queryOf(asked), signal });
      // An answer about one cluster does not name the others.
      setClusters(known =>
        asked.cluster === undefined ? answer.clusters : known,
      );
      return answer;
    },
    [api, address],
  );
  const state = useMeshAnswer<MeshFinding>(load, useNudges());
  const show = (next: Partial<FindingsFilter>) =>
    setParameters(known => writeFilter({ ...readFilter(known), ...next }));
  const choices = clusters.some(one => one.name === filter.cluster)
    ? clusters
    : [...clusters, ...(filter.cluster ? [{ name: filter.cluster }] : [])];

  return (
    <Container className={styles.page} data-mesh-findings>
      <h2 className={styles.heading}>{t('findings.title')}</h2>
      <FindingsFilters filter={filter} clusters={choices} onChange={show} />
      <NarrowedBy filter={filter} show={show} />
      <PageBody state={state} filter={filter} show={show} />
      <FindingDrawer
        id={filter.finding}
        onClose={() => show({ finding: undefined })}
      />
    </Container>
  );
}

/** What the address asks for and no field above shows. */
function NarrowedBy(props: {
  filter: FindingsFilter;
  show: (next: Partial<FindingsFilter>) => void;
}) {
  const { filter, show } = props;
  const { t } = useWords();
  const { code, namespace } = filter;
  const only = [...code, ...(namespace ? [namespace] : [])];
  return only.length > 0 ? (
    <div>
      <Text as="span" variant="body-small">
        {t('findings.filter.only', { names: formatNames(only) })}
      </Text>{' '}
      <button
        type="button"
        className={styles.toggle}
        onClick={() => show({ code: [], namespace: undefined })}
      >
        {t('findings.filter.notOnly')}
      </button>
    </div>
  ) : null;
}

function PageBody(props: {
  state: MeshAnswerState<MeshFinding>;
  filter: FindingsFilter;
  show: (next: Partial<FindingsFilter>) => void;
}) {
  const { state, filter, show } = props;
  const { t } = useWords();
  const retry = { onPress: state.retry, isPending: state.retrying };
  // That some namespaces may not be read does not make the page forbidden.
  const view = viewAnswer({
    ...state,
    answer: state.answer && { ...state.answer, withheld: [] },
  });
  const title = t('findings.title');
  switch (view.kind) {
    case 'loading':
      return <LoadingState title={title} rows={5} syncing={view.syncing} />;
    case 'forbidden':
      return <ForbiddenState {...view} />;
    case 'error':
      return <ErrorState title={title} {...view} retry={retry} />;
    case 'noClusters':
      return <NoClustersState />;
    default: {
      const answer = state.answer as FindingsAnswer;
      return (
        <>
          {(answer.clusterCounts?.length ?? 0) > 1 && (
            <ClusterTable
              counts={answer.clusterCounts!}
              titles={titlesOf(answer.clusters)}
              filter={filter}
              onChoose={show}
            />
          )}
          {view.kind === 'empty' ? (
            <NothingFound
              answer={answer}
              known={view.known}
              filter={filter}
              show={show}
            />
          ) : (
            <Found answer={answer} filter={filter} show={show} />
          )}
          {Boolean(answer.suppressed) && filter.state !== 'suppressed' && (
            <div>
              <Text as="span" variant="body-small" color="secondary">
                {t('findings.suppressed', {
                  number: String(answer.suppressed),
                })}
              </Text>{' '}
              <button
                type="button"
                className={styles.toggle}
                onClick={() => show({ state: 'suppressed', severity: [] })}
              >
                {t('findings.hidden.show')}
              </button>
            </div>
          )}
          <NotJudgedNote notJudged={answer.notJudged} />
          <Notes
            answer={answer}
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

interface PartProps {
  answer: FindingsAnswer;
  filter: FindingsFilter;
  show: (next: Partial<FindingsFilter>) => void;
}

function Found({ answer, filter, show }: PartProps) {
  const { t } = useWords();
  const { items, counts, page } = answer;
  return (
    <>
      {counts && (
        <Text as="p" variant="body-medium" weight="bold">
          {t('findings.summary', { counts: countsText(counts, t) })}
        </Text>
      )}
      <ul className={styles.findings}>
        {items.map(finding => (
          <FindingRow
            key={finding.id}
            finding={finding}
            onOpen={() => show({ finding: finding.id })}
          />
        ))}
      </ul>
      {page &&
        page.total > items.length &&
        more(filter.shown) > filter.shown && (
          <div>
            <Button
              size="small"
              variant="secondary"
              onPress={() => show({ shown: more(filter.shown) })}
            >
              {t('findings.more')}
            </Button>
          </div>
        )}
    </>
  );
}

function titlesOf(clusters: ClusterFreshness[]): Map<string, string> {
  return new Map(
    clusters.flatMap(({ name, title }) => (title ? [[name, title]] : [])),
  );
}
