import { X509Certificate } from 'crypto';
import * as x509 from '@peculiar/x509';
import {
  Authority,
  authorityExtensions,
  AuthorityKey,
  createHierarchy,
  distortAnswer,
  FaultScript,
  generateKeys,
  IdempotencyMemory,
  IssuedLedger,
  MovableClock,
  publishedHierarchy,
  publicKeyHash,
  startControl,
  startRevocationListSite,
  startWireServer,
} from '.';

const day = 24 * 3600 * 1000;

async function signedBy(issuing: Authority) {
  const keys = await generateKeys('P-256');
  const certificate = await issuing.sign({
    publicKey: await x509.PublicKey.create(keys.publicKey),
    subject: 'CN=istiod, L=east',
    notBefore: new Date(Date.now() - 1000),
    notAfter: new Date(Date.now() + 90 * day),
    extensions: authorityExtensions(0),
  });
  return {
    certificate: certificate.toString('pem'),
    chain: [issuing.pem, ...issuing.chain],
  };
}

function checksOut(certificate: string, chain: string[]): boolean {
  const all = [certificate, ...chain].map(pem => new X509Certificate(pem));
  return all.every((one, index) => {
    const issuer = all[index + 1] ?? one;
    return one.checkIssued(issuer) && one.verify(issuer.publicKey);
  });
}

describe('a hierarchy', () => {
  it.each<AuthorityKey[][]>([
    [['P-256']],
    [['P-384', 'P-256']],
    [['RSA-2048', 'P-384', 'RSA-2048']],
  ])('of %p signs for real', async keys => {
    const { issuing, root, authorities } = await createHierarchy({ keys });
    expect(authorities.map(one => one.key)).toEqual(keys);
    const { certificate, chain } = await signedBy(issuing);
    expect(chain).toHaveLength(keys.length);
    expect(chain[chain.length - 1]).toBe(root.pem);
    expect(checksOut(certificate, chain)).toBe(true);
  });

  it('refuses a depth that it does not know', async () => {
    await expect(createHierarchy({ keys: [] })).rejects.toThrow(
      'Name one to three',
    );
  });
});

describe('the answers that are wrong', () => {
  it('are as they are called', async () => {
    const { issuing } = await createHierarchy({ keys: ['P-256', 'P-256'] });
    const good = await signedBy(issuing);
    const keyOf = (pem: string) =>
      publicKeyHash(new x509.X509Certificate(pem).publicKey);

    const wrong = await distortAnswer(good, { type: 'wrong-key' }, issuing);
    expect(keyOf(wrong.certificate)).not.toBe(keyOf(good.certificate));
    expect(checksOut(wrong.certificate, wrong.chain)).toBe(true);

    const reversed = await distortAnswer(
      good,
      { type: 'reversed-chain' },
      issuing,
    );
    expect(reversed.chain).toEqual([...good.chain].reverse());

    const old = await distortAnswer(good, { type: 'expired-issuer' }, issuing);
    expect(
      new Date(new X509Certificate(old.chain[0]).validTo) < new Date(),
    ).toBe(true);
    expect(checksOut(old.certificate, old.chain)).toBe(true);

    const garbage = await distortAnswer(good, { type: 'garbage' }, issuing);
    expect(() => new X509Certificate(garbage.certificate)).toThrow();
    expect(await distortAnswer(good, undefined, issuing)).toBe(good);
  });
});

describe('the memory of idempotency', () => {
  it('gives the same within its time, also to two at once, and not later', async () => {
    const clock = new MovableClock();
    const memory = new IdempotencyMemory<number>(clock, 300);
    let made = 0;
    const once = (key?: string) =>
      memory.once(key, async () => {
        made += 1;
        return made;
      });
    expect(await Promise.all([once('a'), once('a')])).toEqual([1, 1]);
    clock.advance(299);
    expect(await once('a')).toBe(1);
    clock.advance(2);
    expect(await once('a')).toBe(2);
    expect([await once(), await once()]).toEqual([3, 4]);
  });

  it('does not keep a failure', async () => {
    const memory = new IdempotencyMemory<string>(new MovableClock(), 300);
    await expect(
      memory.once('a', async () => Promise.reject(new Error('no'))),
    ).rejects.toThrow('no');
    expect(await memory.once('a', async () => 'yes')).toBe('yes');
  });
});

describe('the fault script', () => {
  it('hits the operations that it names, as often as it says', () => {
    const faults = new FaultScript();
    faults.add({
      operation: 'Issue',
      fault: { type: 'throttle' },
      times: 2,
      after: 1,
    });
    faults.add({ fault: { type: 'reset-before' } });
    const took = ['Issue', 'Get', 'Issue', 'Issue', 'Issue'].map(
      operation => faults.take(operation)?.type,
    );
    expect(took).toEqual([
      'reset-before',
      undefined,
      'throttle',
      'throttle',
      undefined,
    ]);
  });

  it('names what is wrong with a rule', () => {
    const faults = new FaultScript();
    expect(() => faults.add({ fault: { type: 'fire' } } as any)).toThrow(
      'fault.type is none of throttle',
    );
    expect(() => faults.add({ fault: { type: 'slow' } } as any)).toThrow(
      'fault.milliseconds is missing',
    );
  });
});

describe('the wire', () => {
  it('does as the script says, and counts what was done', async () => {
    const faults = new FaultScript();
    let done = 0;
    const server = await startWireServer(
      {
        operationOf: () => 'Do',
        answer: async () => {
          done += 1;
          return { status: 200, body: 'done' };
        },
        throttled: () => ({ status: 400, body: 'too many' }),
        failed: status => ({ status, body: 'failed' }),
      },
      { faults },
    );
    const ask = async () => {
      const response = await fetch(server.url, { method: 'POST', body: '{}' });
      return `${response.status} ${await response.text()}`;
    };
    try {
      const rules = ['throttle', 'server-error', 'reset-before', 'reset-after'];
      rules.forEach(type => faults.add({ fault: { type } as any }));
      expect(await ask()).toBe('400 too many');
      expect(await ask()).toBe('503 failed');
      await expect(ask()).rejects.toThrow();
      expect(done).toBe(0);
      await expect(ask()).rejects.toThrow();
      expect(done).toBe(1);
      faults.add({ fault: { type: 'slow', milliseconds: 50 } });
      const before = Date.now();
      expect(await ask()).toBe('200 done');
      expect(Date.now() - before).toBeGreaterThanOrEqual(45);
      expect(server.countOf('Do')).toBe(5);
    } finally {
      await server.stop();
    }
  });

  it('is moved from another process by its control port', async () => {
    const faults = new FaultScript();
    const clock = new MovableClock();
    const ledger = new IssuedLedger();
    const { issuing } = await createHierarchy({ keys: ['P-256'] });
    const wire = await startWireServer(
      {
        operationOf: () => 'Do',
        answer: async () => ({ status: 200, body: 'done' }),
        throttled: () => ({ status: 400, body: 'too many' }),
        failed: status => ({ status, body: 'failed' }),
      },
      { faults },
    );
    const control = await startControl({
      clock,
      services: { aws: { faults, ledger, wire } },
    });
    const post = (path: string, body: object) =>
      fetch(`${control.url}${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
      });
    try {
      await post('/faults', { service: 'aws', fault: { type: 'throttle' } });
      expect((await fetch(wire.url)).status).toBe(400);
      expect((await fetch(wire.url)).status).toBe(200);
      const refused = await post('/faults', { service: 'azure' });
      expect(refused.status).toBe(400);
      expect(await refused.json()).toEqual({
        error: 'service is none of aws.',
      });
      await post('/clock', { advanceSeconds: 360 });
      expect(clock.now().getTime()).toBeGreaterThan(Date.now() + 350_000);
      const { certificate } = await signedBy(issuing);
      ledger.add(
        'ref',
        new x509.X509Certificate(certificate),
        issuing,
        clock.now(),
      );
      const state: any = await (await fetch(control.url)).json();
      expect(state.services.aws.issued).toEqual([
        expect.objectContaining({ reference: 'ref', revoked: false }),
      ]);
      expect(state.services.aws.calls).toHaveLength(2);
    } finally {
      await Promise.all([wire.stop(), control.stop()]);
    }
  });
});

describe('the site of revocation lists', () => {
  it('serves what the certificates name', async () => {
    const clock = new MovableClock();
    const site = await startRevocationListSite(clock);
    try {
      const { issuing } = await publishedHierarchy(site, 'test', crlUrl =>
        createHierarchy({ keys: ['P-256', 'P-384'], crlUrl }),
      );
      issuing.revoke('0a', clock.now());
      const { certificate } = await signedBy(issuing);
      const points = new x509.X509Certificate(certificate).getExtension(
        x509.CRLDistributionPointsExtension,
      );
      const url =
        points?.distributionPoints[0].distributionPoint?.fullName?.[0]
          .uniformResourceIdentifier;
      const crl = new x509.X509Crl(await (await fetch(url!)).arrayBuffer());
      expect(await crl.verify({ publicKey: issuing.certificate })).toBe(true);
      expect(crl.entries.map(entry => entry.serialNumber)).toEqual(['0a']);
      expect((await fetch(`${site.url}/crl/other.crl`)).status).toBe(404);
    } finally {
      await site.stop();
    }
  });
});
