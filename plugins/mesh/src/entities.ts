import { Entity } from '@backstage/catalog-model';
import { FilterPredicate } from '@backstage/filter-predicates';
import {
  KUBERNETES_ID_ANNOTATION,
  KUBERNETES_LABEL_SELECTOR_ANNOTATION,
  KUBERNETES_NAMESPACE_ANNOTATION,
} from '@meshport/backstage-plugin-mesh-common';

/** Annotations of plugin-kubernetes of which one connects an entity to its workloads. */
export const WORKLOAD_ANNOTATIONS = [
  KUBERNETES_ID_ANNOTATION,
  KUBERNETES_LABEL_SELECTOR_ANNOTATION,
  KUBERNETES_NAMESPACE_ANNOTATION,
];

/** Whether the catalog says which workloads belong to the entity. */
export function hasWorkloadAnnotation(entity: Entity): boolean {
  return WORKLOAD_ANNOTATIONS.some(
    annotation => entity.metadata.annotations?.[annotation] !== undefined,
  );
}

/** For `EntitySwitch` of the old frontend system: whether the cards have something to say. */
export const isMeshAvailable = hasWorkloadAnnotation;

const connected: FilterPredicate = {
  $any: [
    { 'metadata.annotations.backstage.io/kubernetes-id': { $exists: true } },
    {
      'metadata.annotations.backstage.io/kubernetes-label-selector': {
        $exists: true,
      },
    },
    {
      'metadata.annotations.backstage.io/kubernetes-namespace': {
        $exists: true,
      },
    },
  ],
};

/** Components that say which workloads are theirs. */
export const connectedComponents: FilterPredicate = {
  $all: [{ kind: 'component' }, connected],
};

/**
 * The same, and services that do not say it yet: one card tells how to connect
 * them, where three would be noise.
 */
export const connectedComponentsAndServices: FilterPredicate = {
  $all: [
    { kind: 'component' },
    { $any: [connected, { 'spec.type': 'service' }] },
  ],
};
