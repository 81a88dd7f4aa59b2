import type { KubeObject } from '../objects';
import { badRequest } from './status';

/** Says whether an object is selected. */
export type Selector = (object: KubeObject) => boolean;

type LabelTest = (labels: Record<string, string>) => boolean;

const key = '[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?';
const setTest = new RegExp(`^(${key})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const equalityTest = new RegExp(`^(${key})\\s*(==|=|!=)\\s*([A-Za-z0-9._-]*)$`);
const existsTest = new RegExp(`^(!?)\\s*(${key})$`);

function labelTest(requirement: string): LabelTest {
  const set = setTest.exec(requirement);
  if (set) {
    const values = set[3].split(',').map(value => value.trim());
    return set[2] === 'in'
      ? labels => set[1] in labels && values.includes(labels[set[1]])
      : labels => !(set[1] in labels) || !values.includes(labels[set[1]]);
  }
  const equality = equalityTest.exec(requirement);
  if (equality) {
    const [, name, operator, value] = equality;
    return operator === '!='
      ? labels => labels[name] !== value
      : labels => labels[name] === value;
  }
  const exists = existsTest.exec(requirement);
  if (exists) {
    return exists[1]
      ? labels => !(exists[2] in labels)
      : labels => exists[2] in labels;
  }
  throw badRequest(
    `unable to parse requirement: found '${requirement}', expected: a label selector such as a=b, a!=b, a in (b,c), a or !a`,
  );
}

/** Parses `labelSelector`. Throws a 400 Status where it cannot be read. */
export function labelSelector(text: string | undefined): Selector {
  if (!text?.trim()) return () => true;
  const tests = text
    .split(/,(?![^(]*\))/)
    .map(requirement => labelTest(requirement.trim()));
  return ({ metadata }) => tests.every(test => test(metadata.labels ?? {}));
}

/** Matches a LabelSelector object (`matchLabels`, `matchExpressions`). */
export function matchesLabelSelector(
  selector: Record<string, any> | undefined,
  labels: Record<string, string> = {},
): boolean {
  if (!selector) return false;
  const expressions: any[] = selector.matchExpressions ?? [];
  return (
    Object.entries(selector.matchLabels ?? {}).every(
      ([name, value]) => labels[name] === value,
    ) &&
    expressions.every(({ key: name, operator, values = [] }) => {
      if (operator === 'Exists') return name in labels;
      if (operator === 'DoesNotExist') return !(name in labels);
      const listed = name in labels && values.includes(labels[name]);
      return operator === 'In' ? listed : !listed;
    })
  );
}

// The field selectors that the API server knows for each built-in kind; every
// kind has metadata.name and, where namespaced, metadata.namespace.
const fieldsByKind: Record<string, string[]> = {
  Pod: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  Event: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  Namespace: ['status.phase'],
  Secret: ['type'],
  Service: ['spec.clusterIP', 'spec.type'],
  Node: ['spec.unschedulable'],
  ReplicaSet: ['status.replicas'],
  Job: ['status.successful'],
};

function fieldValue(object: KubeObject, path: string): string {
  let value: any = object;
  for (const step of path.split('.')) value = value?.[step];
  return value === undefined || value === null ? '' : String(value);
}

interface FieldsOf {
  kind: string;
  namespaced: boolean;
  custom: boolean;
}

/** Parses `fieldSelector` for a kind. Throws a 400 Status on unknown fields. */
export function fieldSelector(
  text: string | undefined,
  { kind, custom, namespaced }: FieldsOf,
): Selector {
  if (!text?.trim()) return () => true;
  const known = [
    'metadata.name',
    ...((custom ? undefined : fieldsByKind[kind]) ?? []),
  ];
  if (namespaced) known.push('metadata.namespace');
  const tests = text.split(',').map(requirement => {
    const match = /^([^=!]+?)(==|=|!=)(.*)$/.exec(requirement);
    if (!match) {
      throw badRequest(
        `invalid selector: '${requirement}'; can't understand '${requirement}'`,
      );
    }
    const [, path, operator, value] = match;
    if (!known.includes(path)) {
      const hasOwnFields = custom || fieldsByKind[kind];
      throw badRequest(
        hasOwnFields
          ? `field label not supported: ${path}`
          : `${JSON.stringify(
              path,
            )} is not a known field selector: only "metadata.name", "metadata.namespace"`,
      );
    }
    return (object: KubeObject) =>
      (fieldValue(object, path) === value) === (operator !== '!=');
  });
  return object => tests.every(test => test(object));
}
