import { ReactNode, useCallback } from 'react';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { EntityInfoCard, useEntity } from '@backstage/plugin-catalog-react';
import {
  MeshAnswer,
  MeshApi,
  MeshRequestOptions,
} from '@meshport/backstage-plugin-mesh-common';
import { viewAnswer } from '../../answers/answerView';
import { useMeshAnswer } from '../../answers/useMeshAnswer';
import { useNudges } from '../../answers/useNudges';
import { meshApiRef } from '../../api';
import { hasWorkloadAnnotation } from '../../entities';
import { EmptyState, EmptyWords } from './EmptyState';
import { ErrorState } from './ErrorState';
import { ForbiddenState } from './ForbiddenState';
import { FreshnessLine } from './FreshnessLine';
import { LoadingState } from './LoadingState';
import { MissingAnnotationState } from './MissingAnnotationState';
import { Notes } from './Notes';
import { NoClustersState } from './NoClustersState';
import styles from './frame.module.css';

/** Reads a card's answer for an entity. */
export type ReadAnswer<T> = (
  api: MeshApi,
  entityRef: string,
  options: MeshRequestOptions,
) => Promise<MeshAnswer<T>>;

/** What makes one card different from another. */
export interface AnswerCardProps<T> {
  title: string;
  /** Must be stable. */
  read: ReadAnswer<T>;
  /** Number of rows of the shape that is shown before the answer. */
  rows: number;
  isEmpty?: (items: T[]) => boolean;
  empty: EmptyWords;
  /** What else is to be said when there is nothing. */
  besideEmpty?: (answer: MeshAnswer<T>) => ReactNode;
  children: (answer: MeshAnswer<T>) => ReactNode;
}

/** A card about an entity, in whichever of its states it is. */
export function AnswerCard<T>(props: AnswerCardProps<T>) {
  const { entity } = useEntity();
  return (
    <EntityInfoCard title={props.title} className={styles.card}>
      <div className={styles.body}>
        {hasWorkloadAnnotation(entity) ? (
          <AnswerBody {...props} entityRef={stringifyEntityRef(entity)} />
        ) : (
          <MissingAnnotationState entity={entity} />
        )}
      </div>
    </EntityInfoCard>
  );
}

function AnswerBody<T>(props: AnswerCardProps<T> & { entityRef: string }) {
  const {
    title,
    read,
    rows,
    isEmpty,
    empty,
    besideEmpty,
    children,
    entityRef,
  } = props;
  const api = useApi(meshApiRef);
  const load = useCallback(
    (signal: AbortSignal) => read(api, entityRef, { signal }),
    [api, read, entityRef],
  );
  const state = useMeshAnswer(load, useNudges());
  const view = viewAnswer(state, isEmpty);
  const retry = { onPress: state.retry, isPending: state.retrying };
  const footer = (answer: MeshAnswer<T>, outage?: Error) => (
    <>
      <Notes
        answer={answer}
        receivedAt={state.receivedAt}
        outage={outage}
        retry={retry}
      />
      <FreshnessLine clusters={answer.clusters} receivedAt={state.receivedAt} />
    </>
  );

  switch (view.kind) {
    case 'loading':
      return <LoadingState title={title} rows={rows} syncing={view.syncing} />;
    case 'forbidden':
      return <ForbiddenState {...view} />;
    case 'error':
      return <ErrorState title={title} {...view} retry={retry} />;
    case 'noClusters':
      return (
        <>
          <NoClustersState />
          {state.answer && footer(state.answer, state.error)}
        </>
      );
    case 'empty':
      return (
        <>
          <EmptyState
            words={empty}
            known={view.known}
            // Of clusters that are left out nothing is known.
            total={
              view.answer.clusters.length +
              (view.answer.withheldClusters ? 1 : 0)
            }
          />
          {besideEmpty?.(view.answer)}
          {footer(view.answer, state.error)}
        </>
      );
    default:
      return (
        <>
          {children(view.answer)}
          {footer(view.answer, view.outage)}
        </>
      );
  }
}
