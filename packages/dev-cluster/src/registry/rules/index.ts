import type { KubeObject } from '../../objects';
import type { Violation } from '../../schema/validate';
import { configMap, secret } from './config';
import { binding } from './rbac';
import { service } from './services';
import { invalidValue } from './violations';
import { pod, workload } from './workloads';

const rules: Record<string, (object: KubeObject) => Violation[]> = {
  Deployment: workload,
  ReplicaSet: workload,
  StatefulSet: workload,
  DaemonSet: workload,
  Pod: pod,
  Service: service,
  ConfigMap: configMap,
  Secret: secret,
  RoleBinding: binding,
  ClusterRoleBinding: binding,
};

const standardFinalizers = ['foregroundDeletion', 'kubernetes', 'orphan'];

function finalizers({ metadata }: KubeObject): Violation[] {
  return (metadata.finalizers ?? []).flatMap((name, index) =>
    name.includes('/') || standardFinalizers.includes(name)
      ? []
      : [
          invalidValue(
            `metadata.finalizers[${index}]`,
            name,
            'name is neither a standard finalizer name nor is it fully qualified',
          ),
        ],
  );
}

/** The checks of built-in kinds that a schema cannot say. */
export function builtInViolations(object: KubeObject): Violation[] {
  return [...finalizers(object), ...(rules[object.kind]?.(object) ?? [])];
}
