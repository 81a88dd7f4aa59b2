import { VirtualMachineHealth } from './virtualMachines';

/** Items of a page unless told. */
export const DEFAULT_PAGE_SIZE = 100;
/** Most items of a page. */
export const MAX_PAGE_SIZE = 500;
/** Longest text to search for, in characters. */
export const MAX_SEARCH_LENGTH = 200;

/** In which order virtual machines come: by name, or first those that need somebody. */
export type VirtualMachineOrder = 'name' | 'health';

/** Which virtual machines of an entity to answer. */
export interface VirtualMachineQuery {
  /** Items of the page, 1 to 500; default 100. */
  limit?: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
  /** Only machines that have this text in a name, address, cluster, namespace or group. */
  search?: string;
  /** Only machines of these healths. */
  health?: VirtualMachineHealth[];
  /** Default `name`. */
  order?: VirtualMachineOrder;
}

/**
 * Which part of a list an answer holds. A page begins after the last item of
 * the page before it, so items that come and go elsewhere neither repeat nor
 * hide others.
 */
export interface AnswerPage {
  /** Items that match the search, on all pages. */
  total: number;
  limit: number;
  /** Where the next page begins; absent on the last one. */
  nextCursor?: string;
  /** Of machines: everything the caller may see, by health, whatever is searched for. */
  byHealth?: Record<VirtualMachineHealth, number>;
}
