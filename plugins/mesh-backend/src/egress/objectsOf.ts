import { StoredObject } from '../inventory';
import { inApplyOrder } from '../manifests/applyOrder';
import { ManifestObject } from '../manifests/objects';
import { EgressReading } from './EgressInventory';
import { kindOf } from './EgressSight';

/** Kinds of which the inventory keeps all that people write. */
const WHOLE = /\.istio\.io\//;

/** Every object of a gateway that is in memory, in the order of applying. */
export function objectsOf({ unit, policies }: EgressReading): StoredObject[] {
  const all = new Set([
    ...unit.labelled,
    ...(unit.service ? [unit.service] : []),
    ...(unit.kubernetesGateway ? [unit.kubernetesGateway] : []),
    ...unit.entries,
    ...unit.gateways,
    ...unit.rules,
    ...policies,
    ...unit.routes,
    ...[...unit.leads, ...unit.onward].map(leg => leg.virtualService),
  ]);
  return inApplyOrder([
    ...all,
  ] as unknown as ManifestObject[]) as unknown as StoredObject[];
}

/** What people write of an object, and whether that is all of it. */
export function manifestOf(object: StoredObject): {
  manifest: Record<string, unknown>;
  whole: boolean;
} {
  const { apiVersion, metadata, status: _, kind: __, ...rest } = object;
  const { name, namespace, labels, annotations } = metadata;
  return {
    manifest: {
      apiVersion,
      kind: kindOf(object),
      metadata: {
        name,
        ...(namespace ? { namespace } : {}),
        ...(labels ? { labels } : {}),
        ...(annotations && Object.keys(annotations).length
          ? { annotations }
          : {}),
      },
      ...rest,
    },
    whole: WHOLE.test(apiVersion),
  };
}
