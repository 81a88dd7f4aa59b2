import { InvalidAnswerError } from './errors';
import { ListSplitter } from './ListSplitter';
import { parseJson, tooLarge } from './readBody';
import { turns } from './Turns';

/** So many bytes are parsed in about a millisecond. */
const BYTES_AT_ONCE = 64 * 1024;

/**
 * Reads a JSON answer whose `items` are mapped as they come. Neither the text
 * nor the objects are ever there all at once, and whoever else asks us is
 * answered in between.
 *
 * @throws `TooLargeAnswerError` beyond `maxBytes`; `InvalidAnswerError` for
 * what is no JSON; whatever `mapItem` throws
 */
export async function readList(
  body: AsyncIterable<Uint8Array>,
  options: { maxBytes: number; mapItem: (item: unknown) => unknown },
): Promise<unknown> {
  const { maxBytes, mapItem } = options;
  const items: unknown[] = [];
  const splitter = new ListSplitter(json => {
    items.push(mapItem(parseJson(json)));
  });
  let bytes = 0;
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  const parse = async () => {
    const chunks = waiting;
    waiting = [];
    waitingBytes = 0;
    await turns.run(() => chunks.forEach(chunk => splitter.push(chunk)));
  };
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw tooLarge(maxBytes);
    }
    waiting.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    waitingBytes += chunk.length;
    if (waitingBytes >= BYTES_AT_ONCE) {
      await parse();
    }
  }
  await parse();
  return withItems(parseJson(splitter.end()), items);
}

function withItems(answer: unknown, items: unknown[]): unknown {
  const { items: others } = (answer ?? {}) as { items?: unknown };
  if (Array.isArray(others) && others.length > 0) {
    throw new InvalidAnswerError('it sends a list with items twice');
  }
  return Array.isArray(others) ? { ...(answer as object), items } : answer;
}
