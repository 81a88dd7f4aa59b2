import { InputError } from '@backstage/errors';
import {
  AnswerPage,
  DEFAULT_PAGE_SIZE,
  MAX_PAGE_SIZE,
  MAX_SEARCH_LENGTH,
  VirtualMachine,
  VirtualMachineHealth,
  VirtualMachineOrder,
} from '@meshport/backstage-plugin-mesh-common';
import { Paging } from './EntityView';

/** Also the order of urgency. */
const HEALTHS: VirtualMachineHealth[] = [
  'disconnected',
  'unhealthy',
  'unknown',
  'healthy',
];
const ORDERS: VirtualMachineOrder[] = ['name', 'health'];

interface MachinePageRequest {
  limit: number;
  order: VirtualMachineOrder;
  search?: string;
  health?: VirtualMachineHealth[];
  /** Place of the last machine of the page before. */
  after?: Place;
}

/** Where a machine stands in an order: urgency, title, cluster, namespace, name. */
type Place = [number, string, string, string, string];

// As people count: vm-2 before vm-10. The language is fixed, so that replicas agree.
const titles = new Intl.Collator('en-US', { numeric: true });

/** Virtual machines by pages: there may be thousands of one entity. */
export const machinePages: Paging<VirtualMachine> = {
  read: query => ({
    limit: readLimit(query.limit),
    order: readOrder(query.order),
    search: readSearch(query.search),
    health: readHealth(query.health),
    after: readCursor(query.cursor, readOrder(query.order)),
  }),
  prepare: machines => {
    const sorted: Partial<Record<VirtualMachineOrder, VirtualMachine[]>> = {};
    const byHealth = countByHealth(machines);
    return request => {
      const { limit, order, search, health, after } =
        request as MachinePageRequest;
      const all = (sorted[order] ??= sort(machines, order));
      const wanted = search?.toLocaleLowerCase('en-US');
      const matching = all.filter(
        machine =>
          (!health || health.includes(machine.health)) &&
          (!wanted || holdsText(machine, wanted)),
      );
      const start = after ? firstAfter(matching, order, after) : 0;
      const items = matching.slice(start, start + limit);
      const page: AnswerPage = { total: matching.length, limit, byHealth };
      if (start + limit < matching.length) {
        const last = items[items.length - 1];
        page.nextCursor = writeCursor(order, placeOf(last, order));
      }
      return { items, page };
    };
  },
};

function sort(machines: VirtualMachine[], order: VirtualMachineOrder) {
  return machines
    .map(machine => ({ machine, place: placeOf(machine, order) }))
    .sort((a, b) => comparePlaces(a.place, b.place))
    .map(({ machine }) => machine);
}

function placeOf(machine: VirtualMachine, order: VirtualMachineOrder): Place {
  const { health, title, cluster, namespace, name } = machine;
  const urgency = order === 'health' ? HEALTHS.indexOf(health) : 0;
  return [urgency, title, cluster, namespace, name];
}

function comparePlaces(a: Place, b: Place): number {
  const [urgencyA, titleA, ...restA] = a;
  const [urgencyB, titleB, ...restB] = b;
  const byTitle = urgencyA - urgencyB || titles.compare(titleA, titleB);
  if (byTitle !== 0) {
    return byTitle;
  }
  const index = restA.findIndex((text, i) => text !== restB[i]);
  return index < 0 ? 0 : (restA[index] < restB[index] && -1) || 1;
}

/** The first machine behind a place, whether or not somebody still stands there. */
function firstAfter(
  machines: VirtualMachine[],
  order: VirtualMachineOrder,
  after: Place,
): number {
  const index = machines.findIndex(
    machine => comparePlaces(placeOf(machine, order), after) > 0,
  );
  return index < 0 ? machines.length : index;
}

function holdsText(machine: VirtualMachine, wanted: string): boolean {
  const { title, name, namespace, address, cluster, group } = machine;
  return [title, name, namespace, address, cluster, group].some(text =>
    text?.toLocaleLowerCase('en-US').includes(wanted),
  );
}

function countByHealth(machines: VirtualMachine[]): AnswerPage['byHealth'] {
  const counts = { healthy: 0, unhealthy: 0, disconnected: 0, unknown: 0 };
  machines.forEach(({ health }) => {
    counts[health] += 1;
  });
  return counts;
}

function readText(field: string, value: unknown): string | undefined {
  if (value !== undefined && typeof value !== 'string') {
    throw new InputError(`${field}: is given more than once; give one text`);
  }
  return value === '' ? undefined : value;
}

function readLimit(value: unknown): number {
  const text = readText('limit', value) ?? String(DEFAULT_PAGE_SIZE);
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > MAX_PAGE_SIZE) {
    throw new InputError(
      `limit: '${text}' is not a whole number from 1 to ${MAX_PAGE_SIZE}`,
    );
  }
  return limit;
}

function readOrder(value: unknown): VirtualMachineOrder {
  const text = readText('order', value) ?? 'name';
  const order = ORDERS.find(known => known === text);
  if (!order) {
    throw new InputError(`order: '${text}' is not one of ${ORDERS.join(', ')}`);
  }
  return order;
}

function readSearch(value: unknown): string | undefined {
  const text = readText('search', value);
  if (text && text.length > MAX_SEARCH_LENGTH) {
    throw new InputError(
      `search: is longer than ${MAX_SEARCH_LENGTH} characters; search for less`,
    );
  }
  return text;
}

function readHealth(value: unknown): VirtualMachineHealth[] | undefined {
  const names = readText('health', value)?.split(',');
  const wrong = names?.find(name => !HEALTHS.some(known => known === name));
  if (wrong !== undefined) {
    throw new InputError(
      `health: '${wrong}' is not one of ${HEALTHS.join(', ')}`,
    );
  }
  return names as VirtualMachineHealth[] | undefined;
}

function writeCursor(order: VirtualMachineOrder, place: Place): string {
  return Buffer.from(JSON.stringify([order, ...place])).toString('base64url');
}

function readCursor(
  value: unknown,
  order: VirtualMachineOrder,
): Place | undefined {
  const text = readText('cursor', value);
  if (text === undefined) {
    return undefined;
  }
  const [cursorOrder, urgency, ...texts] = decode(text);
  const isPlace =
    typeof urgency === 'number' &&
    texts.length === 4 &&
    texts.every(part => typeof part === 'string');
  if (!isPlace || cursorOrder !== order) {
    throw new InputError(
      `cursor: is not the nextCursor of a page in order '${order}'; ask without a cursor for the first page`,
    );
  }
  return [urgency, ...texts] as Place;
}

function decode(text: string): unknown[] {
  try {
    const value = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    // Whatever it is, it is no cursor: the caller says so.
    return [];
  }
}
