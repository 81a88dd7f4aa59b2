import {
  RootChangeStep,
  RootChangeStepState,
} from '@meshport/backstage-plugin-mesh-common';
import { RootChangeFacts, RootChangeState, RootStage } from './RootChange';
import { StoredRootChange } from './RootChangeStore';

/** The steps as people follow them: each leads to a stage. */
const STEPS: readonly { number: 1 | 2 | 3; stage: RootStage; title: string }[] =
  [
    { number: 1, stage: 'both', title: 'Believe both roots' },
    { number: 2, stage: 'signing', title: 'Sign by the new authority' },
    { number: 3, stage: 'after', title: 'Believe the new root only' },
  ];

/** The step in which a change is, in words: `Step 2 of 3`. */
export function stepTitle({ state, facts }: StoredRootChange): string {
  const at = state.writing ?? state.at;
  const step = STEPS.find(({ stage }) => stage === at);
  if (state.direction === 'back') {
    return step ? `Rolling back step ${step.number}` : 'Rolling back';
  }
  if (facts.shortWay) {
    return 'The short way';
  }
  return step ? `Step ${step.number} of 3` : 'Before step 1';
}

/** The steps of a change with their states. */
export function stepsOf(change: StoredRootChange): RootChangeStep[] {
  const { facts } = change;
  return STEPS.filter(({ stage }) => !facts.shortWay || stage === 'after').map(
    step => stepView(change, step),
  );
}

function stepView(
  change: StoredRootChange,
  { number, stage, title }: (typeof STEPS)[number],
): RootChangeStep {
  const { events, look, state, facts } = change;
  const written = events.findLast(
    event => event.type === 'writing' && event.stage === stage,
  );
  const turned = events.findLast(
    event => event.type === 'turned' && event.stage === stage,
  );
  const stepState = stateOfStep(change, stage);
  const isCurrent = state.at === stage && state.writing === undefined;
  const seen =
    isCurrent && look && look.at >= (state.servedAt ?? Infinity)
      ? look
      : undefined;
  return {
    number,
    title,
    state: stepState,
    text: textOf(facts, stage),
    ...(written ? { startedAt: timeOf(written.at) } : {}),
    ...(turned && stepState === 'done' ? { doneAt: timeOf(turned.at) } : {}),
    ...(seen?.doneBy && stepState === 'waiting'
      ? { doneBy: timeOf(seen.doneBy) }
      : {}),
    ...(seen
      ? {
          turned: {
            done: seen.done,
            total: seen.total,
            unknown: seen.unknown,
          },
        }
      : {}),
    laggards: stepState === 'waiting' ? seen?.laggards ?? [] : [],
  };
}

function stateOfStep(
  { state, events }: StoredRootChange,
  stage: RootStage,
): RootChangeStepState {
  const order: RootStage[] = ['before', 'both', 'signing', 'after'];
  const [at, own] = [order.indexOf(state.at), order.indexOf(stage)];
  const wasWritten = events.some(
    event => event.type === 'written' && event.stage === stage,
  );
  if (state.writing === stage) {
    return state.pause?.type === 'stopped' ? 'failed' : 'writing';
  }
  if (state.direction === 'back' && own > at) {
    return wasWritten ? 'undone' : 'pending';
  }
  if (at > own) {
    return 'done';
  }
  if (at < own || !wasWritten) {
    return 'pending';
  }
  return stateOfCurrent(state);
}

/** Of the step whose stage the Secret holds. */
function stateOfCurrent(state: RootChangeState): RootChangeStepState {
  if (state.end || state.turned) {
    return 'done';
  }
  if (state.pause?.type === 'stopped') {
    return 'failed';
  }
  return state.servedAt === undefined ? 'restarting' : 'waiting';
}

function textOf(facts: RootChangeFacts, stage: RootStage): string {
  const first = facts.kind === 'first';
  switch (stage) {
    case 'both':
      return `${
        first
          ? 'The authority that istiod made itself is written into Secret cacerts'
          : 'The present authority stays in Secret cacerts'
      }, with the old and the new root, and istiod is restarted. Then it waits until every proxy believes both: that is when each asks for its next certificate, or when it is restarted.`;
    case 'signing':
      return 'An intermediate of the new authority is issued and written, with both roots. istiod takes it as it runs. Then it waits until every proxy has a certificate of it.';
    default:
      return facts.shortWay
        ? 'An intermediate of the new authority is written with its root alone, and istiod is restarted. Calls between proxies fail until each has asked for its next certificate or was restarted.'
        : 'The old root is taken out, and istiod is restarted. Then it waits until no proxy believes it any more.';
  }
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
