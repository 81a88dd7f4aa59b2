import { ReactNode } from 'react';
import { MeshAnswer, RemoteLink } from '@meshport/backstage-plugin-mesh-common';
import { viewAnswer } from '../../answers/answerView';
import { MeshAnswerState } from '../../answers/useMeshAnswer';
import { EmptyState, EmptyWords } from '../frame/EmptyState';
import { ErrorState } from '../frame/ErrorState';
import { ForbiddenState } from '../frame/ForbiddenState';
import { FreshnessLine } from '../frame/FreshnessLine';
import { LoadingState } from '../frame/LoadingState';
import { NoClustersState } from '../frame/NoClustersState';
import { Notes } from '../frame/Notes';

/** An answer about links in whichever of its states it is. */
export function LinkStates<A extends MeshAnswer<RemoteLink>>(props: {
  state: MeshAnswerState<RemoteLink>;
  title: string;
  empty: EmptyWords;
  /** What is shown beside the words that there is nothing. */
  besideEmpty?: (answer: A) => ReactNode;
  children: (answer: A) => ReactNode;
}) {
  const { state, title, empty, besideEmpty, children } = props;
  const retry = { onPress: state.retry, isPending: state.retrying };
  const view = viewAnswer(state);
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
      const answer = state.answer as A;
      return (
        <>
          {view.kind === 'empty' ? (
            <>
              <EmptyState
                words={empty}
                known={view.known}
                total={
                  answer.clusters.length + (answer.withheldClusters ? 1 : 0)
                }
              />
              {besideEmpty?.(answer)}
            </>
          ) : (
            children(answer)
          )}
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
