import { generateCaKey } from '../keys/keyTypes';
import { TestAuthority } from '../testUtils';
import { assembleBundle } from './assembleBundle';

let root: TestAuthority;
let policy: TestAuthority;
let issuing: TestAuthority;
let own: TestAuthority;

beforeAll(async () => {
  const [r, p, i, o] = await Promise.all(
    [1, 2, 3, 4].map(() => generateCaKey('P-256')),
  );
  root = new TestAuthority({ name: 'Root', key: r, now: new Date() });
  policy = root.issue({ name: 'Policy', key: p });
  issuing = policy.issue({ name: 'Issuing', key: i });
  own = issuing.issue({ name: 'Istio CA', key: o });
});

it('puts ours first, then each issuer, and the root by itself', () => {
  const shuffled = [root, policy, issuing].map(
    ({ certificate }) => certificate,
  );
  expect(
    assembleBundle({ certificate: own.certificate, issuers: shuffled }),
  ).toEqual({
    certificate: own.certificate,
    chain: own.certificate + issuing.certificate + policy.certificate,
    root: root.certificate,
  });
});

it('takes issuers from one text as well, and leaves out who is none', async () => {
  const stranger = new TestAuthority({
    name: 'Stranger',
    key: await generateCaKey('P-256'),
    now: new Date(),
  });
  const issuers = [stranger, root, issuing, policy]
    .map(({ certificate }) => certificate)
    .join('');
  expect(
    assembleBundle({ certificate: own.certificate, issuers: [issuers] }).chain,
  ).toBe(own.certificate + issuing.certificate + policy.certificate);
});

it('keeps the present roots byte for byte and appends its own', async () => {
  const old = new TestAuthority({
    name: 'Old',
    key: await generateCaKey('P-256'),
    now: new Date(),
  });
  const present = `# old\r\n${old.certificate.replace(/\n/g, '\r\n')}`;
  const issuers = [issuing, policy, root].map(({ certificate }) => certificate);
  const parts = { certificate: own.certificate, issuers };
  const both = assembleBundle({ ...parts, presentRoots: present });
  expect(both.root).toBe(present + root.certificate);
  expect(assembleBundle({ ...parts, presentRoots: both.root }).root).toBe(
    both.root,
  );
});

it('puts a root that signs itself into all three files', () => {
  const { certificate } = root;
  expect(assembleBundle({ certificate, issuers: [] })).toEqual({
    certificate,
    chain: certificate,
    root: certificate,
  });
});

it('ends every list with a newline', () => {
  const crls = [own.list().trimEnd(), root.list()];
  const issuers = [issuing, policy, root].map(({ certificate }) => certificate);
  expect(
    assembleBundle({ certificate: own.certificate, issuers, crls }).crl,
  ).toBe(`${crls[0]}\n${crls[1]}`);
});

it('says whose certificate is missing', () => {
  expect(() =>
    assembleBundle({
      certificate: own.certificate,
      issuers: [issuing.certificate, root.certificate],
    }),
  ).toThrow(
    'The chain ends at O=Trial, CN=Issuing: the certificate of its issuer, O=Trial, CN=Policy, is missing',
  );
});
