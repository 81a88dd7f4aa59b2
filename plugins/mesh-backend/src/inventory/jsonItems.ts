/** How many items are read before others get their turn. */
const TURN = 200;

const [QUOTE, BACKSLASH] = ['"', '\\'].map(one => one.charCodeAt(0));
const [OPEN_LIST, CLOSE_LIST, OPEN, CLOSE, COMMA] = [...'[]{},'].map(one =>
  one.charCodeAt(0),
);

/**
 * The items of the first list in a JSON text, one after the other, so that a
 * long answer is never held twice and does not keep everybody else waiting.
 *
 * @throws `SyntaxError` for an item that is no JSON, or a list that does not end
 */
export async function* jsonItems(text: string): AsyncGenerator<unknown> {
  let position = text.indexOf('[');
  if (position < 0) {
    return;
  }
  position += 1;
  let start = position;
  let depth = 0;
  let count = 0;
  for (let inText = false; position < text.length; position += 1) {
    const code = text.charCodeAt(position);
    if (inText) {
      if (code === BACKSLASH) {
        position += 1;
      } else if (code === QUOTE) {
        inText = false;
      }
    } else if (code === QUOTE) {
      inText = true;
    } else if (code === OPEN || code === OPEN_LIST) {
      depth += 1;
    } else if (depth > 0 && (code === CLOSE || code === CLOSE_LIST)) {
      depth -= 1;
    } else if (depth === 0 && (code === COMMA || code === CLOSE_LIST)) {
      const item = text.slice(start, position);
      if (item.trim() !== '') {
        yield JSON.parse(item);
      }
      if (code === CLOSE_LIST) {
        return;
      }
      start = position + 1;
      count += 1;
      if (count % TURN === 0) {
        await new Promise(resolve => setImmediate(resolve));
      }
    }
  }
  throw new SyntaxError('a list does not end');
}
