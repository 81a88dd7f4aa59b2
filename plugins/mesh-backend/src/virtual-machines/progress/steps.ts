import {
  EnrolmentCode,
  JoiningMachine,
  MachineStep,
  MachineStepName,
  MeshRequestDetail,
  RequestEventType,
} from '@meshport/backstage-plugin-mesh-common';
import { Handout } from './Handout';

/** What steps are read off. */
export interface StepFacts {
  request: Pick<MeshRequestDetail, 'status' | 'history'>;
  codes: readonly EnrolmentCode[];
  handouts: readonly Handout[];
  /** Those that are there, and those that were. */
  machines: readonly JoiningMachine[];
  /** Whether the group has a health check. */
  isProbed: boolean;
}

/** What is known of one step. */
type Known = Omit<MachineStep, 'name' | 'state'> & {
  isDone: boolean;
  hasFailed?: boolean;
};

/**
 * How far the first machine is. A step that is over without having been seen,
 * as that of a code when a machine was given its files by hand, counts as done.
 */
export function stepsOf(facts: StepFacts): MachineStep[] {
  const known: [MachineStepName, Known][] = [
    ['approved', approved(facts)],
    ['prepared', prepared(facts)],
    ['code', handedOut(facts)],
    ['redeemed', redeemed(facts)],
    ['registered', registered(facts)],
    ['connected', connected(facts)],
    ['healthy', healthy(facts)],
  ];
  const last = known.findLastIndex(([, { isDone }]) => isDone);
  const hasFailed = known.some(([, one]) => one.hasFailed);
  return known.map(([name, { isDone, hasFailed: failed, at, text }], index) => {
    if (isDone || index < last) {
      return {
        name,
        state: 'done',
        text: isDone ? text : 'Was not needed.',
        ...(isDone && at ? { at } : {}),
      };
    }
    if (failed) {
      return { name, state: 'failed', text, ...(at ? { at } : {}) };
    }
    const isNext = index === last + 1 && !hasFailed;
    return { name, state: isNext ? 'now' : 'waiting', text };
  });
}

function lastOf(
  { request }: StepFacts,
  types: RequestEventType[],
): { at: string; type: RequestEventType } | undefined {
  return request.history.findLast(({ type }) => types.includes(type));
}

function approved(facts: StepFacts): Known {
  const { status } = facts.request;
  const end = lastOf(facts, ['rejected', 'withdrawn', 'cancelled', 'expired']);
  if (['rejected', 'cancelled', 'expired'].includes(status)) {
    return {
      isDone: false,
      hasFailed: true,
      at: end?.at,
      text: `The request is ${status}.`,
    };
  }
  if (status === 'requested') {
    return { isDone: false, text: 'The request waits for its approval.' };
  }
  return {
    isDone: true,
    at: lastOf(facts, ['approved'])?.at,
    text: 'The request is approved.',
  };
}

function prepared(facts: StepFacts): Known {
  const { status } = facts.request;
  const applied = lastOf(facts, ['applied', 'failed', 'started', 'sentBack']);
  if (applied?.type === 'failed' || status === 'failed') {
    return {
      isDone: false,
      hasFailed: true,
      at: applied?.at,
      text: 'The cluster could not be prepared. The request says why.',
    };
  }
  if (applied?.type === 'applied') {
    return {
      isDone: true,
      at: applied.at,
      text: 'The group and what belongs to it are in the cluster.',
    };
  }
  return {
    isDone: false,
    text: 'The cluster is prepared once it is approved.',
  };
}

function handedOut({ codes, handouts }: StepFacts): Known {
  const open = codes.find(({ state }) => state === 'open');
  const [first] = codes.toReversed();
  if (open || (first && handouts.length)) {
    const made = open ?? first;
    return {
      isDone: true,
      at: made.madeAt,
      text: `A code was made${
        open ? `; it can be used until ${open.expiresAt}` : ''
      }.`,
    };
  }
  if (handouts.length) {
    return { isDone: true, text: 'A bundle was downloaded.' };
  }
  return codes.length
    ? {
        isDone: false,
        hasFailed: true,
        at: codes[0].revokedAt ?? codes[0].expiresAt,
        text: `The last code was ${
          codes[0].state === 'revoked' ? 'revoked' : 'not used in time'
        }. Make another one.`,
      }
    : {
        isDone: false,
        text: 'Make a code for the machine, or download a bundle for it.',
      };
}

function redeemed({ handouts }: StepFacts): Known {
  const [newest] = handouts;
  return newest
    ? {
        isDone: true,
        at: new Date(newest.at).toISOString(),
        text:
          newest.via === 'code'
            ? `${newest.hostname ?? 'A machine'} redeemed a code.`
            : 'The bundle with a token left the portal.',
      }
    : {
        isDone: false,
        text: 'The machine sends the code and is given what it needs.',
      };
}

function registered({ machines }: StepFacts): Known {
  const [one] = machines;
  return one
    ? { isDone: true, text: `${one.title} has an entry in the mesh.` }
    : {
        isDone: false,
        text: 'istiod makes an entry when the machine connects.',
      };
}

function connected({ machines }: StepFacts): Known {
  const one = machines.find(({ state }) =>
    ['joined', 'healthy', 'unhealthy'].includes(state),
  );
  const left = machines.find(({ state }) => state === 'disconnected');
  return one
    ? {
        isDone: true,
        at: one.connectedSince,
        text: `${one.title} is connected to istiod.`,
      }
    : {
        isDone: false,
        text: left
          ? `${left.title} was connected and is not now.`
          : 'The machine connects to istiod.',
      };
}

function healthy({ machines, isProbed }: StepFacts): Known {
  const one = machines.find(({ state }) => state === 'healthy');
  const joined = machines.find(({ state }) => state === 'joined');
  const ill = machines.find(({ state }) => state === 'unhealthy');
  if (one || (joined && !isProbed)) {
    return {
      isDone: true,
      at: one?.since,
      text: one
        ? `${one.title} is healthy.`
        : 'The group has no health check; connected is as good as it gets.',
    };
  }
  return {
    isDone: false,
    text: ill ? `${ill.title}: ${ill.text}` : 'Its health check is passed.',
  };
}
