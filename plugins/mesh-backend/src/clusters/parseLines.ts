/** Splits a byte stream into its non-empty lines; a multi-byte letter may span chunks. */
export async function* parseLines(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let pending: string[] = [];
  for await (const chunk of chunks) {
    const parts = decoder.decode(chunk, { stream: true }).split('\n');
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
