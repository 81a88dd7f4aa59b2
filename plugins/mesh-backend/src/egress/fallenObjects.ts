import { ConflictError } from '@backstage/errors';
import {
  KUBERNETES_ID_ANNOTATION,
  NAMESPACE_OWNER_KEY,
} from '@meshport/backstage-plugin-mesh-common';
import { EgressGatewayModel } from '@meshport/istio';
import { describeObject, ManifestObject } from '../manifests/objects';
import { LiveObject, LiveObjects } from './LiveGateway';
import { deletionsOf } from './removalPlan';

/** What a gateway has in the cluster and would have no more. */
export interface Fallen {
  deletes: LiveObject[];
  /** Sentences on what stays, or could not be looked for. */
  notes: string[];
}

/**
 * Compares what a gateway has with what it is to have. What other tools keep
 * stays; it is said.
 *
 * Throws `ConflictError` when what would fall out belongs to another team.
 */
export function fallenObjects(
  model: EgressGatewayModel,
  wanted: readonly ManifestObject[],
  live: LiveObjects,
): Fallen {
  const keep = new Set(wanted.map(keyOf));
  const { deletes, keeps } = deletionsOf(
    live.objects.filter(object => !keep.has(keyOf(object))),
  );
  for (const object of deletes) {
    refuseOthers(model, object);
  }
  return {
    deletes,
    notes: [
      ...keeps.map(
        ({ object, why }) =>
          `${describeObject(
            object,
          )} is no part of the gateway any more. ${why}`,
      ),
      ...notLookedFor(live),
    ],
  };
}

/** What could not be looked for, in one sentence for each namespace. */
function notLookedFor({ notListed }: LiveObjects): string[] {
  const kinds = new Map<string, string[]>();
  for (const one of notListed) {
    const [kind, namespace] = one.split(' in ');
    kinds.set(namespace, [...(kinds.get(namespace) ?? []), kind]);
  }
  return [...kinds].map(([namespace, of]) => {
    const some = of.slice(0, 3).join(', ');
    const more = of.length > 3 ? ` and ${of.length - 3} more kinds` : '';
    return `Whether something of the gateway is left over in ${namespace} is not known: Meshport's account may not list ${some}${more}; bind the role of docs/rbac/retire.yaml there.`;
  });
}

/** Versions of a kind are one kind. */
function keyOf({ apiVersion, kind, metadata }: ManifestObject): string {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return `${group}/${kind}/${metadata.namespace}/${metadata.name}`;
}

function refuseOthers(model: EgressGatewayModel, object: LiveObject): void {
  const { labels = {} } = object.metadata;
  for (const [label, words, wanted] of [
    [NAMESPACE_OWNER_KEY, 'owner', model.owner],
    [KUBERNETES_ID_ANNOTATION, 'component', model.component],
  ] as const) {
    if (labels[label] !== wanted) {
      throw new ConflictError(
        `${words}: the egress gateway ${model.name} in namespace ${
          model.namespace
        } belongs to ${
          labels[label] ?? 'nobody'
        }; choose another name, or give the same ${words}`,
      );
    }
  }
}
