import type { StagingObjects } from './types';
import type { WorkloadGroup } from './workloads';

/** A declared call whose caller, or a part of it, is outside the mesh. */
export interface DeclaredCaller {
  caller: string;
  groups: WorkloadGroup[];
  services: readonly { namespace: string; name: string }[];
}

/** Declared calls from outside the mesh, by the namespace that is called. */
export function declaredCallers(
  { dependencies = [] }: StagingObjects,
  groups: readonly WorkloadGroup[],
): Map<string, DeclaredCaller[]> {
  const outside = new Map<string, WorkloadGroup>();
  for (const group of groups.filter(({ kind }) => kind === 'none')) {
    for (const { metadata } of [...group.pods, group.example]) {
      outside.set(`${metadata.namespace}/${metadata.name}`, group);
    }
  }
  const found = new Map<string, DeclaredCaller[]>();
  for (const { caller, pods, services } of dependencies) {
    const callers = new Set(
      pods.flatMap(
        ({ namespace, name }) => outside.get(`${namespace}/${name}`) ?? [],
      ),
    );
    if (callers.size === 0) {
      continue;
    }
    for (const called of new Set(services.map(one => one.namespace))) {
      const known = found.get(called) ?? [];
      known.push({
        caller,
        groups: [...callers],
        services: services.filter(({ namespace }) => namespace === called),
      });
      found.set(called, known);
    }
  }
  return found;
}
