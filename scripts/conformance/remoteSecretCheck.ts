import { isDeepStrictEqual } from 'node:util';
import {
  checkRemoteClusterName,
  createRemoteSecret,
  KubernetesObject,
  RemoteSecretError,
  ClusterRefusal,
} from '@meshport/istio';
import { FlagError } from './goFlags';
import { RecordedCluster } from './RecordedCluster';
import {
  exitCodeOf,
  parseRemoteSecretCall,
  timeoutOf,
  unknownCommand,
} from './remoteSecretFlags';
import type { Data, RemoteSecretCase } from './remoteSecretRecord';
import { firstDifference } from './textDifference';
import { UsageError } from './UsageError';

/** How a case ended. */
interface Outcome {
  yaml?: string;
  error?: Error;
  warnings: string[];
  made: KubernetesObject[];
}

const EXPECTED_ERRORS = [RemoteSecretError, ClusterRefusal, FlagError];

async function outcomeOf(one: RemoteSecretCase): Promise<Outcome> {
  let cluster: RecordedCluster | undefined;
  try {
    const call = parseRemoteSecretCall(one.words);
    const options = { ...call.options, ...one.options, ...call.given };
    if (call.positionals.length > 0) {
      throw unknownCommand(call.positionals[0]);
    }
    checkRemoteClusterName(options.name);
    timeoutOf(call);
    cluster = new RecordedCluster(one, options.namespace);
    const { yaml, warnings } = await createRemoteSecret(cluster, options);
    return { yaml, warnings, made: cluster.made };
  } catch (error) {
    if (EXPECTED_ERRORS.some(kind => error instanceof kind)) {
      return {
        error: error as Error,
        warnings: [],
        made: cluster?.made ?? [],
      };
    }
    throw error;
  }
}

function errorDifferences(one: RemoteSecretCase, error?: Error): string[] {
  if (one.error === undefined) {
    return error ? [`no secret: ${error.message}`] : [];
  }
  if (!error) {
    return [
      `there is a secret in the place of the error ${one.error.join(' ')}`,
    ];
  }
  return one.error
    .filter(line => !error.message.includes(line))
    .map(line => `error\n  expected ${line}\n  actual   ${error.message}`);
}

function yamlDifferences(one: RemoteSecretCase, yaml?: string): string[] {
  if (one.error !== undefined || yaml === undefined) {
    return [];
  }
  if (one.expected === undefined) {
    return one.warnings.length > 0 || one.created || one.exitCode === 0
      ? []
      : ['the case says neither which YAML nor which error is expected'];
  }
  return one.expected === yaml
    ? []
    : [`YAML: ${firstDifference(one.expected, yaml)}`];
}

/** An object without what only a cluster or a chart's version puts in. */
function comparable(object: Data): Data {
  const { name, namespace, annotations } = object.metadata ?? {};
  const { apiVersion, kind, type, rules, roleRef, subjects, secrets } = object;
  return JSON.parse(
    JSON.stringify({
      ...{ apiVersion, kind, name, type, rules, roleRef, subjects, secrets },
      namespace: /^(Namespace|ClusterRole)/.test(kind) ? undefined : namespace,
      account: annotations?.['kubernetes.io/service-account.name'],
    }),
  );
}

function madeDifferences(one: RemoteSecretCase, made: Data[]): string[] {
  if (one.created === undefined) {
    return [];
  }
  const title = ({ kind, namespace, name }: Data) =>
    [kind, namespace, name].filter(Boolean).join('/');
  const [want, got] = [one.created, made].map(list => list.map(comparable));
  const lacks = (list: Data[], object: Data) =>
    !list.some(other => isDeepStrictEqual(other, object));
  return [
    ...want
      .filter(object => lacks(got, object))
      .map(object => `made: there is no ${title(object)} as expected`),
    ...got
      .filter(object => lacks(want, object))
      .map(object => `made: ${title(object)} is not expected so`),
  ];
}

/**
 * A case may tell both outputs and the code of a run: the code says which counts,
 * or else that which is not empty.
 */
function withOneAnswer(given: RemoteSecretCase): RemoteSecretCase {
  const { error, expected, exitCode } = given;
  if (exitCode) {
    return { ...given, error: error ?? [], expected: undefined };
  }
  if (error && expected && exitCode === undefined && error.length > 0) {
    throw new UsageError('it expects a secret or an error, not both.');
  }
  return expected ? { ...given, error: undefined } : given;
}

/**
 * Checks one case.
 *
 * @returns a text for each thing that differs from what is expected
 */
export async function remoteSecretDifferences(
  given: RemoteSecretCase,
): Promise<string[]> {
  const one = withOneAnswer(given);
  const { yaml, error, warnings, made } = await outcomeOf(one);
  const exitCode = error ? exitCodeOf(error) : 0;
  return [
    ...errorDifferences(one, error),
    ...yamlDifferences(one, yaml),
    ...one.warnings
      .filter(line => !warnings.some(warning => warning.includes(line)))
      .map(line => `there is no warning: ${line}`),
    ...(one.exitCode === undefined || one.exitCode === exitCode
      ? []
      : [`exit code: expected ${one.exitCode}, actual ${exitCode}`]),
    ...madeDifferences(one, made),
  ];
}
