import {
  MeshRequestFilter,
  REQUEST_STATUSES,
  RequestStatus,
} from '@meshport/backstage-plugin-mesh-common';

/** Requests on one page of the list. */
export const PAGE_SIZE = 20;

/** Which requests a person looks at. */
export type RequestsView = 'mine' | 'to-approve' | 'all';

/** Every view, in the order of its tabs. */
export const REQUESTS_VIEWS: readonly RequestsView[] = [
  'mine',
  'to-approve',
  'all',
];

/** What the address of the list says. */
export interface RequestsQuery {
  view: RequestsView;
  status: RequestStatus[];
  text: string;
  /** 1 for the first. */
  page: number;
}

/** Reads the list's address; what it does not know it leaves out. */
export function readQuery(parameters: URLSearchParams): RequestsQuery {
  const view = parameters.get('view') as RequestsView;
  const page = Number(parameters.get('page'));
  return {
    view: REQUESTS_VIEWS.includes(view) ? view : 'mine',
    status: REQUEST_STATUSES.filter(status =>
      parameters.getAll('status').includes(status),
    ),
    text: parameters.get('text') ?? '',
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  };
}

/** The address of a query, without what goes without saying. */
export function writeQuery(query: RequestsQuery): URLSearchParams {
  const parameters = new URLSearchParams();
  if (query.view !== 'mine') {
    parameters.set('view', query.view);
  }
  query.status.forEach(status => parameters.append('status', status));
  if (query.text) {
    parameters.set('text', query.text);
  }
  if (query.page > 1) {
    parameters.set('page', String(query.page));
  }
  return parameters;
}

/** The query as the backend takes it. */
export function filterOf(query: RequestsQuery): MeshRequestFilter {
  return {
    view: query.view,
    status: query.status,
    text: query.text.trim() || undefined,
    limit: PAGE_SIZE,
    offset: (query.page - 1) * PAGE_SIZE,
  };
}
