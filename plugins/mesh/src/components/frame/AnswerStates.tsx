import { ReactNode } from 'react';
import { MeshAnswer } from '@meshport/backstage-plugin-mesh-common';
import { viewAnswer } from '../../answers/answerView';
import { MeshAnswerState } from '../../answers/useMeshAnswer';
import { EmptyState, EmptyWords } from './EmptyState';
import { ErrorState } from './ErrorState';
import { ForbiddenState } from './ForbiddenState';
import { FreshnessLine } from './FreshnessLine';
import { LoadingState } from './LoadingState';
import { NoClustersState } from './NoClustersState';
import { Notes } from './Notes';

/** An answer of a page in whichever of its states it is. */
export function AnswerStates<
  T,
  A extends MeshAnswer<T> = MeshAnswer<T>,
>(props: {
  state: MeshAnswerState<T>;
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
