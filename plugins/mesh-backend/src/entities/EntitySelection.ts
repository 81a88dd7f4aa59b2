import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import {
  KUBERNETES_CLUSTER_ANNOTATION,
  KUBERNETES_ID_ANNOTATION,
  KUBERNETES_LABEL_SELECTOR_ANNOTATION,
  KUBERNETES_NAMESPACE_ANNOTATION,
} from '@meshport/backstage-plugin-mesh-common';
import {
  LabelRequirement,
  LabelSelectorError,
  parseLabelSelector,
} from '@meshport/istio';

/** Which objects of which clusters belong to an entity. */
export interface EntitySelection {
  requirements: LabelRequirement[];
  /** Only this namespace; all when absent. */
  namespace?: string;
  /** Only this cluster; all when absent. */
  cluster?: string;
}

/**
 * Reads the annotations of plugin-kubernetes: the label selector, else
 * `backstage.io/kubernetes-id` with the annotation's value or the entity's
 * name, narrowed by namespace and cluster.
 *
 * @returns undefined when the entity carries none of them
 * @throws `InputError` naming the annotation when the selector cannot be read
 */
export function selectionOf(entity: Entity): EntitySelection | undefined {
  const read = (annotation: string) =>
    entity.metadata.annotations?.[annotation]?.trim() || undefined;
  const selector = read(KUBERNETES_LABEL_SELECTOR_ANNOTATION);
  const id = read(KUBERNETES_ID_ANNOTATION);
  const namespace = read(KUBERNETES_NAMESPACE_ANNOTATION);
  const cluster = read(KUBERNETES_CLUSTER_ANNOTATION);
  if (!selector && !id && !namespace && !cluster) {
    return undefined;
  }
  const requirements: LabelRequirement[] = selector
    ? parse(entity, selector)
    : [
        {
          key: KUBERNETES_ID_ANNOTATION,
          operator: 'In',
          values: [id ?? entity.metadata.name],
        },
      ];
  return { requirements, namespace, cluster };
}

function parse(entity: Entity, selector: string): LabelRequirement[] {
  try {
    return parseLabelSelector(selector);
  } catch (error) {
    if (error instanceof LabelSelectorError) {
      throw new InputError(
        `Annotation ${KUBERNETES_LABEL_SELECTOR_ANNOTATION} of ${stringifyEntityRef(
          entity,
        )} is not a label selector: ${error.message}`,
      );
    }
    throw error;
  }
}
