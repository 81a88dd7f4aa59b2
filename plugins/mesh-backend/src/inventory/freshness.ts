import {
  ClusterFailure,
  ClusterState,
} from '@meshport/backstage-plugin-mesh-common';
import { KindStatus } from './KindRecord';

/** What is known of the connection itself. Times in milliseconds since 1970. */
export interface ContactStatus {
  /** Whether the last sign of life came; undefined before the first. */
  answers?: boolean;
  lastContact?: number;
  failure?: ClusterFailure;
}

/** The state of a cluster, up to when its data is complete, and what fails. */
export function judgeFreshness(
  contact: ContactStatus,
  kinds: KindStatus[],
): { state: ClusterState; asOf?: number; failures: ClusterFailure[] } {
  const readable = kinds.filter(
    k => k.state !== 'Forbidden' && k.state !== 'NotServed',
  );
  const complete =
    readable.every(k => k.listed && k.state !== 'listing') &&
    (readable.length > 0 || contact.lastContact !== undefined);
  const failing = readable.filter(k => k.state === 'failing');
  const disturbed = contact.answers === false || failing.length > 0;
  return {
    state: judgeState(contact, complete, disturbed),
    asOf: complete ? completeUntil(contact, readable) : undefined,
    failures: collectFailures(contact, kinds, failing),
  };
}

function judgeState(
  contact: ContactStatus,
  complete: boolean,
  disturbed: boolean,
): ClusterState {
  if (complete) {
    return disturbed ? 'stale' : 'fresh';
  }
  // One kind may fail while the cluster answers: then the rest still syncs.
  return disturbed && contact.answers !== true ? 'unreachable' : 'syncing';
}

function completeUntil(contact: ContactStatus, readable: KindStatus[]) {
  const times = readable.map(k => k.lastGood ?? 0);
  return times.length ? Math.min(...times) : contact.lastContact;
}

function collectFailures(
  contact: ContactStatus,
  kinds: KindStatus[],
  failing: KindStatus[],
): ClusterFailure[] {
  const unreadable = kinds
    .filter(k => !failing.includes(k) && k.failure)
    .map(k => k.failure!);
  const { failure } = contact;
  const failures = failing.map(k => k.failure!);
  if (contact.answers === false && failure) {
    return [{ ...failure, since: since(failure, failures) }, ...unreadable];
  }
  // The same message of every kind is one failure of the whole cluster.
  const [first] = failures;
  const common =
    failures.length > 1 && failures.every(f => f.message === first.message);
  if (common) {
    const { kind: _, ...whole } = first;
    return [{ ...whole, since: since(whole, failures) }, ...unreadable];
  }
  return [...failures, ...unreadable];
}

/** A kind may have noticed before the next sign of life was due. */
function since(
  { since: noticed, reason }: ClusterFailure,
  failures: ClusterFailure[],
): string | undefined {
  return [
    noticed,
    ...failures.filter(f => f.reason === reason).map(f => f.since),
  ]
    .filter(time => time !== undefined)
    .sort()[0];
}
