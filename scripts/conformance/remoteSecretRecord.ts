import { wordsOf } from './remoteSecretWords';
import { UsageError } from './UsageError';

/** Data of a case, as a file has it. */
export type Data = any;

/** A case as it is put together from files or from one record. */
export interface RemoteSecretCase {
  title: string;
  /** What the cluster has. */
  objects: Data[];
  /** What it has from the n-th read on of a token Secret that is waited for. */
  later: Data[];
  laterReads: number;
  /** Words after `istioctl create-remote-secret`. */
  words: string[];
  /** Fields of RemoteSecretOptions that stand before the words. */
  options: Record<string, Data>;
  /** The server in the kubeconfig that the cluster is reached with. */
  host?: string;
  kubernetes?: { major: string; minor: string };
  expected?: string;
  /** Each line must be in the error; no line: any error will do. */
  error?: string[];
  /** Each must be in a warning. */
  warnings: string[];
  exitCode?: number;
  /** What must have been made, and nothing else. */
  created?: Data[];
}

/** A case with nothing in it. */
export function emptyCase(title: string): RemoteSecretCase {
  return {
    title,
    objects: [],
    later: [],
    laterReads: 1,
    words: [],
    options: {},
    warnings: [],
  };
}

/** A line of istioctl's own log. */
const LOG_LINE = /^\d{4}-\d\d-\d\dT\S+\s+(debug|info|warn|error)\s/;

/** The lines of an expected error, without the words that only say that it is one. */
export function errorLines(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map(line => line.replace(/^(error|Error): /, '').trimEnd())
    .filter(line => line !== '' && !line.startsWith('warn: '))
    .filter(line => !LOG_LINE.test(line));
}

function warningLines(text: string): string[] {
  return text
    .split(/\r?\n/)
    .filter(line => line.startsWith('warn: '))
    .map(line => line.slice('warn: '.length));
}

/** Takes what a case must end with on the error output. */
export function expectError(one: RemoteSecretCase, given: Data): void {
  if (given === false || given === null || given === undefined) {
    return;
  }
  const text = given === true ? '' : [given].flat().map(String).join('\n');
  const warnings = warningLines(text);
  one.warnings.push(...warnings);
  const lines = errorLines(text);
  if (lines.length > 0 || warnings.length === 0) {
    one.error = lines;
  }
}

/** Objects in a list, in Lists, or by any name in a map. */
export function objectsIn(given: Data): Data[] {
  if (given === null || given === undefined) {
    return [];
  }
  if (Array.isArray(given)) {
    return given.flatMap(objectsIn);
  }
  if (Array.isArray(given.items) && /List$/.test(given.kind ?? 'List')) {
    return objectsIn(given.items);
  }
  if (typeof given !== 'object') {
    throw new UsageError(`An object of the cluster is no map: ${given}`);
  }
  return given.kind ? [given] : Object.values(given).flatMap(objectsIn);
}

/** Versions: `1.23`, `v1.23.4`, `23`, or the answer of `/version`. */
function versionOf(given: Data): RemoteSecretCase['kubernetes'] {
  if (given && typeof given === 'object') {
    return { major: String(given.major), minor: String(given.minor) };
  }
  const [major, minor] = String(given).replace(/^v/, '').split('.');
  return minor === undefined ? { major: '1', minor: major } : { major, minor };
}

const OPTIONS = new Map([
  ['clustername', 'name'],
  ['clusterid', 'name'],
  ['namespace', 'namespace'],
  ['istionamespace', 'namespace'],
  ['type', 'type'],
  ['sectype', 'type'],
  ['secrettype', 'type'],
  ['serviceaccount', 'serviceAccount'],
  ['serviceaccountname', 'serviceAccount'],
  ['createserviceaccount', 'createServiceAccount'],
  ['secretname', 'secretName'],
  ['server', 'server'],
  ['serveroverride', 'server'],
  ['tlsservername', 'tlsServerName'],
  ['authtype', 'authType'],
  ['authpluginname', 'authPluginName'],
  ['authpluginconfig', 'authPluginConfig'],
]);

type Reader = (one: RemoteSecretCase, value: Data) => void;

const asText = (value: Data) => (value === null ? undefined : String(value));

const READERS: [string[], Reader][] = [
  [
    ['objects', 'objs', 'cluster', 'resources', 'given', 'input', 'inputs'],
    (one, value) => {
      one.objects.push(...objectsIn(value));
    },
  ],
  [
    ['later', 'updated', 'objectslater', 'after'],
    (one, value) => {
      one.later.push(...objectsIn(value));
    },
  ],
  [
    ['laterreads', 'reads'],
    (one, value) => {
      one.laterReads = Number(value);
    },
  ],
  [
    ['args', 'arguments', 'argv', 'flags', 'command', 'cmd'],
    (one, value) => {
      one.words.push(...wordsOf(value));
    },
  ],
  [
    ['options', 'opts'],
    (one, value) => {
      Object.entries(value ?? {}).forEach(([key, field]) =>
        readField(one, key === 'name' ? 'clusterName' : key, field),
      );
    },
  ],
  [
    ['expected', 'want', 'wanted', 'golden', 'output', 'stdout', 'yaml'],
    (one, value) => {
      one.expected = asText(value);
    },
  ],
  [
    ['error', 'wanterr', 'wanterrstr', 'wanterror', 'expectederror', 'stderr'],
    expectError,
  ],
  [
    ['warnings', 'warning', 'warn'],
    (one, value) => {
      one.warnings.push(...[value].flat().map(String));
    },
  ],
  [
    ['exitcode', 'exit', 'rc', 'code'],
    (one, value) => {
      one.exitCode = Number(value);
    },
  ],
  [
    ['created', 'applied', 'expectedobjects', 'wantobjects'],
    (one, value) => {
      one.created = objectsIn(value);
    },
  ],
  [
    ['host', 'apiserver', 'kubeconfigserver'],
    (one, value) => {
      one.host = String(value);
    },
  ],
  [
    [
      'kubernetes',
      'kubernetesversion',
      'k8sversion',
      'k8sminorversion',
      'version',
    ],
    (one, value) => {
      one.kubernetes = versionOf(value);
    },
  ],
  [
    ['title', 'name', 'testname', 'description', 'comment'],
    (one, value) => {
      one.title = one.title ? `${one.title}: ${value}` : String(value);
    },
  ],
];

/** Takes one field of a record; capitals, dashes and underscores do not matter. */
export function readField(
  one: RemoteSecretCase,
  key: string,
  value: Data,
): void {
  const plain = key.toLowerCase().replace(/[^a-z0-9]/g, '');
  const option = OPTIONS.get(plain);
  if (option) {
    one.options[option] = value;
    return;
  }
  const reader = READERS.find(([names]) => names.includes(plain));
  if (!reader) {
    throw new UsageError(`${one.title}: there is no field ${key} in a case.`);
  }
  reader[1](one, value);
}
