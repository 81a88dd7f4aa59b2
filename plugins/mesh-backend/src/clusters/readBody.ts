import { InvalidAnswerError, TooLargeAnswerError } from './errors';

/** The longest line of a watch. An API server holds no object of even a tenth. */
export const MAX_LINE_BYTES = 16 * 1024 * 1024;

/**
 * Reads a body to its end.
 *
 * @throws `TooLargeAnswerError` beyond `maxBytes`; the rest is not read then
 */
export async function readBody(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw tooLarge(maxBytes);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes).toString('utf8');
}

/** Throws `InvalidAnswerError` without a word of the text, which may be anything. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidAnswerError('it sends something that is not JSON');
  }
}

/** The error for more bytes than are read. */
export function tooLarge(maxBytes: number): TooLargeAnswerError {
  return new TooLargeAnswerError(
    `it sends more than ${Math.round(maxBytes / 1024 / 1024)} MiB at once`,
  );
}
