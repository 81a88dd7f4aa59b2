import { equal, type KubeObject } from '../objects';
import type { Violation } from '../schema/validate';

const fieldsByKind: Record<string, string[]> = {
  Deployment: ['spec.selector'],
  ReplicaSet: ['spec.selector'],
  DaemonSet: ['spec.selector'],
  StatefulSet: ['spec.selector', 'spec.serviceName'],
  Service: ['spec.clusterIP'],
  Secret: ['type'],
  RoleBinding: ['roleRef'],
  ClusterRoleBinding: ['roleRef'],
  Job: ['spec.template', 'spec.selector'],
  EndpointSlice: ['addressType'],
};

function at(object: KubeObject, path: string): unknown {
  let value: any = object;
  for (const step of path.split('.')) value = value?.[step];
  return value;
}

/** What a write changed although its kind does not let it. */
export function immutableViolations(
  before: KubeObject,
  after: KubeObject,
): Required<Violation>[] {
  const found: Violation[] = [];
  const fields = before.apiVersion.includes('istio.io')
    ? []
    : fieldsByKind[before.kind] ?? [];
  for (const field of fields) {
    const [old, next] = [at(before, field), at(after, field)];
    const isFirst = old === undefined || old === '';
    if (!isFirst && !equal(old, next)) {
      const text =
        typeof next === 'string'
          ? JSON.stringify(next)
          : JSON.stringify(next ?? {});
      found.push({
        field,
        reason: 'FieldValueInvalid',
        message: `Invalid value: ${text}: ${
          field === 'roleRef' ? 'cannot change roleRef' : 'field is immutable'
        }`,
      });
    }
  }
  if (before.immutable === true) {
    for (const field of ['data', 'binaryData', 'immutable']) {
      if (!equal(before[field], after[field])) {
        found.push({
          field,
          reason: 'FieldValueForbidden',
          message: 'Forbidden: field is immutable when `immutable` is set',
        });
      }
    }
  }
  return found;
}
