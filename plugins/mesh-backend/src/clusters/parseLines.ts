import { tooLarge } from './readBody';

/**
 * Splits a byte stream into its non-empty lines; a multi-byte letter may span
 * chunks.
 *
 * @throws `TooLargeAnswerError` for a line of more than about `maxBytes`
 */
export async function* parseLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes = Infinity,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let pending: string[] = [];
  let pendingBytes = 0;
  for await (const chunk of chunks) {
    pendingBytes += chunk.length;
    const parts = decoder.decode(chunk, { stream: true }).split('\n');
    if (parts.length > 1) {
      pendingBytes = parts[parts.length - 1].length;
    } else if (pendingBytes > maxBytes) {
      throw tooLarge(maxBytes);
    }
    pending.push(parts[0]);
    for (const part of parts.slice(1)) {
      const line = pending.join('');
      pending = [part];
      if (line.trim()) {
        yield line;
      }
    }
  }
  // What remains was cut off by the end of the stream: no whole event.
}
