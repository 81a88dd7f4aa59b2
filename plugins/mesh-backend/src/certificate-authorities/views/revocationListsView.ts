import { RevocationListsView } from '@meshport/backstage-plugin-mesh-common';
import {
  CaBundle,
  checkRevocationLists,
  readCertificates,
} from '@meshport/certificates';
import { listsOfChain } from '../revocation-lists/presentLists';
import { messageOf } from './messageOf';

/** Part of a list's life after which a new one should be there. */
const DUE = 1 / 2;
/** Part of a list's life after which its absence is an alarm. */
const LATE = 2 / 3;

/** What is known of the lists that a control plane hands to proxies. */
export function revocationListsView(options: {
  enabled: boolean;
  /** The public files of the Secret; undefined where there is none. */
  bundle: CaBundle | undefined;
  /** Why the Secret is not known. */
  why?: string;
  now: Date;
}): RevocationListsView {
  const { enabled, bundle, why, now } = options;
  if (why !== undefined) {
    return { enabled, state: 'unknown', text: why };
  }
  const crl = bundle?.crl;
  if (!bundle || !crl?.trim()) {
    return enabled
      ? {
          enabled,
          state: 'incomplete',
          text: 'Configuration switches them on, and there are none in Secret cacerts: they come with the next renewal.',
        }
      : {
          enabled,
          state: 'off',
          text: 'Proxies are given no revocation lists. That is the default, since Envoy refuses every call when one of them has run out.',
        };
  }
  try {
    return standing({ enabled, bundle: { ...bundle, crl }, now });
  } catch (error) {
    // Whoever wrote the file may have written anything.
    return {
      enabled,
      state: 'incomplete',
      text: `ca-crl.pem cannot be read: ${messageOf(error)}`,
    };
  }
}

function standing(options: {
  enabled: boolean;
  bundle: CaBundle & { crl: string };
  now: Date;
}): RevocationListsView {
  const { enabled, bundle, now } = options;
  const facts = listsOfChain(
    bundle.crl,
    readCertificates([bundle.chain, bundle.root].join('\n')).map(
      ({ pem }) => pem,
    ),
  );
  const lists = facts.map(({ issuer, thisUpdate, nextUpdate, entries }) => ({
    issuer,
    thisUpdate: isoOf(thisUpdate),
    ...(nextUpdate ? { nextUpdate: isoOf(nextUpdate) } : {}),
    revoked: entries,
  }));
  const used = Math.max(0, ...lists.map(one => usedUp(one, now)));
  const findings = checkRevocationLists(bundle, { now });
  const bad = findings.find(({ severity }) => severity === 'error');
  const ends = lists
    .flatMap(({ nextUpdate }) => (nextUpdate ? [nextUpdate] : []))
    .sort()[0];
  if (used >= 1) {
    return {
      enabled,
      lists,
      state: 'late',
      text: 'A list has run out: Envoy refuses every call until there is a new one. Write a new list, or take ca-crl.pem out of Secret cacerts.',
    };
  }
  if (bad) {
    return {
      enabled,
      lists,
      state: 'incomplete',
      text: `${bad.text} ${bad.mend}`,
    };
  }
  const end = ends ? ` The first runs out on ${ends.slice(0, 10)}.` : '';
  if (used >= LATE) {
    return {
      enabled,
      lists,
      state: 'late',
      text: `Two thirds of a list's life are over and no new one came.${end} Envoy will then refuse every call.`,
    };
  }
  return used >= DUE
    ? { enabled, lists, state: 'due', text: `A new list is due.${end}` }
    : {
        enabled,
        lists,
        state: 'current',
        text: `Every certificate of the chain has its list.${end}`,
      };
}

/** How much of a list's life is over; 1 and more when it has run out. */
function usedUp(
  { thisUpdate, nextUpdate }: { thisUpdate: string; nextUpdate?: string },
  now: Date,
): number {
  if (!nextUpdate) {
    return 0;
  }
  const start = Date.parse(thisUpdate);
  return (now.getTime() - start) / (Date.parse(nextUpdate) - start);
}

function isoOf(time: Date | string): string {
  return typeof time === 'string' ? time : time.toISOString();
}
