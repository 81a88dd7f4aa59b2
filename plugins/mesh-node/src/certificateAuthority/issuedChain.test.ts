import { X509Certificate } from 'node:crypto';
import { ServiceUnavailableError } from '@backstage/errors';
import {
  Authority,
  createHierarchy,
  distortAnswer,
  Fault,
  isAnswerFault,
} from '@meshport/ca-conformance';
import { publicKeyHash, readIssued } from './issuedChain';

const day = 86_400_000;
const now = new Date();
const inDays = (days: number) => new Date(+now + days * day);

describe('reading what a service issued', () => {
  let issuing: Authority;
  let answer: { certificate: string; chain: string[] };
  let publicKey: string;

  beforeAll(async () => {
    const hierarchy = await createHierarchy({
      keys: ['P-384', 'RSA-2048', 'P-256'],
    });
    issuing = hierarchy.issuing;
    const ours = await Authority.create({
      subject: 'CN=Istio east, O=Meshport',
      key: 'P-256',
      issuer: issuing,
      notBefore: now,
      notAfter: inDays(90),
      pathLength: 0,
    });
    answer = { certificate: ours.pem, chain: ours.chain };
    publicKey = publicKeyHash(new X509Certificate(ours.pem));
  });

  const read = (
    changed: Partial<Parameters<typeof readIssued>[0]> = {},
  ): ReturnType<typeof readIssued> =>
    readIssued({
      ...answer,
      publicKey,
      reference: 'arn:1',
      notAfter: inDays(90),
      now,
      ...changed,
    });

  const distorted = (type: Fault['type']) => {
    const fault = { type } as Fault;
    if (!isAnswerFault(fault)) {
      throw new Error(`${type} is not about answers`);
    }
    return distortAnswer(answer, fault, issuing);
  };

  it('gives the certificate with its issuers up to the root', () => {
    expect(read()).toEqual({
      certificate: answer.certificate,
      chain: answer.chain,
      reference: 'arn:1',
      notes: [],
    });
    expect(answer.chain).toHaveLength(3);
  });

  it('puts a chain in order, and says so', async () => {
    const reversed = await distorted('reversed-chain');
    expect(reversed.chain).not.toEqual(answer.chain);
    expect(read(reversed)).toEqual({
      ...answer,
      reference: 'arn:1',
      notes: [expect.stringContaining('was not in the order')],
    });
  });

  it('completes a chain that ends before the root, where the rest is known', () => {
    const short = answer.chain.slice(0, 1);
    expect(read({ chain: short, others: answer.chain })).toEqual({
      ...answer,
      reference: 'arn:1',
      notes: [],
    });
    expect(() => read({ chain: short })).toThrow(
      /its chain ends at .*CN=Conformance Middle.*whose certificate is not in it/,
    );
    expect(() => read({ chain: [] })).toThrow(/its chain ends at/);
  });

  it('says how much earlier the certificate ends', () => {
    expect(read({ notAfter: inDays(365) }).notes).toEqual([
      expect.stringMatching(
        /^The certificate ends .*Z, earlier than the .*Z that was asked for/,
      ),
    ]);
    expect(read({ notAfter: new Date(+inDays(90) + 60_000) }).notes).toEqual(
      [],
    );
  });

  it.each([
    ['wrong-key', /public key is not the one that was sent/],
    ['expired-issuer', /CN=Conformance Issuing.* in its chain ended/],
    ['garbage', /the new certificate is no certificate/],
  ] as const)('refuses %s, naming what was issued', async (type, why) => {
    const answered = await distorted(type);
    expect(() => read(answered)).toThrow(why);
    expect(() => read(answered)).toThrow(ServiceUnavailableError);
    expect(() => read(answered)).toThrow(
      'A certificate was issued as arn:1: revoke it, and ask again',
    );
  });

  it('refuses issuers of the right name that did not sign', async () => {
    const impostors = await createHierarchy({
      keys: ['P-384', 'RSA-2048', 'P-256'],
    });
    expect(() =>
      read({ chain: [impostors.issuing.pem, ...impostors.issuing.chain] }),
    ).toThrow(/its chain ends at/);
    expect(() => read({ chain: ['nonsense'] })).toThrow(
      /a certificate of the chain is no certificate/,
    );
  });
});
