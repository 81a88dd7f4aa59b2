import {
  onboarding,
  plane,
  publicKeys,
  withValue,
} from './__testUtils__/inputs';
import { readTetrateOnboarding } from './readTetrateOnboarding';
import { readTetratePlane } from './readTetratePlane';

type Case = [path: (string | number)[], value: unknown, field: string];

const TEXTS: unknown[] = [7, true, {}, [], null];
const NAMES = ['Upper', 'a_b', '-a', 'a-', 'a b', 'a\n', '', 'ä'];

function all(
  path: (string | number)[],
  values: readonly unknown[],
  field: string,
): Case[] {
  return values.map(value => [path, value, field]);
}

const AWS = ['rules', 0, 'workloads', 0, 'aws'];
const aws = (name: string) => `rules[0].workloads[0].aws.${name}`;

const ONBOARDING: Case[] = [
  ...all(['machines'], [undefined, 7, 'a', []], 'machines'),
  ...all(['machines', 'autoRegister'], [false], 'machines.autoRegister'),
  ...all(
    ['machines', 'withoutCapture'],
    [undefined],
    'machines.withoutCapture',
  ),
  ...all(['machines', 'name'], ['Upper', undefined], 'machines.name'),
  ...all(['rules'], [undefined, [], {}, 'x'], 'rules'),
  ...all(['rules', 0], ['x', 7, []], 'rules[0]'),
  ...all(['rules', 0, 'more'], [1], 'rules[0].more'),
  ...all(
    ['rules', 0, 'workloads'],
    [undefined, [], 'x', {}],
    'rules[0].workloads',
  ),
  ...all(['rules', 0, 'workloads', 0], ['x', []], 'rules[0].workloads[0]'),
  ...all(
    ['rules', 0, 'workloads', 0],
    [
      {},
      {
        aws: { accounts: ['123456789012'], ec2: {} },
        jwt: { issuer: 'https://a.example' },
      },
    ],
    'rules[0].workloads[0].aws',
  ),
  ...all(
    ['rules', 0, 'workloads', 0],
    [{ gcp: {} }],
    'rules[0].workloads[0].gcp',
  ),
  ...all([...AWS, 'accounts'], [undefined, [], 'x', {}], aws('accounts')),
  ...all(
    [...AWS, 'accounts', 0],
    [
      ...TEXTS,
      '12345678901',
      '1234567890123',
      '12345678901a',
      '*',
      ' 123456789012',
      '１２３４５６７８９０１２',
    ],
    aws('accounts[0]'),
  ),
  ...all([...AWS, 'accounts', 1], ['123456789012'], aws('accounts[1]')),
  ...all([...AWS, 'partitions'], [[], 'aws'], aws('partitions')),
  ...all([...AWS, 'partitions', 0], ['amazon', '*', 7], aws('partitions[0]')),
  ...all([...AWS, 'regions'], [[], {}], aws('regions')),
  ...all(
    [...AWS, 'regions', 0],
    ['us', 'US-EAST-1', 'us-east-2a', '*', 3],
    aws('regions[0]'),
  ),
  ...all([...AWS, 'zones'], [[]], aws('zones')),
  ...all(
    [...AWS, 'zones', 0],
    ['us-east-2', 'us-east-2B', '*', null],
    aws('zones[0]'),
  ),
  ...all([...AWS, 'ec2'], [undefined, 'any', []], aws('ec2')),
  ...all([...AWS, 'ec2', 'iamRoleNames'], [[], 'x'], aws('ec2.iamRoleNames')),
  ...all(
    [...AWS, 'ec2', 'iamRoleNames', 0],
    ['arn:aws:iam::123456789012:role/x', 'a/b', '*', '', 'x'.repeat(65), 7],
    aws('ec2.iamRoleNames[0]'),
  ),
  ...all([...AWS, 'ecs'], [{}], aws('ecs')),
  ...all([...AWS, 'instances'], [['i-1']], aws('instances')),
  ...all(
    ['rules', 0, 'groups'],
    ['x', [], 7, { 'a b': 'c' }, { a: 7 }, { a: 'x y' }],
    'rules[0].groups',
  ),
  ...all(['endpoint'], [undefined, 'x', []], 'endpoint'),
  ...all(
    ['endpoint', 'host'],
    [
      undefined,
      ...TEXTS,
      'https://a.example',
      'a.example:443',
      'a.example/x',
      '*.example.org',
      '10.0.0.1',
      'localhost',
      'UPPER.example.org',
      "a'b.example",
      'a.example\n',
      '$(id).example',
    ],
    'endpoint.host',
  ),
  ...all(['endpoint', 'port'], [0, 65536, 1.5, '443'], 'endpoint.port'),
  ...all(['endpoint', 'sni'], ['*', 7, 'a b'], 'endpoint.sni'),
  ...all(
    ['endpoint', 'insecureSkipVerify'],
    [true],
    'endpoint.insecureSkipVerify',
  ),
  ...all(['agent'], ['x', []], 'agent'),
  ...all(['agent', 'platform'], ['gcp', 7], 'agent.platform'),
  ...all(['agent', 'platform'], ['custom'], 'agent.credential'),
  ...all(['agent', 'credential'], [{ name: 'x' }], 'agent.credential'),
  ...all(['agent', 'hostInfo'], [{ interfaces: {} }], 'agent.hostInfo'),
  ...all(['agent', 'connectedOver'], ['vpc', 'LAN'], 'agent.connectedOver'),
  ...all(
    ['agent', 'labels'],
    ['x', [], { a: 1 }, { 'a b': 'c' }],
    'agent.labels',
  ),
  ...all(
    ['agent', 'revision'],
    [...NAMES, 'x'.repeat(57), 7, '../x', 'a/b'],
    'agent.revision',
  ),
  ...all(['other'], [1], 'other'),
];

const CUSTOM = withValue(onboarding, ['agent'], {
  platform: 'custom',
  credential: { name: 'ext-jwt-credential' },
}) as object;

const PLUGIN = ['agent', 'credential'];

const CUSTOM_CASES: Case[] = [
  ...all(
    [...PLUGIN, 'name'],
    [undefined, ...NAMES, 7],
    'agent.credential.name',
  ),
  ...all(
    [...PLUGIN, 'path'],
    ['relative', '/a b', '/a/../b', '/', 7],
    'agent.credential.path',
  ),
  ...all(
    [...PLUGIN, 'args', 0],
    ['a\nb', 7, 'eyJhbGciOiJIUzI1.x'],
    'agent.credential.args[0]',
  ),
  ...all([...PLUGIN, 'env', 0], ['x'], 'agent.credential.env[0]'),
  ...all(
    [...PLUGIN, 'env', 0],
    [{ name: '1A', value: 'x' }, { name: 'A B', value: 'x' }, { value: 'x' }],
    'agent.credential.env[0].name',
  ),
  ...all(
    [...PLUGIN, 'env', 0],
    [
      { name: 'EXT_JWT_CLIENT_SECRET', value: 'hunter2' },
      { name: 'MY_PASSWORD', value: 'hunter2' },
      { name: 'ACCESS_TOKEN', value: 'abc' },
      { name: 'SAMPLE_JWT_ISSUER_KEY', value: '{"d":"x"}' },
      { name: 'ANY', value: 'eyJhbGciOiJIUzI1NiJ9.e30.x' },
      { name: 'ANY', value: '-----BEGIN PRIVATE KEY-----' },
      { name: 'ANY', value: 'a\nb' },
      { name: 'ANY' },
    ],
    'agent.credential.env[0].value',
  ),
  ...all(
    ['agent', 'hostInfo'],
    [{}, { plugin: { name: 'a' }, interfaces: {} }],
    'agent.hostInfo.interfaces',
  ),
  ...all(
    ['agent', 'hostInfo'],
    [{ interfaces: { include: ['('] } }],
    'agent.hostInfo.interfaces.include[0]',
  ),
];

const JWT = withValue(onboarding, ['rules', 0, 'workloads', 0], {
  jwt: { issuer: 'https://id.example.org', subjects: ['vm-1'] },
}) as object;
const TOKEN = ['rules', 0, 'workloads', 0, 'jwt'];
const jwt = (name: string) => `rules[0].workloads[0].jwt.${name}`;

const JWT_CASES: Case[] = [
  ...all(
    [...TOKEN, 'issuer'],
    [
      undefined,
      ...TEXTS,
      'http://id.example.org',
      'id.example.org',
      'https://id.example.org?x=1',
      'https://id.example.org#x',
      'https://user@id.example.org',
      'https://',
    ],
    jwt('issuer'),
  ),
  ...all([...TOKEN, 'subjects'], [[], 'x'], jwt('subjects')),
  ...all(
    [...TOKEN, 'subjects', 0],
    ['*', 'vm-*', 'ä', '', 7],
    jwt('subjects[0]'),
  ),
  ...all(
    [...TOKEN, 'attributes', 0],
    [{ values: ['x'] }, { name: 'a b' }, { name: 7 }],
    jwt('attributes[0].name'),
  ),
  ...all(
    [...TOKEN, 'attributes'],
    [[{ name: 'a' }, { name: 'a' }]],
    jwt('attributes[1].name'),
  ),
  ...all(
    [...TOKEN, 'attributes', 0],
    [{ name: 'a', values: [] }],
    jwt('attributes[0].values'),
  ),
  ...all(
    TOKEN,
    [
      'https://accounts.google.com',
      'https://token.actions.githubusercontent.com',
      'https://gitlab.com',
      'https://login.microsoftonline.com/common/v2.0',
    ].map(issuer => ({ issuer })),
    jwt('issuer'),
  ),
];

const PLANE_CASES: Case[] = [
  ...all(['hosts'], [undefined, [], 'x', {}], 'hosts'),
  ...all(
    ['hosts', 0],
    [
      ...TEXTS,
      '*.example.org',
      '10.0.0.1',
      'https://a.example',
      'a',
      'A.example',
      'a.example.',
    ],
    'hosts[0]',
  ),
  ...all(['hosts', 1], ['onboarding.example.org'], 'hosts[1]'),
  ...all(['certificate'], [undefined, 'x', []], 'certificate'),
  ...all(
    ['certificate', 'secretName'],
    [undefined, ...NAMES, 7],
    'certificate.secretName',
  ),
  ...all(['certificate', 'key'], ['x'], 'certificate.key'),
  ...all(['certificate', 'duration'], ['2160h'], 'certificate.duration'),
  ...all(['certificate', 'renewBefore'], ['360h'], 'certificate.renewBefore'),
  ...all(
    ['certificate', 'issuer'],
    [{ name: 'ca' }, { kind: 'Vault', name: 'ca' }],
    'certificate.issuer.kind',
  ),
  ...all(
    ['certificate', 'issuer'],
    [{ kind: 'Issuer' }],
    'certificate.issuer.name',
  ),
  ...all(['name'], NAMES, 'name'),
  ...all(['namespace'], [...NAMES, 'a.b'], 'namespace'),
  ...all(['uid'], ['', 'a b', 7], 'uid'),
  ...all(
    ['tokenLifetime'],
    ['0s', '-1h', '59s', '25h', '1d', '1', '', 3600, 'soon'],
    'tokenLifetime',
  ),
  ...all(
    ['deregistrationDelay'],
    ['15s', '-1s', '10', 10],
    'deregistrationDelay',
  ),
  ...all(['localRepository'], ['yes', {}, 1], 'localRepository'),
  ...all(['issuers'], ['x', {}], 'issuers'),
  ...all(['issuers', 0], [{ shortName: 'a' }], 'issuers[0].issuer'),
  ...all(
    ['issuers', 0],
    [
      { issuer: 'https://a.example' },
      { issuer: 'https://a.example', shortName: 'A' },
      { issuer: 'https://a.example', shortName: 'a--b' },
      { issuer: 'https://a.example', shortName: '-a' },
    ],
    'issuers[0].shortName',
  ),
  ...all(
    ['issuers', 0],
    [
      'x',
      '{}',
      '{"keys":[]}',
      '{"keys":[7]}',
      '{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}',
      '{"keys":[{"kty":"EC","x":"eA","y":"eQ","d":"ZA"}]}',
      '{"keys":[{"kty":"RSA","n":"bg","e":"AQAB","p":"cA"}]}',
      '{"keys":[{"x":"eA"}]}',
    ].map(jwks => ({ issuer: 'https://a.example', shortName: 'a', jwks })),
    'issuers[0].jwks',
  ),
  ...all(
    ['issuers', 0],
    [
      {
        issuer: 'https://a.example',
        shortName: 'a',
        jwks: publicKeys,
        jwksUri: 'https://a.example/keys',
      },
    ],
    'issuers[0].jwks',
  ),
  ...all(
    ['issuers', 0],
    [{ issuer: 'https://a.example', shortName: 'a', jwksUri: 'http://a' }],
    'issuers[0].jwksUri',
  ),
  ...all(
    ['issuers', 0],
    [{ issuer: 'https://a.example', shortName: 'a', attributesPath: 'x' }],
    'issuers[0].attributesPath',
  ),
  ...all(
    ['issuers'],
    [
      [
        { issuer: 'https://a.example', shortName: 'a' },
        { issuer: 'https://a.example', shortName: 'b' },
      ],
    ],
    'issuers[1].issuer',
  ),
  ...all(['customGateway'], ['x'], 'customGateway'),
  ...all(['customGateway'], [{ port: 1 }], 'customGateway.host'),
  ...all(
    ['customGateway'],
    [{ host: 'a.example' }, { host: 'a.example', port: 0 }],
    'customGateway.port',
  ),
  ...all(['spec'], [{}], 'spec'),
];

function fieldsOf(
  read: (source: unknown) => { problems: { field: string }[] } | object,
  source: unknown,
): string[] {
  const result = read(source);
  return 'problems' in result ? result.problems.map(one => one.field) : [];
}

const named = (cases: Case[]) =>
  cases.map(([path, value, field], index) => ({
    path,
    value,
    field,
    title: `${index} ${path.join('.')} ${JSON.stringify(value)}`,
  }));

describe('what is refused by field', () => {
  it.each(named(ONBOARDING))('machines: $title', ({ path, value, field }) => {
    expect(
      fieldsOf(readTetrateOnboarding, withValue(onboarding, path, value)),
    ).toContain(field);
  });

  it.each(named(CUSTOM_CASES))('plugins: $title', ({ path, value, field }) => {
    expect(
      fieldsOf(readTetrateOnboarding, withValue(CUSTOM, path, value)),
    ).toContain(field);
  });

  it.each(named(JWT_CASES))('tokens: $title', ({ path, value, field }) => {
    expect(
      fieldsOf(readTetrateOnboarding, withValue(JWT, path, value)),
    ).toContain(field);
  });

  it.each(named(PLANE_CASES))('the plane: $title', ({ path, value, field }) => {
    expect(fieldsOf(readTetratePlane, withValue(plane, path, value))).toContain(
      field,
    );
  });

  it.each([7, 'x', null, [], undefined])('is no object: %p', value => {
    expect(fieldsOf(readTetrateOnboarding, value)).toEqual(['']);
    expect(fieldsOf(readTetratePlane, value)).toEqual(['']);
  });

  it('takes what all these cases start from', () => {
    for (const source of [onboarding, CUSTOM, JWT]) {
      expect(readTetrateOnboarding(source)).toHaveProperty('input');
    }
    expect(readTetratePlane(plane)).toEqual({ input: plane });
  });

  it('never repeats a secret that it refuses', () => {
    const read = readTetrateOnboarding(
      withValue(CUSTOM, [...PLUGIN, 'env', 0], {
        name: 'CLIENT_SECRET',
        value: 'hunter2-hunter2',
      }),
    );
    expect(JSON.stringify(read)).not.toContain('hunter2');
  });
});
