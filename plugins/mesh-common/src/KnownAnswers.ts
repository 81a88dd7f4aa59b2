import { AS_OF_HEADER, withAsOf } from './asOf';
import { MeshRequestOptions, MeshTransport } from './MeshTransport';
import {
  formatRevisions,
  highestRevisions,
  LONGEST_SEEN,
  parseRevisions,
  REVISION_HEADER,
  Revisions,
  SEEN_HEADER,
} from './revisions';
import { MeshAnswer } from './wire';

/** Answers to keep; a page shows fewer. */
const MOST_ANSWERS = 100;

interface Known {
  etag: string;
  answer: MeshAnswer<unknown>;
}

/** The last answers of a backend to one caller, and how far they had come. */
export class KnownAnswers {
  readonly #answers = new Map<string, Known>();
  #seen: Revisions = new Map();

  /**
   * Asks for what is new at a path. Answers to another caller, whose token is
   * passed, are not kept.
   *
   * @throws as `MeshTransport.send` and `take`
   */
  async read<A extends MeshAnswer<unknown>>(
    transport: Pick<MeshTransport, 'send'>,
    path: string,
    options?: MeshRequestOptions,
  ): Promise<A> {
    const known = options?.token ? new KnownAnswers() : this;
    const response = await transport.send(
      path,
      options,
      undefined,
      known.headers(path),
    );
    return (await known.take(path, response)) as A;
  }

  /** What to send with a request for `path`. */
  headers(path: string): Record<string, string> {
    const etag = this.#answers.get(path)?.etag;
    const seen = this.#seenHeader();
    return {
      ...(etag ? { 'If-None-Match': etag } : {}),
      ...(seen ? { [SEEN_HEADER]: seen } : {}),
    };
  }

  /** Answers of before this revision are no longer wanted. */
  note(revision: string): void {
    this.#seen = highestRevisions(this.#seen, parseRevisions(revision));
  }

  /**
   * The answer that a response stands for: its own, or with 304 the one that
   * is known, as of now.
   *
   * @throws `Error` for a 304 to a question without `If-None-Match`
   */
  async take<T>(path: string, response: Response): Promise<MeshAnswer<T>> {
    const { headers } = response;
    const revision = headers.get(REVISION_HEADER) ?? undefined;
    this.note(revision ?? '');
    const known = this.#answers.get(path);
    if (response.status === 304) {
      if (!known) {
        throw new Error('the mesh backend has no answer to give (304)');
      }
      const answer = {
        ...withAsOf(known.answer as MeshAnswer<T>, headers.get(AS_OF_HEADER)),
        revision,
      };
      this.#keep(path, { ...known, answer });
      return answer;
    }
    const answer: MeshAnswer<T> = {
      ...withAsOf(
        (await response.json()) as MeshAnswer<T>,
        headers.get(AS_OF_HEADER),
      ),
      ...(revision ? { revision } : {}),
    };
    const etag = headers.get('ETag');
    this.#answers.delete(path);
    if (etag) {
      this.#keep(path, { etag, answer });
    }
    return answer;
  }

  #keep(path: string, known: Known) {
    this.#answers.delete(path);
    this.#answers.set(path, known);
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= MOST_ANSWERS) {
        return;
      }
      this.#answers.delete(oldest);
    }
  }

  #seenHeader(): string {
    const clusters = new Map(this.#seen);
    let text = formatRevisions(clusters);
    for (const cluster of this.#seen.keys()) {
      if (text.length <= LONGEST_SEEN) {
        break;
      }
      // Rather less of the promise than a request that is refused.
      clusters.delete(cluster);
      text = formatRevisions(clusters);
    }
    return text;
  }
}
