import {
  accountProblem,
  blockProblems,
  emptyProblem,
  wildcardProblem,
} from './policyValues';
import { quoted } from './goText';
import { Complaint } from './Problems';
import { errorList } from './workload';

function portProblems(port: string): Complaint {
  if (!/^[0-9]+$/.test(port)) {
    return `bad port (${port}): strconv.ParseUint: parsing ${quoted(
      port,
    )}: invalid syntax`;
  }
  if (BigInt(port) >= 2n ** 32n) {
    return `bad port (${port}): strconv.ParseUint: parsing ${quoted(
      port,
    )}: value out of range`;
  }
  return Number(port) > 65535 ? `bad port (${port}): <nil>` : undefined;
}

/** Why texts are no ports. */
export function portListProblems(
  ports: readonly string[] | undefined,
): string[] {
  return (ports ?? []).flatMap(port => portProblems(port) ?? []);
}

function several(problems: readonly string[]): Complaint {
  return problems.length > 0 ? errorList(problems) : undefined;
}

function keyProblem(key: string): Complaint {
  const open = key.indexOf('[');
  return key.endsWith(']') && open > 0 && open < key.length - 2
    ? undefined
    : `bad key (${key}): should have format a[b]`;
}

const FREE = [
  'source.namespace',
  'source.principal',
  'request.auth.principal',
  'request.auth.audiences',
  'request.auth.presenter',
  'connection.sni',
];
const WITH_KEY = [
  'request.headers',
  'request.auth.claims',
  'experimental.envoy.filters.',
];
const ADDRESSES = ['source.ip', 'remote.ip', 'destination.ip'];

/** Why an attribute of a condition, or its values, are none. */
export function attributeProblems(
  key: string,
  values: readonly string[],
): Complaint {
  const empty = emptyProblem(key, values);
  if (empty) {
    return empty;
  }
  if (key.startsWith('request.headers')) {
    return keyProblem(key);
  }
  if (ADDRESSES.includes(key)) {
    return several(blockProblems(values));
  }
  if (key === 'source.serviceAccount') {
    return accountProblem(key, values);
  }
  if (key === 'source.trustDomain') {
    return wildcardProblem(key, values);
  }
  if (FREE.includes(key)) {
    return undefined;
  }
  if (key === 'destination.port') {
    return several(portListProblems(values));
  }
  if (WITH_KEY.some(prefix => key.startsWith(prefix))) {
    return keyProblem(key);
  }
  if (key === 'destination.namespace') {
    return `attribute ${key} is replaced by the metadata.namespace`;
  }
  if (key.startsWith('destination.labels')) {
    return `attribute ${key} is replaced by the workload selector`;
  }
  return key === 'destination.name' || key === 'destination.user'
    ? `deprecated attribute ${key}: only supported in v1alpha1`
    : `unknown attribute: ${key}`;
}
