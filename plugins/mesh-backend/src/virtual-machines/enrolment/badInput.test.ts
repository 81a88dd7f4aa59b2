import { ConfigReader } from '@backstage/config';
import { readCodeInput } from './codeInput';
import { enrolmentFile } from './enrolmentFile';
import { readEnrolmentSettings } from './enrolmentSettings';

const SETTINGS = { minutes: { default: 15, most: 60 } };
const STANDING = { ...SETTINGS, standing: { minutes: 1440, uses: 20 } };

function problemsOf(run: () => unknown): string[] {
  try {
    run();
    return [];
  } catch (error) {
    expect((error as Error).name).toBe('InputError');
    return (error as Error).message.split('\n').map(one => one.split(':')[0]);
  }
}

describe('the body of a code', () => {
  it('may say nothing, or everything', () => {
    expect(readCodeInput({}, true, SETTINGS)).toEqual({
      minutes: 15,
      uses: 1,
      form: 'line',
      bundle: {},
    });
    expect(
      readCodeInput(
        {
          minutes: 60,
          cidr: 'fd00::/8',
          uses: 1,
          form: 'line',
          internalIP: '10.0.0.7',
          captureDNS: false,
          tokenSeconds: 600,
          machine: { name: 'vm', address: '10.0.0.7' },
        },
        false,
        SETTINGS,
      ),
    ).toMatchObject({ minutes: 60, cidr: 'fd00::/8' });
    expect(
      readCodeInput(
        { form: 'ansible', uses: 20, minutes: 1440 },
        true,
        STANDING,
      ),
    ).toMatchObject({ form: 'ansible', uses: 20, minutes: 1440 });
  });

  it.each<[unknown, string[], { autoRegister?: boolean; standing?: boolean }?]>(
    [
      [undefined, ['body']],
      [null, ['body']],
      ['x', ['body']],
      [[], ['body']],
      [7, ['body']],
      [{ code: 'mine' }, ['body']],
      [{ audience: 'kubernetes' }, ['body']],
      [{ requestId: 'other' }, ['body']],
      [{ __proto__: null, constructor: 1 }, ['body']],
      [{ minutes: 0 }, ['minutes']],
      [{ minutes: -5 }, ['minutes']],
      [{ minutes: 61 }, ['minutes']],
      [{ minutes: 1.5 }, ['minutes']],
      [{ minutes: '15' }, ['minutes']],
      [{ minutes: null }, ['minutes']],
      [{ minutes: Infinity }, ['minutes']],
      [{ minutes: NaN }, ['minutes']],
      [{ minutes: [15] }, ['minutes']],
      [{ minutes: 1e9, form: 'cloud-init' }, ['minutes'], { standing: true }],
      [{ uses: 0 }, ['uses']],
      [{ uses: 2 }, ['uses']],
      [{ uses: -1 }, ['uses']],
      [{ uses: '1' }, ['uses']],
      [{ uses: null }, ['uses']],
      [{ uses: 21, form: 'ansible' }, ['uses'], { standing: true }],
      [{ uses: 2.5, form: 'ansible' }, ['uses'], { standing: true }],
      [
        { uses: 2, form: 'ansible', internalIP: '10.0.0.7' },
        ['uses'],
        { standing: true },
      ],
      [
        { uses: 2, form: 'ansible', externalIP: '192.0.2.7' },
        ['uses'],
        { standing: true },
      ],
      [
        {
          uses: 2,
          form: 'ansible',
          machine: { name: 'vm', address: '10.0.0.7' },
        },
        ['uses'],
        { standing: true, autoRegister: false },
      ],
      [{ form: 'cloud-init' }, ['form']],
      [{ form: 'ansible' }, ['form']],
      [{ form: 'puppet' }, ['form'], { standing: true }],
      [{ form: 'LINE' }, ['form']],
      [{ form: null }, ['form']],
      [{ form: ['line'] }, ['form']],
      [{ form: {} }, ['form']],
      [{ cidr: '' }, ['cidr']],
      [{ cidr: '10.0.0.1' }, ['cidr']],
      [{ cidr: '10.0.0.0/33' }, ['cidr']],
      [{ cidr: '10.0.0.0/-1' }, ['cidr']],
      [{ cidr: '10.0.0.0/ 8' }, ['cidr']],
      [{ cidr: '10.0.0.0/8/8' }, ['cidr']],
      [{ cidr: '10.0.0.0/' }, ['cidr']],
      [{ cidr: '10.0.0/8' }, ['cidr']],
      [{ cidr: 'fd00::/129' }, ['cidr']],
      [{ cidr: 'example.com/8' }, ['cidr']],
      [{ cidr: null }, ['cidr']],
      [{ cidr: 8 }, ['cidr']],
      [{ cidr: ['10.0.0.0/8'] }, ['cidr']],
      [{ internalIP: 'vm' }, ['internalIP']],
      [{ internalIP: '' }, ['internalIP']],
      [{ internalIP: 7 }, ['internalIP']],
      [{ internalIP: "10.0.0.7'; id; '" }, ['internalIP']],
      [{ externalIP: '10.0.0.7/8' }, ['externalIP']],
      [{ externalIP: {} }, ['externalIP']],
      [{ internalIP: '10.0.0.7', externalIP: '192.0.2.7' }, ['externalIP']],
      [{ captureDNS: 'true' }, ['captureDNS']],
      [{ captureDNS: 1 }, ['captureDNS']],
      [{ captureDNS: null }, ['captureDNS']],
      [{ tokenSeconds: 599 }, ['tokenSeconds']],
      [{ tokenSeconds: 3601 }, ['tokenSeconds']],
      [{ tokenSeconds: '600' }, ['tokenSeconds']],
      [{ tokenSeconds: 600.5 }, ['tokenSeconds']],
      [{ machine: { name: 'vm', address: '10.0.0.7' } }, ['machine']],
      [{}, ['machine'], { autoRegister: false }],
      [{ machine: null }, ['machine'], { autoRegister: false }],
      [{ machine: 'vm' }, ['machine'], { autoRegister: false }],
      [
        { machine: { name: 'VM', address: 'vm' } },
        ['machine.name', 'machine.address'],
        { autoRegister: false },
      ],
      [
        { machine: { name: 'a/b', address: '10.0.0.7' } },
        ['machine.name'],
        { autoRegister: false },
      ],
      [
        { machine: { name: 'vm' } },
        ['machine.address'],
        { autoRegister: false },
      ],
      [
        { minutes: 0, uses: 0, cidr: 'x', form: 'x', captureDNS: 'x' },
        ['form', 'minutes', 'uses', 'cidr', 'captureDNS'],
      ],
    ],
  )('%j', (body, fields, { autoRegister = true, standing = false } = {}) => {
    expect(
      problemsOf(() =>
        readCodeInput(body, autoRegister, standing ? STANDING : SETTINGS),
      ),
    ).toEqual(fields);
  });
});

describe('the configuration of enrolling', () => {
  const pin = {
    version: '1.28.1',
    format: 'deb',
    arch: 'amd64',
    url: 'https://packages.example.com/istio-sidecar.deb',
    sha256: 'A'.repeat(64),
  };
  const read = (virtualMachines: object, more: object = {}) =>
    readEnrolmentSettings(
      new ConfigReader({ mesh: { virtualMachines }, ...more } as any),
    );

  it('has defaults that let nothing pass that was not asked for', () => {
    expect(readEnrolmentSettings(new ConfigReader({}))).toEqual({
      allowHttp: false,
      minutes: { default: 15, most: 60 },
      tries: { perSource: 20, perCode: 10 },
      packages: [],
    });
    expect(
      read(
        { standingCodes: { mostUses: 5 } },
        { backend: { baseUrl: 'https://p' } },
      ),
    ).toEqual(expect.not.objectContaining({ standing: expect.anything() }));
    expect(
      read(
        {
          portalUrl: 'https://portal.example.com/base/',
          standingCodes: { enabled: true },
          codes: { mostMinutes: 10 },
          packages: [pin],
        },
        { backend: { baseUrl: 'https://other.example.com' } },
      ),
    ).toMatchObject({
      portal: 'https://portal.example.com/base/api/mesh',
      minutes: { default: 10, most: 10 },
      standing: { minutes: 1440, uses: 20 },
      packages: [{ ...pin, sha256: 'a'.repeat(64) }],
    });
  });

  it.each<[object, RegExp]>([
    [{ portalUrl: 'portal' }, /^mesh\.virtualMachines\.portalUrl: /],
    [{ portalUrl: 'ftp://portal' }, /portalUrl: /],
    [{ portalUrl: 'https://a:b@portal' }, /portalUrl: /],
    [{ portalUrl: 'https://portal/$(id)' }, /portalUrl: /],
    [{ portalUrl: "https://portal/';id;'" }, /portalUrl: /],
    [{ portalUrl: 'https://portal?x=1' }, /portalUrl: /],
    [{ caFile: 'ca.pem' }, /^mesh\.virtualMachines\.caFile: /],
    [{ caFile: '/etc/my ca.pem' }, /caFile: /],
    [{ caFile: '/etc/ca.pem;id' }, /caFile: /],
    [{ codes: { minutes: 0 } }, /^mesh\.virtualMachines\.codes\.minutes: /],
    [{ codes: { minutes: 61 } }, /codes\.minutes: /],
    [{ codes: { mostMinutes: 1441 } }, /codes\.mostMinutes: /],
    [{ codes: { mostMinutes: 1.5 } }, /codes\.mostMinutes: /],
    [
      { standingCodes: { enabled: true, mostMinutes: 43_201 } },
      /standingCodes\.mostMinutes: /,
    ],
    [
      { standingCodes: { enabled: true, mostUses: 0 } },
      /standingCodes\.mostUses: /,
    ],
    [{ tries: { perSource: 0 } }, /tries\.perSource: /],
    [{ tries: { perCode: -1 } }, /tries\.perCode: /],
    [{ packages: [{ ...pin, version: '1.28' }] }, /packages\[0\]\.version: /],
    [{ packages: [{ ...pin, version: 'latest' }] }, /packages\[0\]\.version: /],
    [{ packages: [{ ...pin, format: 'apk' }] }, /packages\[0\]\.format: /],
    [{ packages: [{ ...pin, arch: 'x86_64' }] }, /packages\[0\]\.arch: /],
    [{ packages: [{ ...pin, url: '/istio.deb' }] }, /packages\[0\]\.url: /],
    [
      { packages: [{ ...pin, url: 'https://u:p@h/istio.deb' }] },
      /packages\[0\]\.url: /,
    ],
    [{ packages: [{ ...pin, sha256: 'abc' }] }, /packages\[0\]\.sha256: /],
    [
      { packages: [{ ...pin, sha256: `${'a'.repeat(64)}  istio.deb` }] },
      /packages\[0\]\.sha256: /,
    ],
    [{ packages: [pin, pin] }, /packages\[1\]: .*packages\[0\]/],
  ])('is refused by its field: %j', (virtualMachines, expected) => {
    expect(() => read(virtualMachines)).toThrow(expected);
  });
});

describe('the file that the script reads', () => {
  it.each(['$(id)', 'a b', "a'b", 'a"b', 'a\nB=c', 'a;b', 'a\\b', 'ä', '`id`'])(
    'never holds %j',
    value => {
      expect(() => enrolmentFile({ GROUP: value } as any)).toThrow(/^GROUP of/);
    },
  );
});
