import {
  FINDING_SEVERITIES,
  FINDING_STATES,
  FindingsQuery,
  FindingState,
  MeshFindingSeverity,
} from '@meshport/backstage-plugin-mesh-common';

/** Findings that are shown at once, and again with each "more". */
export const PAGE_SIZE = 50;
/** Most that the backend gives at once. */
const MOST = 500;

/** What the address of the page says. */
export interface FindingsFilter {
  state: FindingState;
  severity: MeshFindingSeverity[];
  cluster?: string;
  namespace?: string;
  code: string[];
  text: string;
  shown: number;
  /** The finding that is opened. */
  finding?: string;
}

/** Reads the page's address; what it does not know it leaves out. */
export function readFilter(parameters: URLSearchParams): FindingsFilter {
  const shown = Number(parameters.get('shown'));
  return {
    state:
      FINDING_STATES.find(one => one === parameters.get('state')) ?? 'open',
    severity: FINDING_SEVERITIES.filter(one =>
      parameters.getAll('severity').includes(one),
    ),
    cluster: parameters.get('cluster') || undefined,
    namespace: parameters.get('namespace') || undefined,
    code: parameters.getAll('code').filter(one => /^[A-Z]{3}\d{4}$/.test(one)),
    text: (parameters.get('text') ?? '').slice(0, 200),
    shown:
      Number.isSafeInteger(shown) && shown > PAGE_SIZE && shown <= MOST
        ? shown
        : PAGE_SIZE,
    finding: parameters.get('finding')?.slice(0, 100) || undefined,
  };
}

/** The address of a filter, without what goes without saying. */
export function writeFilter(filter: FindingsFilter): URLSearchParams {
  const { state, severity, cluster, namespace, code, text, shown } = filter;
  const parameters = new URLSearchParams();
  if (state !== 'open') {
    parameters.set('state', state);
  }
  severity.forEach(one => parameters.append('severity', one));
  code.forEach(one => parameters.append('code', one));
  Object.entries({ cluster, namespace, text }).forEach(([name, value]) => {
    if (value) {
      parameters.set(name, value);
    }
  });
  if (shown !== PAGE_SIZE) {
    parameters.set('shown', String(shown));
  }
  if (filter.finding) {
    parameters.set('finding', filter.finding);
  }
  return parameters;
}

/** The filter as the backend takes it. */
export function queryOf(filter: FindingsFilter): FindingsQuery {
  const { state, severity, cluster, namespace, code, text, shown } = filter;
  return {
    state,
    severity,
    cluster,
    namespace,
    code,
    search: text.trim() || undefined,
    limit: shown,
  };
}

/** More findings, as many as the backend gives. */
export function more(shown: number): number {
  return Math.min(MOST, shown + PAGE_SIZE);
}

/** Whether a filter leaves anything out. */
export function isFiltered(filter: FindingsFilter): boolean {
  const { severity, cluster, namespace, code, text } = filter;
  return Boolean(
    severity.length || cluster || namespace || code.length || text.trim(),
  );
}
