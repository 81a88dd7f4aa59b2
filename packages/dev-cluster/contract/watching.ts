import { setTimeout as sleep } from 'node:timers/promises';
import { Connection, HttpAnswer, HttpRequest } from './connection';
import { isRecord } from './values';

/** Seconds in which the expected events, or the end, must have come. */
const WATCH_LIMIT = 15;

/** What a watch answered, with the events that were waited for. */
export interface WatchAnswer extends HttpAnswer {
  events: unknown[];
  /** Why waiting ended early, if it did. */
  complaint?: string;
}

/** When a watch has been watched for long enough. */
export interface WatchPlan {
  until: 'events' | 'end';
  /** How many events to wait for. */
  count: number;
  /** Whether BOOKMARK events are among them. */
  bookmarks: boolean;
  /** Done once the watch is open; false when it failed. */
  during: () => Promise<boolean>;
}

/** Opens a watch, runs what is to be done meanwhile, and collects events. */
export async function watchAnswer(
  connection: Connection,
  wanted: HttpRequest,
  plan: WatchPlan,
): Promise<WatchAnswer> {
  const stream = await connection.stream(wanted);
  const head = { status: stream.status, headers: stream.headers };
  const events: unknown[] = [];
  const unreadable: string[] = [];
  let ended = false;
  let closed = false;
  const reading = (async () => {
    try {
      for await (const line of stream.lines) {
        const event = parseLine(line);
        if (event === undefined) unreadable.push(line);
        else if (plan.bookmarks || !isBookmark(event)) events.push(event);
      }
      ended = true;
    } catch (error) {
      // Closing our own side ends the reading with an error as well.
      if (!closed) unreadable.push(`the stream broke: ${error}`);
    }
  })();
  const close = async () => {
    closed = true;
    stream.close();
    await reading;
  };
  if (stream.status !== 200) {
    await reading;
    return { ...head, body: events[0] ?? unreadable.join('\n'), events: [] };
  }
  try {
    const fine = await plan.during();
    const enough = () =>
      plan.until === 'end' ? ended : events.length >= plan.count;
    const deadline = Date.now() + WATCH_LIMIT * 1000;
    while (fine && !enough() && !ended && Date.now() < deadline) {
      await sleep(10);
    }
    let complaint: string | undefined;
    if (unreadable.length > 0) {
      complaint = `unreadable: ${unreadable.join(' ')}`;
    } else if (fine && !enough()) {
      complaint = ended
        ? `the server ended it after ${events.length} events`
        : `after ${WATCH_LIMIT} s still waiting with ${events.length} events`;
    }
    const shown = plan.until === 'end' ? events : events.slice(0, plan.count);
    return { ...head, body: undefined, events: [...shown], complaint };
  } finally {
    await close();
  }
}

function isBookmark(event: unknown): boolean {
  return isRecord(event) && event.type === 'BOOKMARK';
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
