import { stringifyEntityRef } from '@backstage/catalog-model';
import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { NAMESPACE_OWNER_KEY } from '@meshport/backstage-plugin-mesh-common';

/** Labels and annotations of a Namespace object. */
export interface NamespaceMarks {
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

/**
 * Who owns a namespace: `mesh.namespaceOwners`, else the label, else the
 * annotation `meshport.dev/owner` of the Namespace object.
 */
export class NamespaceOwners {
  readonly #configured: {
    cluster?: string;
    namespace: string;
    owner: string;
  }[];

  /** Throws an error that names the field when an owner is no entity reference. */
  static fromConfig(config: Config): NamespaceOwners {
    const entries = config.getOptionalConfigArray('mesh.namespaceOwners') ?? [];
    return new NamespaceOwners(
      entries.map((entry, index) => {
        const value = entry.getString('owner');
        const owner = toGroupRef(value);
        if (!owner) {
          throw new InputError(
            `mesh.namespaceOwners[${index}].owner: '${value}' is not an entity reference; write e.g. group:default/team-a`,
          );
        }
        return {
          cluster: entry.getOptionalString('cluster'),
          namespace: entry.getString('namespace'),
          owner,
        };
      }),
    );
  }

  private constructor(
    configured: { cluster?: string; namespace: string; owner: string }[],
  ) {
    this.#configured = configured;
  }

  /** Entity references in lower case; empty when nobody is named. */
  of(
    cluster: string,
    namespace: string,
    marks: NamespaceMarks | undefined,
  ): string[] {
    const configured = this.#configured.filter(
      entry =>
        entry.namespace === namespace &&
        (entry.cluster === undefined || entry.cluster === cluster),
    );
    if (configured.length) {
      return configured.map(entry => entry.owner);
    }
    const value =
      marks?.labels[NAMESPACE_OWNER_KEY] ??
      marks?.annotations[NAMESPACE_OWNER_KEY];
    const owner = value && toGroupRef(value);
    return owner ? [owner] : [];
  }
}

/** What the catalog accepts as namespace and name of an entity. */
const NAME = /^[a-z0-9]([-a-z0-9_.]*[a-z0-9])?$/i;

/** Undefined when it is no entity reference: then it makes nobody an owner. */
function toGroupRef(value: string): string | undefined {
  const [, kind = 'group', namespace = 'default', name] =
    value.match(/^(?:([^:/]+):)?(?:([^:/]+)\/)?([^:/]+)$/) ?? [];
  if (![kind, namespace, name].every(part => NAME.test(part ?? ''))) {
    return undefined;
  }
  return stringifyEntityRef({ kind, namespace, name });
}
