import { KnownAnswers } from './KnownAnswers';
import {
  MeshClientOptions,
  MeshRequestOptions,
  MeshTransport,
} from './MeshTransport';
import { queryOf } from './queryOf';
import {
  CallAnswer,
  CallerChoices,
  CallerChoicesQuery,
  CallQuestion,
  MeshAnswer,
  MeshObject,
  MeshObjectQuery,
} from './wire';

/** Questions about policies, and the objects that decide, as pages and programs see the mesh backend. */
export interface MeshPoliciesApi {
  /** Whether a call comes through, and what decides it. */
  ask(
    question: CallQuestion,
    options?: MeshRequestOptions,
  ): Promise<CallAnswer>;
  /** Who can be asked for as a caller. */
  getCallers(
    query: CallerChoicesQuery,
    options?: MeshRequestOptions,
  ): Promise<CallerChoices>;
  /** One object as YAML, with the lines of a field. */
  getObject(
    query: MeshObjectQuery,
    options?: MeshRequestOptions,
  ): Promise<MeshAnswer<MeshObject>>;
}

/**
 * Client of policies in the mesh backend.
 *
 * Every method throws `ResponseError` when the backend answers with an error;
 * its `cause` carries the backend's own words.
 */
export class MeshPoliciesClient implements MeshPoliciesApi {
  readonly #transport: MeshTransport;
  readonly #known = new KnownAnswers();

  constructor(options: MeshClientOptions) {
    this.#transport = new MeshTransport(options);
  }

  ask(question: CallQuestion, options?: MeshRequestOptions) {
    return this.#transport.json<CallAnswer>('policies/ask', options, question);
  }

  getCallers(query: CallerChoicesQuery, options?: MeshRequestOptions) {
    const { cluster, search, limit } = query;
    return this.#transport.json<CallerChoices>(
      `policies/callers${queryOf({
        cluster,
        search: search || undefined,
        limit: limit?.toString(),
      })}`,
      options,
    );
  }

  async getObject(
    { cluster, kind, namespace, name, field }: MeshObjectQuery,
    options?: MeshRequestOptions,
  ) {
    const path = `objects${queryOf({
      cluster,
      kind,
      namespace,
      name,
      field: field || undefined,
    })}`;
    // Another caller's answers are not kept.
    const known = options?.token ? new KnownAnswers() : this.#known;
    const response = await this.#transport.send(
      path,
      options,
      undefined,
      known.headers(path),
    );
    return known.take<MeshObject>(path, response);
  }
}
