import { DRY_RUN } from './authorization';
import type { CallerRule, MutualTlsVerdict, PolicyVerdict } from './types';

const MODES: Record<MutualTlsVerdict['mode'], string> = {
  STRICT: 'Only encrypted calls are accepted',
  PERMISSIVE: 'Encrypted and plain calls are accepted',
  DISABLE: 'Only plain calls are accepted',
  unknown: 'Whether calls are encrypted is not known',
};

const ON_PORTS: Record<MutualTlsVerdict['mode'], string> = {
  STRICT: 'only encrypted ones',
  PERMISSIVE: 'plain ones too',
  DISABLE: 'only plain ones',
  unknown: 'not known',
};

function encryption(verdicts: readonly MutualTlsVerdict[]): string[] {
  const general = [
    ...new Set(verdicts.filter(one => !one.port).map(one => one.mode)),
  ];
  if (general.length === 0) {
    return [];
  }
  if (general.length > 1) {
    return [
      'Its workloads differ in whether plain calls are accepted; see the table.',
    ];
  }
  const [mode] = general;
  const why = verdicts.find(one => one.mode === 'unknown')?.why;
  if (mode === 'unknown') {
    return [`${MODES[mode]}${why ? `, because ${why}` : ''}.`];
  }
  const exceptions = verdicts
    .filter(one => one.port && one.mode !== mode)
    .map(one => `on port ${one.port} ${ON_PORTS[one.mode]}`);
  return [
    exceptions.length > 0
      ? `${MODES[mode]}, but ${exceptions.join(', ')}.`
      : `${MODES[mode]}.`,
  ];
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

function enforced(callers: readonly CallerRule[], action: string) {
  return callers.filter(
    rule =>
      rule.action === action &&
      rule.rule !== undefined &&
      !rule.conditions.includes(DRY_RUN),
  );
}

function whoMayCall({
  access,
  why,
  callers,
}: Pick<PolicyVerdict, 'access' | 'why' | 'callers'>): string {
  switch (access) {
    case 'unknown':
      return `Who may call this one is not known${
        why ? `, because ${why}` : ''
      }.`;
    case 'anyone':
      return 'Anyone may call this one.';
    case 'nobody':
      return 'Nobody may call this one.';
    default:
  }
  const hidden = callers.filter(rule => rule.hidden);
  const unseen = hidden.some(({ action }) => action === 'ALLOW')
    ? ' A policy in a namespace you may not read says who else may.'
    : '';
  const hiddenDenial = hidden.some(({ action }) => action === 'DENY')
    ? ' A policy in a namespace you may not read denies some calls.'
    : '';
  const allowed = enforced(callers, 'ALLOW');
  const who = [...new Set(allowed.flatMap(rule => rule.who))];
  const denying = enforced(callers, 'DENY').length;
  const except = denying
    ? `, except where ${count(denying, 'rule denies', 'rules deny')} it`
    : '';
  const authorizer =
    enforced(callers, 'CUSTOM').length ||
    hidden.some(({ action }) => action === 'CUSTOM')
      ? ' An external authorizer has a say too.'
      : '';
  const asks = `${authorizer}${unseen}${hiddenDenial}`;
  if (unseen && allowed.length === 0) {
    return `Who may call this one is said by a policy in a namespace you may not read${except}.${authorizer}${hiddenDenial}`;
  }
  const limited = allowed.some(
    rule => rule.what[0] !== 'any' || rule.conditions.length > 0,
  );
  if (who.length === 0 || (who.includes('anyone') && !limited)) {
    return `Anyone may call this one${except}.${asks}`;
  }
  if (who.includes('anyone')) {
    return `Anyone may make some calls to this one${except}.${asks}`;
  }
  const services = who.every(one => /^[^ ]+ \([^ ]+\)( of .*)?$/.test(one));
  return services
    ? `${count(
        who.length,
        'service',
        'services',
      )} may call this one${except}.${asks}`
    : `${count(
        who.length,
        'kind of caller',
        'kinds of callers',
      )} may call this one${except}.${asks}`;
}

/** What a summary is made from besides the verdicts. */
export interface SummaryContext {
  /** Workloads with a proxy that enforces policies, and all. */
  workloads: { total: number; enforcing: number; gateways: number };
  /** Kinds that could not be read. */
  unreadable: ReadonlySet<string>;
}

/** Without these kinds it is not known which virtual machines there are. */
export function missingMachines(
  unreadable: ReadonlySet<string> | undefined,
): string | undefined {
  if (unreadable?.has('WorkloadEntry')) {
    return 'WorkloadEntries';
  }
  return unreadable?.has('WorkloadGroup') ? 'WorkloadGroups' : undefined;
}

/** Sums a verdict up in a few sentences, the answer first. */
export function summaryOf(
  verdict: Omit<PolicyVerdict, 'summary'>,
  { workloads, unreadable }: SummaryContext,
): string {
  const outside = workloads.total - workloads.enforcing;
  const sentences: string[] = [];
  const missing = missingMachines(unreadable);
  if (workloads.enforcing === 0 && missing) {
    sentences.push(whoMayCall(verdict));
  } else if (workloads.total === 0) {
    sentences.push('No workload runs in this namespace.');
  } else if (workloads.enforcing === 0) {
    sentences.push(
      'No workload here is in the mesh, so no policy of the mesh protects it.',
    );
  } else {
    if (workloads.enforcing === workloads.gateways) {
      sentences.push(
        'It is a gateway: its own listeners say whether calls are encrypted.',
      );
    }
    sentences.push(...encryption(verdict.mutualTls), whoMayCall(verdict));
    if (outside > 0) {
      sentences.push(
        `${outside} of ${count(
          workloads.total,
          'workload is',
          'workloads are',
        )} not in the mesh, and no policy protects ${
          outside === 1 ? 'it' : 'them'
        }.`,
      );
    }
  }
  if (missing) {
    sentences.push(
      `Virtual machines may be missing here, because ${missing} could not be read.`,
    );
  }
  if (unreadable.has('VirtualService')) {
    sentences.push(
      'Its routes are not known, because VirtualServices could not be read.',
    );
  }
  if (unreadable.has('ServiceEntry')) {
    sentences.push(
      'What it may reach outside is not known, because ServiceEntries could not be read.',
    );
  }
  return sentences.join(' ');
}
