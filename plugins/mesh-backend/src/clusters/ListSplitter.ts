const code = (letter: string) => letter.charCodeAt(0);
const [QUOTE, BACKSLASH, COLON, COMMA] = [...'"\\:,'].map(code);
const [OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = [...'[]{}'].map(code);
const SPACES = new Set([...' \t\r\n'].map(code));
const ITEMS = Buffer.from('items');

/**
 * Finds the `items` of a list in the bytes of its JSON while they come. All
 * letters that mean something to JSON are single bytes in UTF-8, and no byte of
 * another letter is one of them.
 */
export class ListSplitter {
  readonly #onItem: (json: string) => void;
  /** What is around the items. */
  readonly #around: Buffer[] = [];
  /** The beginning of an item that is not complete. */
  #item: Buffer[] = [];
  #count = 0;
  #isInItems = false;
  #foundItems = false;
  #isInText = false;
  #isEscaped = false;
  /** Of objects and lists that are open; within the items those of the item. */
  #depth = 0;
  /** Letters of `items` that the text so far equals; -1 when it is another. */
  #matched = -1;
  #isItemsKey = false;

  /** @param onItem - gets the JSON of each item, or what stands there instead */
  constructor(onItem: (json: string) => void) {
    this.#onItem = onItem;
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      at = this.#isInItems ? this.#readItems(chunk, at) : this.#read(chunk, at);
    }
  }

  /** The JSON of the whole, with an empty list of items. */
  end(): string {
    return Buffer.concat(this.#around).toString('utf8');
  }

  /** Reads up to the items, or to the end of the chunk; returns where it is. */
  #read(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (this.#isInText) {
        this.#readText(byte);
      } else if (byte === QUOTE) {
        this.#isInText = true;
        this.#matched = this.#depth === 1 ? 0 : -1;
        this.#isItemsKey = false;
      } else if (byte === COLON) {
        this.#isItemsKey =
          !this.#foundItems &&
          this.#depth === 1 &&
          this.#matched === ITEMS.length;
      } else if (byte === OPEN_LIST && this.#isItemsKey) {
        this.#isInItems = true;
        this.#foundItems = true;
        this.#isItemsKey = false;
        this.#depth = 0;
        this.#around.push(chunk.subarray(from, at + 1));
        return at + 1;
      } else if (!SPACES.has(byte)) {
        this.#isItemsKey = false;
        this.#matched = -1;
        if (byte === OPEN || byte === OPEN_LIST) {
          this.#depth += 1;
        } else if (byte === CLOSE || byte === CLOSE_LIST) {
          this.#depth -= 1;
        }
      }
    }
    this.#around.push(chunk.subarray(from));
    return chunk.length;
  }

  #readText(byte: number) {
    if (this.#isEscaped) {
      this.#isEscaped = false;
    } else if (byte === BACKSLASH) {
      this.#isEscaped = true;
      this.#matched = -1;
    } else if (byte === QUOTE) {
      this.#isInText = false;
    } else if (this.#matched >= 0) {
      this.#matched = byte === ITEMS[this.#matched] ? this.#matched + 1 : -1;
    }
  }

  /** The same for items; most bytes go through here. */
  #readItems(chunk: Buffer, from: number): number {
    let depth = this.#depth;
    let start = from;
    let at = this.#isInText ? this.#skipText(chunk, from) : from;
    while (at < chunk.length) {
      const byte = chunk[at];
      at += 1;
      if (byte === QUOTE) {
        at = this.#skipText(chunk, at);
      } else if (byte === OPEN || byte === OPEN_LIST) {
        depth += 1;
      } else if (depth > 0) {
        depth -= byte === CLOSE || byte === CLOSE_LIST ? 1 : 0;
      } else if (byte === COMMA) {
        this.#endItem(chunk.subarray(start, at - 1), false);
        start = at;
      } else if (byte === CLOSE_LIST) {
        this.#endItem(chunk.subarray(start, at - 1), true);
        this.#isInItems = false;
        // The object that holds the items, and their list, which ends here.
        this.#depth = 2;
        return at - 1;
      }
    }
    this.#depth = depth;
    this.#item.push(chunk.subarray(start));
    return chunk.length;
  }

  /** Returns where the text is over that is open, or the end of the chunk. */
  #skipText(chunk: Buffer, from: number): number {
    const { length } = chunk;
    let at = this.#isEscaped ? from + 1 : from;
    while (at < length) {
      const byte = chunk[at];
      at += 1;
      if (byte === QUOTE) {
        this.#isInText = false;
        this.#isEscaped = false;
        return at;
      }
      if (byte === BACKSLASH) {
        at += 1;
      }
    }
    this.#isInText = true;
    this.#isEscaped = at > length;
    return length;
  }

  #endItem(rest: Buffer, isLast: boolean) {
    const bytes =
      this.#item.length > 0 ? Buffer.concat([...this.#item, rest]) : rest;
    this.#item = [];
    const json = bytes.toString('utf8');
    const isEmptyList = isLast && this.#count === 0 && json.trim() === '';
    if (!isEmptyList) {
      this.#count += 1;
      this.#onItem(json);
    }
  }
}
