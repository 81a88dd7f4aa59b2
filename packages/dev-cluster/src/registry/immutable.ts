import { equal, type KubeObject } from '../objects';
import type { Violation } from '../schema/validate';
import { invalidValue } from './rules/violations';

const fieldsByKind: Record<string, string[]> = {
  Deployment: ['spec.selector'],
  ReplicaSet: ['spec.selector'],
  DaemonSet: ['spec.selector'],
  StatefulSet: ['spec.selector', 'spec.serviceName'],
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

function serviceAddress(before: any, after: any): Violation[] {
  const [old] = before.clusterIPs ?? [];
  const next = after.clusterIPs ?? [];
  const mayChange = !old || after.type === 'ExternalName' || old === next[0];
  return mayChange
    ? []
    : [invalidValue('spec.clusterIPs[0]', next, 'may not change once set')];
}

function withoutMutable(spec: any) {
  const {
    containers = [],
    initContainers = [],
    activeDeadlineSeconds,
    terminationGracePeriodSeconds,
    tolerations,
    ...rest
  } = spec;
  const withoutImage = ({ image, ...each }: any) => each;
  return {
    ...rest,
    containers: containers.map(withoutImage),
    initContainers: initContainers.map(withoutImage),
  };
}

function podSpec(before: any, after: any): Violation[] {
  return equal(withoutMutable(before), withoutMutable(after))
    ? []
    : [
        {
          field: 'spec',
          reason: 'FieldValueForbidden',
          message:
            'Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
        },
      ];
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
  if (before.apiVersion === 'v1' && before.kind === 'Service') {
    found.push(...serviceAddress(before.spec, after.spec));
  }
  if (before.apiVersion === 'v1' && before.kind === 'Pod') {
    found.push(...podSpec(before.spec, after.spec));
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
