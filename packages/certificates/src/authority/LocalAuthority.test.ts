import { createIntermediateCsr } from '../certificate/createIntermediateCsr';
import { readCertificates } from '../certificate/readCertificates';
import { readCsr } from '../certificate/readCsr';
import { generateCaKey } from '../keys/keyTypes';
import { createRoot, LocalAuthority } from './LocalAuthority';

const DAY_MS = 24 * 3600_000;
const later = (days: number) => new Date(Date.now() + days * DAY_MS);

async function authority() {
  const key = await generateCaKey('P-256');
  const certificate = createRoot({
    key,
    subject: { commonName: 'Shop root' },
    notAfter: later(3650),
  });
  return new LocalAuthority({ key, certificate });
}

it('takes the serial number that it is given, as a positive one', async () => {
  const local = await authority();
  const key = await generateCaKey('P-256');
  const csr = createIntermediateCsr({
    key,
    subject: { commonName: 'Istio CA' },
    pathLength: 0,
  });
  const serialOf = (hex: string) =>
    readCertificates(
      local.signIntermediate(csr, {
        notAfter: later(9),
        pathLength: 0,
        serial: Buffer.from(hex, 'hex'),
      }),
    )[0].serial;
  expect(['00ff01', 'ff01', '7f', '4001'].map(serialOf)).toEqual([
    'ff01',
    'ff01',
    '7f',
    '4001',
  ]);
});

describe('refuses', () => {
  const csrOf = async () =>
    createIntermediateCsr({
      key: await generateCaKey('P-256'),
      subject: { commonName: 'Istio CA' },
      pathLength: 0,
    });

  it('a life beyond its own', async () => {
    const local = await authority();
    const csr = await csrOf();
    expect(() =>
      local.signIntermediate(csr, { notAfter: later(4000), pathLength: 0 }),
    ).toThrow(/^notAfter: CN=Shop root ends on .* Ask for a shorter life\.$/);
  });

  it('more authorities than it has room for', async () => {
    const root = await authority();
    const key = await generateCaKey('P-256');
    const certificate = root.signIntermediate(
      createIntermediateCsr({
        key,
        subject: { commonName: 'Narrow' },
        pathLength: 0,
      }),
      { notAfter: later(900), pathLength: 0 },
    );
    const narrow = new LocalAuthority({
      key,
      certificate,
      chain: root.chain.join(''),
    });
    const csr = await csrOf();
    expect(() =>
      narrow.signIntermediate(csr, { notAfter: later(90), pathLength: 0 }),
    ).toThrow(
      'pathLength: CN=Narrow allows 0 authorities below it, and 1 would stand there',
    );
  });

  it('a request that was changed', async () => {
    const local = await authority();
    const csr = await csrOf();
    const der = Buffer.from(csr.split('\n').slice(1, -2).join(''), 'base64');
    // In the subject.
    der[der.indexOf('Istio CA')] = 'J'.charCodeAt(0);
    const forged = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString(
      'base64',
    )}\n-----END CERTIFICATE REQUEST-----\n`;
    expect(() =>
      local.signIntermediate(forged, { notAfter: later(9), pathLength: 0 }),
    ).toThrow('The signature of the request is not by the key in it');
    expect(() => readCsr('x')).toThrow('Give a PKCS#10 request in PEM');
  });

  it('a key that is not its own', async () => {
    const [certificate] = (await authority()).chain;
    const key = await generateCaKey('P-256');
    expect(() => new LocalAuthority({ key, certificate })).toThrow(
      'The key is not that of CN=Shop root',
    );
  });
});
