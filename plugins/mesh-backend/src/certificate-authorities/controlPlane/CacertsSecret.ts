import { ConflictError, NotAllowedError } from '@backstage/errors';
import { FIELD_MANAGER } from '@meshport/backstage-plugin-mesh-common';
import { findObject } from '../../clusters/findObject';
import { KubernetesStatusError } from '../../clusters/errors';
import { ClusterConnection, KubernetesObject } from '../../clusters/types';
import { toBackstageError } from '../../manifests/clusterErrors';
import { CACERTS, CacertsFacts, cacertsFacts } from './cacertsFacts';

const WRITE = { fieldManager: FIELD_MANAGER, fieldValidation: 'Strict' };
const DRY_RUN = { dryRun: 'All' };

/** Files to be written by their names; undefined takes one away, others stay. */
export type CacertsFiles = Record<string, Buffer | string | undefined>;

/** The Secret as it was read. The key is in it: let go of it soon. */
export interface PresentCacerts {
  uid: string;
  resourceVersion: string;
  facts: CacertsFacts;
  /** The bytes of one file; undefined when it is not there. Wipe those of a key. */
  file(name: string): Buffer | undefined;
  /** Names of all its files. */
  names: string[];
}

/**
 * The public parts of `cacerts`; undefined when it is not there. Errors as
 * `ClusterConnection.request`.
 */
export async function readCacerts(
  connection: ClusterConnection,
  namespace: string,
): Promise<CacertsFacts | undefined> {
  const found = await findObject(connection, pathOf(namespace));
  return found && cacertsFacts(found);
}

/** The Secret `cacerts` of one control plane: read, and written without ever being away. */
export class CacertsSecret {
  readonly #connection: ClusterConnection;
  readonly #namespace: string;
  readonly #objects = new WeakMap<PresentCacerts, KubernetesObject>();

  constructor(connection: ClusterConnection, namespace: string) {
    this.#connection = connection;
    this.#namespace = namespace;
  }

  /** Undefined when it is not there. Throws as `toBackstageError`. */
  async read(): Promise<PresentCacerts | undefined> {
    const found = await this.#asking('read', () =>
      findObject(this.#connection, pathOf(this.#namespace)),
    );
    return found && this.#present(found);
  }

  /**
   * Writes files. What is there is changed by PUT and only if it is still what
   * was read, since istiod starts with an authority of its own whenever the
   * Secret is away; a first one is made by server-side apply, which can be
   * granted for this one name.
   *
   * @param before - what was read; undefined when there was none
   * @param options - `keep`: called before the write; `overGenerated`: takes
   * over what istiod made itself
   * @throws `ConflictError` when another owns it or changed it meanwhile
   */
  async write(
    before: PresentCacerts | undefined,
    files: CacertsFiles,
    options: { keep: () => Promise<void>; overGenerated?: boolean },
  ): Promise<PresentCacerts> {
    const { keep, overGenerated = false } = options;
    if (before) {
      refuseForeign(before.facts, { overGenerated });
    }
    await keep();
    const written = await this.#asking('write', () =>
      before ? this.#replace(before, files) : this.#create(files),
    );
    const present = this.#present(written);
    if (!before) {
      this.#refuseMixed(present, files);
    }
    return present;
  }

  /**
   * Has the API server say whether it would take a write, so that nothing is
   * issued that cannot be written. Errors as `write`.
   */
  async rehearse(before: PresentCacerts | undefined): Promise<void> {
    if (before) {
      refuseForeign(before.facts);
    }
    await this.#asking('write', () =>
      before ? this.#replace(before, {}, DRY_RUN) : this.#create({}, DRY_RUN),
    );
  }

  /** Takes a Secret away that is still what was read; it being gone is no error. */
  async remove(
    before: PresentCacerts,
    options: { keep: () => Promise<void> },
  ): Promise<void> {
    const { uid, resourceVersion } = before;
    await options.keep();
    await this.#asking('delete', async () => {
      try {
        await this.#connection.request({
          method: 'DELETE',
          path: pathOf(this.#namespace),
          body: {
            apiVersion: 'v1',
            kind: 'DeleteOptions',
            preconditions: { uid, resourceVersion },
          },
        });
      } catch (error) {
        if (!(error instanceof KubernetesStatusError && error.code === 404)) {
          throw error;
        }
      }
    });
  }

  #replace(
    before: PresentCacerts,
    files: CacertsFiles,
    dryRun: typeof DRY_RUN | {} = {},
  ): Promise<KubernetesObject> {
    const { data = {}, ...object } = this.#objects.get(before)!;
    const { managedFields, ...metadata } = object.metadata;
    const { 'istio-generated': _generated, ...kept } = data;
    return this.#connection.request<KubernetesObject>({
      method: 'PUT',
      path: pathOf(this.#namespace),
      query: { ...WRITE, ...dryRun },
      body: {
        ...object,
        apiVersion: 'v1',
        kind: 'Secret',
        metadata,
        data: withFiles(kept, files),
      },
    });
  }

  #create(
    files: CacertsFiles,
    dryRun: typeof DRY_RUN | {} = {},
  ): Promise<KubernetesObject> {
    return this.#connection.request<KubernetesObject>({
      method: 'PATCH',
      path: pathOf(this.#namespace),
      query: { ...WRITE, ...dryRun },
      contentType: 'application/apply-patch+yaml',
      body: {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: CACERTS, namespace: this.#namespace },
        type: 'Opaque',
        data: withFiles({}, files),
      },
    });
  }

  /** Another may have made one in the moment between reading and writing. */
  #refuseMixed({ names }: PresentCacerts, files: CacertsFiles): void {
    const foreign = names.filter(name => files[name] === undefined);
    if (foreign.length) {
      throw new ConflictError(
        `${
          this.#words
        }: another made it in the same moment and wrote ${foreign.join(
          ', ',
        )} into it; look at it before istiod starts again, then ask anew`,
      );
    }
  }

  #present(object: KubernetesObject): PresentCacerts {
    const data: Record<string, string> = object.data ?? {};
    const present: PresentCacerts = {
      uid: object.metadata.uid ?? '',
      resourceVersion: object.metadata.resourceVersion ?? '',
      facts: cacertsFacts(object),
      names: Object.keys(data),
      file: name =>
        Object.hasOwn(data, name)
          ? Buffer.from(data[name], 'base64')
          : undefined,
    };
    this.#objects.set(present, object);
    return present;
  }

  get #words(): string {
    return `Secret ${this.#namespace}/${CACERTS} of cluster ${
      this.#connection.details.name
    }`;
  }

  async #asking<T>(verb: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      const cluster = this.#connection.details.name;
      if (error instanceof KubernetesStatusError) {
        if (error.code === 403) {
          throw new NotAllowedError(
            `cluster: Meshport's account in ${cluster} may not ${verb} Secret ${
              this.#namespace
            }/${CACERTS}; an administrator has to bind docs/rbac/ca.yaml there`,
          );
        }
        // A PUT on what is gone by now answers 404.
        if (error.code === 409 || (error.code === 404 && verb === 'write')) {
          throw new ConflictError(
            `${
              this.#words
            } was changed by another meanwhile; look at who writes it, then ask or approve anew`,
          );
        }
        // What it holds must not come back in the words of an answer.
        if (error.code === 422 || error.code === 400) {
          throw new ConflictError(
            `${this.#words} was not taken by the API server (${error.code} ${
              error.reason
            }); look at it there`,
          );
        }
      }
      throw toBackstageError(error, { cluster });
    }
  }
}

/** Throws `ConflictError` when the portal must not write what is there. */
export function refuseForeign(
  facts: CacertsFacts,
  options: { overGenerated?: boolean } = {},
): void {
  if (facts.notWritten) {
    throw new ConflictError(`cluster: ${facts.notWritten}`);
  }
  if (facts.istioGenerated && !options.overGenerated) {
    throw new ConflictError(
      'cluster: Secret cacerts was made by istiod itself (istio-generated), and holds its self-signed authority; ask for certificate-authority-root-change, which takes it over in steps',
    );
  }
}

function pathOf(namespace: string): string {
  return `/api/v1/namespaces/${encodeURIComponent(
    namespace,
  )}/secrets/${CACERTS}`;
}

function withFiles(
  data: Record<string, string>,
  files: CacertsFiles,
): Record<string, string> {
  const all = { ...data };
  for (const [name, content] of Object.entries(files)) {
    if (content === undefined) {
      delete all[name];
    } else {
      all[name] = Buffer.from(content).toString('base64');
    }
  }
  return all;
}
