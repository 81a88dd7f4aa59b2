import { decodeProtobuf } from './protobuf';

const bytes = (base64: string) => Buffer.from(base64, 'base64');
const field = (number: number, value: Buffer) =>
  Buffer.concat([Buffer.from([number * 8 + 2, value.length]), value]);
const envelope = (apiVersion: string, kind: string, raw: Buffer) =>
  Buffer.concat([
    Buffer.from('k8s\0'),
    field(
      1,
      Buffer.concat([
        field(1, Buffer.from(apiVersion)),
        field(2, Buffer.from(kind)),
      ]),
    ),
    field(2, raw),
  ]);

describe('decodeProtobuf', () => {
  it('reads a namespace with labels', () => {
    const label = Buffer.concat([
      field(1, Buffer.from('team')),
      field(2, Buffer.from('shop')),
    ]);
    const meta = Buffer.concat([
      field(1, Buffer.from('demo')),
      field(11, label),
    ]);
    expect(decodeProtobuf(envelope('v1', 'Namespace', field(1, meta)))).toEqual(
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'demo', labels: { team: 'shop' } },
      },
    );
  });

  it('reads numbers and lists of a token request', () => {
    const spec = Buffer.concat([
      field(1, Buffer.from('istio-ca')),
      field(1, Buffer.from('api')),
      Buffer.from([4 * 8, 0x90, 0x1c]),
    ]);
    expect(
      decodeProtobuf(
        envelope(
          'authentication.k8s.io/v1',
          'TokenRequest',
          Buffer.concat([field(1, Buffer.alloc(0)), field(2, spec)]),
        ),
      ),
    ).toMatchObject({
      spec: { audiences: ['istio-ca', 'api'], expirationSeconds: 3600 },
    });
  });

  it('reads the rules of a role, and a Secret', () => {
    const rule = (verb: string) => field(2, field(1, Buffer.from(verb)));
    expect(
      decodeProtobuf(
        envelope(
          'rbac.authorization.k8s.io/v1',
          'Role',
          Buffer.concat([rule('get'), rule('list')]),
        ),
      ),
    ).toMatchObject({ rules: [{ verbs: ['get'] }, { verbs: ['list'] }] });
    const entry = Buffer.concat([
      field(1, Buffer.from('key')),
      field(2, Buffer.from([0xff, 0])),
    ]);
    expect(
      decodeProtobuf(envelope('v1', 'Secret', field(2, entry))),
    ).toMatchObject({ data: { key: '/wA=' } });
  });

  it('refuses kinds it does not know, and what is no protobuf', () => {
    expect(() =>
      decodeProtobuf(envelope('apps/v1', 'Deployment', Buffer.alloc(0))),
    ).toThrow('unknown format');
    expect(() => decodeProtobuf(bytes('e30='))).toThrow('does not begin');
  });

  it('refuses a body that ends too early', () => {
    const whole = envelope('v1', 'Namespace', field(1, Buffer.from('abc')));
    expect(() => decodeProtobuf(whole.subarray(0, -2))).toThrow(
      'unexpected end',
    );
  });
});
