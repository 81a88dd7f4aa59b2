import { RemoteSecretError, RemoteSecretOptions } from '@meshport/istio';
import { FlagError, GoFlag, GoFlagParser, isGoTrue } from './goFlags';

/** What `istioctl create-remote-secret` is told beside {@link RemoteSecretOptions}. */
export interface RemoteSecretCall {
  options: RemoteSecretOptions;
  /** Those of the options that the words say themselves. */
  given: Partial<RemoteSecretOptions>;
  /** Whether `--namespace` was given, which no kubeconfig then replaces. */
  hasNamespace: boolean;
  kubeconfig?: string;
  context?: string;
  /** Folder of Istio's charts, for the labels of the reader. */
  manifests?: string;
  impersonate?: { user: string; uid: string; groups: string[] };
  /** How long one request may take, in Go's form. */
  timeout: string;
  help: boolean;
  positionals: string[];
}

function pairRefusal(value: string): string | undefined {
  // One `=` makes one pair, commas and all; more make a line of CSV.
  const pairs =
    value.split('=').length === 2
      ? [value]
      : value.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/);
  const bad = pairs.find(pair => !pair.includes('='));
  return bad === undefined
    ? undefined
    : `${bad} must be formatted as key=value`;
}

const text: GoFlag = { kind: 'text' };

const FLAGS = new Map<string, GoFlag>([
  ['name', text],
  ['type', text],
  ['service-account', text],
  ['create-service-account', { kind: 'boolean' }],
  ['secret-name', text],
  ['server', text],
  ['tls-server-name', text],
  ['auth-type', text],
  ['auth-plugin-name', text],
  ['auth-plugin-config', { kind: 'text', refuses: pairRefusal }],
  ['manifests', { kind: 'text', short: 'd' }],
  ['help', { kind: 'boolean', short: 'h' }],
  ['as', text],
  ['as-group', { kind: 'list' }],
  ['as-uid', text],
  ['context', text],
  ['istioNamespace', { kind: 'text', short: 'i' }],
  ['kubeclient-timeout', text],
  ['kubeconfig', { kind: 'text', short: 'c' }],
  ['namespace', { kind: 'text', short: 'n' }],
  ['vklog', text],
]);

const UNITS = new Map([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['µs', 1e-3],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

/**
 * Milliseconds of `--kubeclient-timeout`; 0 has no end.
 *
 * @throws RemoteSecretError in istioctl's words
 */
export function timeoutOf({ timeout: duration }: RemoteSecretCall): number {
  if (duration === '') {
    return 15_000;
  }
  if (/^[-+]?0$/.test(duration)) {
    return 0;
  }
  const form = /^[-+]?((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))+$/;
  if (!form.test(duration)) {
    const why = /^[-+]?[\d.]*\d$/.test(duration)
      ? 'missing unit in duration'
      : 'invalid duration';
    throw new RemoteSecretError(
      `error parsing kubeclient-timeout: time: ${why} ${JSON.stringify(
        duration,
      )} (write it like 15s or 1m30s)`,
    );
  }
  const parts = [...duration.matchAll(/([\d.]+)(\D+)/g)];
  return parts.reduce(
    (sum, [, count, unit]) =>
      sum + Number(count) * UNITS.get(unit.replace(/[-+]/, ''))!,
    0,
  );
}

/**
 * Reads the words after `istioctl create-remote-secret`.
 *
 * @throws FlagError in istioctl's words
 */
export function parseRemoteSecretCall(
  words: readonly string[],
): RemoteSecretCall {
  const { texts, lists, positionals } = new GoFlagParser(FLAGS).parse(words);
  const given = (name: string) => texts.get(name) || undefined;
  const create = texts.get('create-service-account');
  const user = given('as');
  const groups = lists.get('as-group') ?? [];
  const options: Partial<RemoteSecretOptions> = {
    name: given('name'),
    namespace: given('namespace') ?? texts.get('istioNamespace'),
    type: texts.get('type'),
    serviceAccount: given('service-account'),
    createServiceAccount: create === undefined ? undefined : isGoTrue(create),
    secretName: given('secret-name'),
    server: given('server'),
    tlsServerName: given('tls-server-name'),
    authType: texts.get('auth-type'),
    authPluginName: texts.get('auth-plugin-name'),
  };
  const said = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  );
  return {
    options: { namespace: 'istio-system', ...said },
    given: said,
    hasNamespace: given('namespace') !== undefined,
    kubeconfig: given('kubeconfig'),
    context: given('context'),
    manifests: given('manifests'),
    ...(user
      ? { impersonate: { user, uid: texts.get('as-uid') ?? '', groups } }
      : {}),
    timeout: texts.get('kubeclient-timeout') ?? '',
    help: isGoTrue(texts.get('help') ?? 'false'),
    positionals,
  };
}

/** What istioctl says of a word that is no flag. */
export function unknownCommand(word: string): FlagError {
  return new FlagError(
    `unknown command ${JSON.stringify(
      word,
    )} for "istioctl create-remote-secret"`,
  );
}

/** The code that istioctl ends with. */
export function exitCodeOf(error: Error): number {
  return error instanceof FlagError ? 64 : 1;
}
