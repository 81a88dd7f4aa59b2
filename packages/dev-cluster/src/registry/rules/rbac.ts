import type { KubeObject } from '../../objects';
import type { Violation } from '../../schema/validate';
import { required } from './violations';

/** The rules of bindings. */
export function binding({ kind, subjects }: KubeObject): Violation[] {
  const all: any[] = subjects ?? [];
  return all.flatMap((subject, index) => {
    const needsNamespace =
      kind === 'ClusterRoleBinding' && subject.kind === 'ServiceAccount';
    return needsNamespace && !subject.namespace
      ? [required(`subjects[${index}].namespace`)]
      : [];
  });
}
