import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { RequestTarget } from '@meshport/backstage-plugin-mesh-common';
import { MeshAuthorizer } from '../../permissions/types';
import { KindRegistry } from '../KindRegistry';

/** Says where the caller may do what in namespaces. */
export type NamespaceRights = Pick<
  MeshAuthorizer,
  'namespaceFilter' | 'namespaceResource'
>;

/** A request, as far as its kind's permissions look at it. */
export interface OfKind {
  kind: string;
  targets: Pick<RequestTarget, 'cluster' | 'namespace'>[];
}

/** Asks for what kinds want beside the permissions on requests. */
export class KindPermissions {
  readonly #kinds: Pick<KindRegistry, 'find'>;
  readonly #authorizer: NamespaceRights;

  constructor(options: {
    kinds: Pick<KindRegistry, 'find'>;
    authorizer: NamespaceRights;
  }) {
    this.#kinds = options.kinds;
    this.#authorizer = options.authorizer;
  }

  /** Throws `NotAllowedError` that names the places and the permission. */
  async refuse(
    verb: 'create' | 'retire',
    of: OfKind,
    credentials: BackstageCredentials,
  ): Promise<void> {
    const denied = await this.#denied(verb, of, credentials);
    if (denied) {
      throw new NotAllowedError(
        `you may not ${
          verb === 'create' ? 'ask for' : 'retire'
        } requests of kind ${of.kind} in ${denied.places.join(
          ', ',
        )}; ask its owner, or an administrator for ${denied.permission}`,
      );
    }
  }

  async allows(
    verb: 'create' | 'retire',
    of: OfKind,
    credentials: BackstageCredentials,
  ): Promise<boolean> {
    return !(await this.#denied(verb, of, credentials));
  }

  async #denied(
    verb: 'create' | 'retire',
    { kind, targets }: OfKind,
    credentials: BackstageCredentials,
  ): Promise<{ permission: string; places: string[] } | undefined> {
    const permission = this.#kinds.find(kind)?.permissions?.[verb];
    if (!permission) {
      return undefined;
    }
    const may = await this.#authorizer.namespaceFilter(credentials, permission);
    const places = targets
      .filter(
        ({ cluster, namespace }) =>
          namespace !== undefined &&
          !may(this.#authorizer.namespaceResource(cluster, namespace)),
      )
      .map(({ cluster, namespace }) => `${namespace} in cluster ${cluster}`);
    return places.length ? { permission: permission.name, places } : undefined;
  }
}
