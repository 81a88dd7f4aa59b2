import { entityViews } from '@meshport/backstage-plugin-mesh-backend/src/entities/views';
import {
  WATCHED_KINDS,
  WatchedKind,
} from '@meshport/backstage-plugin-mesh-backend/src/inventory/kinds';

/** The views of an entity that are compared with the kubernetes plugin's answer. */
export const MEASURED_VIEWS = ['version', 'virtual-machines', 'policies'];

/**
 * What the kubernetes plugin is to ask for, so that it answers about the same
 * kinds as the views of an entity.
 */
export interface AskedKinds {
  /** Of Kubernetes itself, as the setting `kubernetes.objectTypes` names them. */
  objectTypes: string[];
  /** All others, as `kubernetes.customResources` names them. */
  customResources: { group: string; apiVersion: string; plural: string }[];
}

/**
 * Every kind that one of these views selects or judges by, but Namespace,
 * which the kubernetes plugin has no way to ask for.
 */
export function judgedKinds(): AskedKinds {
  const judged = new Set<string>(
    entityViews
      .filter(({ name }) => MEASURED_VIEWS.includes(name))
      .flatMap(({ inputs, controlPlaneInputs }) => [
        ...inputs,
        ...controlPlaneInputs,
      ]),
  );
  const kinds: WatchedKind[] = WATCHED_KINDS.filter(
    ({ kind }) => judged.has(kind) && kind !== 'Namespace',
  );
  return {
    objectTypes: kinds
      .filter(({ group }) => group === '')
      .map(({ plural }) => plural),
    customResources: kinds
      .filter(({ group }) => group !== '')
      .map(({ group, versions: [apiVersion], plural }) => ({
        group,
        apiVersion,
        plural,
      })),
  };
}
