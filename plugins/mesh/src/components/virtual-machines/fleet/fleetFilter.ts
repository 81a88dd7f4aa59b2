import {
  MachineFleetQuery,
  VirtualMachineHealth,
} from '@meshport/backstage-plugin-mesh-common';
import { HEALTHS } from '../machines';

/** Machines on one page. */
export const PAGE_SIZE = 50;

/** What the address of the page says. */
export interface FleetFilter {
  text: string;
  cluster?: string;
  health: VirtualMachineHealth[];
  /** Where the page begins; absent for the first. */
  after?: string;
}

/** Reads the page's address; what it does not know it leaves out. */
export function readFilter(parameters: URLSearchParams): FleetFilter {
  return {
    text: (parameters.get('text') ?? '').slice(0, 200),
    cluster: parameters.get('cluster') || undefined,
    health: HEALTHS.filter(one => parameters.getAll('health').includes(one)),
    after: parameters.get('after') || undefined,
  };
}

/** The address of a filter, without what goes without saying. */
export function writeFilter(filter: FleetFilter): URLSearchParams {
  const { text, cluster, health, after } = filter;
  const parameters = new URLSearchParams();
  Object.entries({ text, cluster, after }).forEach(([name, value]) => {
    if (value) {
      parameters.set(name, value);
    }
  });
  health.forEach(one => parameters.append('health', one));
  return parameters;
}

/** Whether a filter leaves anything out. */
export function isFiltered({ text, cluster, health }: FleetFilter): boolean {
  return Boolean(text.trim() || cluster || health.length);
}

/** The query as the backend takes it. */
export function queryOf(filter: FleetFilter): MachineFleetQuery {
  const { text, cluster, health, after } = filter;
  return {
    order: 'health',
    limit: PAGE_SIZE,
    search: text.trim() || undefined,
    cluster,
    health: health.length > 0 ? health : undefined,
    cursor: after,
  };
}
