import type { KubeObject } from '../objects';

/** One change of one object. */
export interface StoreEvent {
  revision: number;
  /** Table of the object, see {@link ResourceType.key}. */
  key: string;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** The object after the change; for DELETED its last state. */
  object: KubeObject;
  /** The object before the change. */
  previous?: KubeObject;
}

/**
 * The changes since the last compaction, oldest first. Objects are shared with
 * the store, so an event costs little.
 */
export class EventLog {
  private events: StoreEvent[] = [];
  private compacted = 0;

  /** @param limit - how many events are kept before the oldest are compacted */
  constructor(private readonly limit: number) {}

  /** The last revision that can no longer be watched from or listed at. */
  get compactedRevision(): number {
    return this.compacted;
  }

  append(event: StoreEvent): void {
    this.events.push(event);
    // Cut in blocks: shifting an array at every write would be slow.
    if (this.events.length >= this.limit * 2) {
      this.compact(this.events[this.limit - 1].revision);
    }
  }

  /** Forgets events up to and including a revision. */
  compact(revision: number): void {
    this.compacted = Math.max(this.compacted, revision);
    this.events = this.events.filter(event => event.revision > revision);
  }

  /** Events after a revision. */
  after(revision: number): StoreEvent[] {
    let low = 0;
    let high = this.events.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.events[middle].revision <= revision) low = middle + 1;
      else high = middle;
    }
    return this.events.slice(low);
  }
}
