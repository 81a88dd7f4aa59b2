import { MayRead, once, routesAsSeen } from '../hidden';
import type { ClientTlsConflict, PolicyEffects } from './types';

function conflictAsSeen(
  conflict: ClientTlsConflict,
  mayRead: MayRead,
): ClientTlsConflict {
  if (mayRead(conflict.decidedBy)) {
    return conflict;
  }
  const { service, ports, mode, result, decidedBy } = conflict;
  return {
    service,
    ...(ports ? { ports } : {}),
    mode,
    result,
    decidedBy,
    field: '',
    hidden: true,
  };
}

/** Effects without what objects say that may not be read. */
export function effectsWithoutHidden(
  effects: PolicyEffects,
  mayRead: MayRead | undefined,
): PolicyEffects {
  if (!mayRead) {
    return effects;
  }
  const { clientTls, tokens, subsets, outbound } = effects;
  return {
    ...effects,
    clientTls: {
      ...clientTls,
      conflicts: once(
        clientTls.conflicts.map(one => conflictAsSeen(one, mayRead)),
      ),
    },
    tokens: {
      ...tokens,
      issuers: once(
        tokens.issuers.map(one =>
          mayRead(one.decidedBy)
            ? one
            : {
                issuer: '',
                audiences: [],
                sentIn: [],
                decidedBy: one.decidedBy,
                field: '',
                hidden: true,
              },
        ),
      ),
      askedBy: once(
        tokens.askedBy.map(one =>
          mayRead(one.decidedBy)
            ? one
            : { decidedBy: one.decidedBy, field: '', hidden: true },
        ),
      ),
    },
    subsets: subsets.filter(one => mayRead(one.decidedBy)),
    routesHere: routesAsSeen(effects.routesHere, mayRead),
    outbound: once(
      outbound.map(({ hosts, field, ...scope }) => {
        const { decidedBy } = scope;
        if (!decidedBy || mayRead(decidedBy)) {
          return {
            ...scope,
            ...(hosts ? { hosts } : {}),
            ...(field === undefined ? {} : { field }),
          };
        }
        return { ...scope, ...(hosts ? { hosts: [] } : {}), hidden: true };
      }),
    ),
  };
}
