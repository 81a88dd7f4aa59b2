import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRemoteSecretCall, timeoutOf } from './remoteSecretFlags';

test('flags are read in each of the forms of pflag', () => {
  for (const words of [
    ['--name', 'west', '--namespace', 'mesh', '--create-service-account=false'],
    ['--name=west', '--namespace=mesh', '--create-service-account=F'],
    ['--name=east', '-n', 'mesh', '--create-service-account=0', '--name=west'],
    ['-n=mesh', '--create-service-account=False', '--name', 'west'],
    [
      '-nmesh',
      '--name',
      'west',
      '--create-service-account',
      '--create-service-account=f',
    ],
  ]) {
    const { options, positionals } = parseRemoteSecretCall(words);
    assert.equal(options.name, 'west');
    assert.equal(options.namespace, 'mesh');
    assert.equal(options.createServiceAccount, false);
    assert.deepEqual(positionals, []);
  }
});

test('an empty value is that of a flag that is not given', () => {
  const { options } = parseRemoteSecretCall([
    '--name=',
    '-n',
    '',
    '-i',
    'mesh',
  ]);
  assert.equal(options.name, undefined);
  assert.equal(options.namespace, 'mesh');
  assert.equal(parseRemoteSecretCall([]).options.namespace, 'istio-system');
});

test('words behind -- are no flags', () => {
  const { positionals } = parseRemoteSecretCall(['a', '--', '--name', '-']);
  assert.deepEqual(positionals, ['a', '--name', '-']);
});

test('who is impersonated is taken together', () => {
  const { impersonate } = parseRemoteSecretCall([
    '--as',
    'jo',
    '--as-group=a',
    '--as-group',
    'b',
    '--as-uid',
    '7',
  ]);
  assert.deepEqual(impersonate, { user: 'jo', uid: '7', groups: ['a', 'b'] });
  const alone = parseRemoteSecretCall(['--as-group', 'a']);
  assert.equal(alone.impersonate, undefined);
});

test('the time for a request is a duration of Go', () => {
  const milliseconds = (text: string) =>
    timeoutOf(parseRemoteSecretCall(['--kubeclient-timeout', text]));
  assert.deepEqual(
    ['', '15s', '1m30s', '1.5s', '0', '100ms'].map(milliseconds),
    [15_000, 15_000, 90_000, 1500, 0, 100],
  );
  assert.throws(() => milliseconds('1'), /time: missing unit in duration "1"/);
  assert.throws(() => milliseconds('x'), /time: invalid duration "x"/);
});

const REFUSED: [string[], string][] = [
  [['--name'], 'flag needs an argument: --name'],
  [['-n'], "flag needs an argument: 'n' in -n"],
  [['--revision', 'x'], 'unknown flag: --revision'],
  [['-z'], "unknown shorthand flag: 'z' in -z"],
  [['-hzn'], "unknown shorthand flag: 'z' in -zn"],
  [['--=x'], 'bad flag syntax: --=x'],
  [['---x'], 'bad flag syntax: ---x'],
  [
    ['--create-service-account=maybe'],
    'invalid argument "maybe" for "--create-service-account" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
  ],
  [
    ['-h=maybe'],
    'invalid argument "maybe" for "-h, --help" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
  ],
  [
    ['--auth-plugin-config', 'foo'],
    'invalid argument "foo" for "--auth-plugin-config" flag: foo must be formatted as key=value',
  ],
  [
    ['--auth-plugin-config', 'a=b=c,d'],
    'invalid argument "a=b=c,d" for "--auth-plugin-config" flag: d must be formatted as key=value',
  ],
];

for (const [words, message] of REFUSED) {
  test(`${words.join(' ')} is refused`, () => {
    assert.throws(() => parseRemoteSecretCall(words), { message });
  });
}

test('commas of a single pair are its own', () => {
  assert.doesNotThrow(() =>
    parseRemoteSecretCall(['--auth-plugin-config', 'a=b,c']),
  );
});
