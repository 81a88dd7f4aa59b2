import { Choices } from './Choices';

/** One generated call of `istioctl create-remote-secret`. */
export interface GeneratedRemoteSecret {
  /** What the cluster has before it. */
  objects: object[];
  words: string[];
}

const CERTIFICATE = `-----BEGIN CERTIFICATE-----\n${'MIIBbmFtZQ'.repeat(
  60,
)}\n-----END CERTIFICATE-----\n`;
const AUTHORITIES = ['caData', '', CERTIFICATE, '\u0000\u00ff\n', 'é ü 😀'];
const TOKENS = [
  'token',
  `${'eyJhbGciOiJSUzI1NiIs'.repeat(30)}.a-b_c.d`,
  'a b c '.repeat(30),
  'two\nlines\n',
  'two\nlines',
  ' blank before',
  'null',
  'y',
  '0x10',
  '1e3',
  '😀 é \u00a0 \u2028 \u0085',
  '"quoted" \'both\'',
  '# no comment',
  '- no list',
  'a: b',
  'ends in a colon:',
  'tab\tinside',
  '',
];
const SERVERS = [
  'https://10.0.0.1:6443',
  'server',
  'https://127.0.0.1:1',
  'https://api.example.org:443/k8s/clusters/c-abc?x=1#y',
  'y',
  '10',
  'a b',
  `https://${'long.'.repeat(30)}example.org`,
  'with many words '.repeat(12),
  '"',
  "it's",
  'é😀',
  '[::1]:6443',
  '{a}',
];
const NAMES = [
  'west',
  'west-1',
  '1e3',
  '0x10',
  '123',
  'y',
  'null',
  'true',
  'West',
  'fake-clusterName-0',
  'a'.repeat(63),
];
const BAD_NAMES = ['a'.repeat(64), '-a', 'a-', 'a.b', 'a b', 'ä', '\n'];
const ACCOUNTS = ['istio-reader-service-account', 'istiod', 'custom'];
const SECRETS = ['a-token', 'b-token', 'custom', 'z', '0'];
const PLUGINS = ['gcp', 'oidc', 'y', 'a b', 'é', '1', 'x: y'];

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

/** Flags in each of pflag's forms. */
function flag(c: Choices, name: string, value: string, short?: string) {
  return c.one([
    [`--${name}`, value],
    [`--${name}=${value}`],
    short ? [`-${short}`, value] : [`--${name}`, value],
    short ? [`-${short}${value || '='}`] : [`--${name}=${value}`],
  ]);
}

function secret(
  c: Choices,
  namespace: string,
  name: string,
  account = c.one(ACCOUNTS),
): object {
  const isToken = c.chance(0.9);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name,
      namespace,
      annotations: { 'kubernetes.io/service-account.name': account },
    },
    type: isToken ? 'kubernetes.io/service-account-token' : 'Opaque',
    data: {
      ...(c.chance(0.98) ? { 'ca.crt': base64(c.one(AUTHORITIES)) } : {}),
      ...(c.chance(0.98) ? { token: base64(c.one(TOKENS)) } : {}),
    },
  };
}

function mistake(c: Choices): string[] {
  return c.one([
    ['--name'],
    ['-n'],
    ['stray'],
    ['--create-service-account', 'false'],
    ['--create-service-account=maybe'],
    ['--auth-plugin-config', 'foo'],
    ['--auth-plugin-config=a=b=c,d'],
    ['--revision', 'x'],
    ['-z'],
    ['-hz'],
    ['--=x'],
    ['---x'],
    ['--type', 'other'],
    ['--type='],
    ['--auth-type', 'other'],
    ['--auth-type='],
    ['--kubeclient-timeout', '1'],
    ['--kubeclient-timeout=x'],
    ['--', '--name', 'x'],
    ['--context', 'nope'],
    ['-Bad'],
  ]);
}

/** Flags that `chance` decides on. */
function wordsOf(c: Choices, namespace: string): string[][] {
  const maybe = (chance: number, words: () => string[]) =>
    c.chance(chance) ? [words()] : [];
  return [
    c.chance(0.8)
      ? flag(c, 'namespace', namespace, 'n')
      : flag(c, 'istioNamespace', namespace, 'i'),
    ...maybe(0.85, () =>
      flag(c, 'name', c.one(c.chance(0.94) ? NAMES : BAD_NAMES)),
    ),
    ...maybe(0.35, () =>
      flag(c, 'type', c.one(['remote', ...Array(4).fill('config'), 'Remote'])),
    ),
    ...maybe(0.3, () =>
      flag(c, 'service-account', c.one([...ACCOUNTS, ...ACCOUNTS, 'nope', ''])),
    ),
    ...maybe(0.3, () => [
      c.one([
        '--create-service-account',
        '--create-service-account=false',
        '--create-service-account=F',
        '--create-service-account=1',
      ]),
    ]),
    ...maybe(0.12, () =>
      flag(c, 'secret-name', c.one([...SECRETS, 'nope', ''])),
    ),
    ...maybe(0.6, () => flag(c, 'server', c.one([...SERVERS, '']))),
    ...maybe(0.4, () => flag(c, 'tls-server-name', c.one(SERVERS))),
    ...maybe(0.35, () =>
      flag(
        c,
        'auth-type',
        c.one([...Array(5).fill('plugin'), 'bearer-token', 'exec']),
      ),
    ),
    ...maybe(0.35, () => flag(c, 'auth-plugin-name', c.one([...PLUGINS, '']))),
    ...maybe(0.25, () =>
      flag(
        c,
        'auth-plugin-config',
        c.one(['a=b', 'a=b,c', 'a=b,c=d', '"a=b,c",d=e']),
      ),
    ),
    ...maybe(0.05, () => ['--kubeclient-timeout', '20s']),
    ...maybe(0.06, () => mistake(c)),
  ];
}

/** Makes the call that belongs to a seed; all of it is in one namespace. */
export function generateRemoteSecret(
  seed: number,
  namespace: string,
): GeneratedRemoteSecret {
  const c = new Choices(seed);
  const accounts = ACCOUNTS.filter(() => c.chance(0.93));
  const secrets = SECRETS.filter(() => c.chance(0.5));
  const groups = wordsOf(c, namespace);
  const words = c.chance(0.5) ? groups : groups.reverse();
  const objects = c.chance(0.95)
    ? [
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
        ...accounts.map(name => ({
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { name, namespace },
        })),
        ...secrets.map(name => secret(c, namespace, name)),
        ...ACCOUNTS.filter(() => c.chance(0.9)).map(account =>
          secret(c, namespace, `token-of-${account}`, account),
        ),
      ]
    : [];
  return { objects, words: words.flat() };
}
