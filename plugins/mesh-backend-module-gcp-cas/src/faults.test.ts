import {
  createHierarchy,
  Fault,
  GoogleCas,
  poolOf,
  startGoogleCas,
} from '@meshport/ca-conformance';
import { readCertificates } from '@meshport/certificates';
import {
  ProviderProcess,
  RemoteProvider,
} from './__testUtils__/ProviderProcess';
import { inDays, newRequest, POOL } from './__testUtils__/requests';

jest.setTimeout(60_000);

/** One fault of the service, and what has to come of it. */
interface Case {
  fault: Fault;
  /** How many calls it hits, of any operation. */
  times: number;
  /** What the provider gives: a certificate, or an error. */
  outcome: 'issued' | RegExp;
  /** Certificates that the service issued. */
  issued: number;
  /** What is noted beside the certificate. */
  notes?: RegExp;
}

const busy = /was not answered in 5 tries/;

/** A fault that is over before the tries are, and one that is not. */
const CASES: Case[] = [
  { fault: { type: 'throttle' }, times: 1, outcome: 'issued', issued: 1 },
  { fault: { type: 'throttle' }, times: 4, outcome: 'issued', issued: 1 },
  { fault: { type: 'throttle' }, times: 99, outcome: busy, issued: 0 },
  ...[500, 502, 503, 504].map(
    (status): Case => ({
      fault: { type: 'server-error', status },
      times: 3,
      outcome: 'issued',
      issued: 1,
    }),
  ),
  { fault: { type: 'server-error' }, times: 99, outcome: busy, issued: 0 },
  { fault: { type: 'reset-before' }, times: 2, outcome: 'issued', issued: 1 },
  { fault: { type: 'reset-before' }, times: 99, outcome: busy, issued: 0 },
  { fault: { type: 'reset-after' }, times: 1, outcome: 'issued', issued: 1 },
  { fault: { type: 'reset-after' }, times: 4, outcome: 'issued', issued: 1 },
  // All five answers are lost; then what was issued is read back.
  { fault: { type: 'reset-after' }, times: 5, outcome: 'issued', issued: 1 },
  { fault: { type: 'reset-after' }, times: 99, outcome: busy, issued: 1 },
  {
    fault: { type: 'slow', milliseconds: 2500 },
    times: 1,
    outcome: 'issued',
    issued: 1,
  },
  {
    fault: { type: 'reversed-chain' },
    times: 1,
    outcome: 'issued',
    issued: 1,
    notes: /was not in the order/,
  },
  // An answer that cannot be used is read once more.
  { fault: { type: 'wrong-key' }, times: 1, outcome: 'issued', issued: 1 },
  {
    fault: { type: 'wrong-key' },
    times: 2,
    outcome: /its public key is not the one that was sent/,
    issued: 1,
  },
  { fault: { type: 'expired-issuer' }, times: 1, outcome: 'issued', issued: 1 },
  {
    fault: { type: 'expired-issuer' },
    times: 2,
    outcome: /CN=Conformance Issuing.* in its chain ended/,
    issued: 1,
  },
  { fault: { type: 'garbage' }, times: 1, outcome: 'issued', issued: 1 },
  {
    fault: { type: 'garbage' },
    times: 2,
    outcome: /the new certificate is no certificate/,
    issued: 1,
  },
];

describe.each<'answer' | 'already-exists'>(['answer', 'already-exists'])(
  'faults of the service where a repeated request is answered with %s',
  repeats => {
    let program: ProviderProcess;
    let cas: GoogleCas;
    let provider: RemoteProvider;

    beforeAll(async () => {
      const hierarchy = await createHierarchy({
        keys: ['P-256', 'P-256', 'P-256'],
      });
      cas = await startGoogleCas({ pools: [poolOf(hierarchy)], repeats });
      program = await ProviderProcess.start({ tryTimeoutMs: 1500 });
      await program.setEnv(cas.metadata.env);
      provider = await program.provider({
        pool: POOL,
        authority: 'issuing',
        endpoint: cas.url,
      });
      await program.load(provider);
    });

    afterEach(() => cas.faults.clear());

    afterAll(async () => {
      await program.stop();
      await cas.stop();
    });

    it.each(CASES)(
      '$fault × $times: $outcome with $issued issued',
      async ({ fault, times, outcome, issued, notes }) => {
        // The service's quota of certificates a second is not what is tried.
        cas.clock.advance(1);
        const before = cas.ledger.count;
        const request = await newRequest();
        cas.faults.add({ fault, times });
        const came = await provider.issue(request).then(
          ({ certificate, chain, notes: noted }) => ({
            publicKey: readCertificates(certificate)[0].publicKey,
            depth: chain.length,
            text: noted.join(),
          }),
          ({ name, message }) => ({ error: name, text: message }),
        );
        expect(came).toEqual({
          ...(outcome === 'issued'
            ? { publicKey: request.publicKey, depth: 3 }
            : { error: 'ServiceUnavailableError' }),
          text: expect.stringMatching(
            outcome === 'issued' ? notes ?? /^$/ : outcome,
          ),
        });
        expect(cas.ledger.count - before).toBe(issued);

        // Whatever came of it: asked once more with the same key, there is one
        // certificate, and it is found by its public key.
        cas.faults.clear();
        const again = await provider.issue(request);
        expect(cas.ledger.count - before).toBe(1);
        await expect(
          provider.find({
            publicKey: request.publicKey,
            since: inDays(-1).toISOString(),
          }),
        ).resolves.toEqual([
          {
            certificate: again.certificate,
            reference: again.reference,
            revoked: false,
          },
        ]);
      },
    );

    it('ends at once when it is called off, and leaves what is found again', async () => {
      cas.clock.advance(1);
      const before = cas.ledger.count;
      const request = await newRequest();
      cas.faults.add({ fault: { type: 'slow', milliseconds: 400 }, times: 99 });
      const stop = new AbortController();
      const answer = provider.issue(request, stop.signal);
      setTimeout(() => stop.abort(), 150);
      await expect(answer).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
        message: expect.stringContaining('was called off'),
      });
      cas.faults.clear();
      await provider.issue(request);
      expect(cas.ledger.count - before).toBe(1);
    });

    it('leaves nothing unhandled and tells no token', async () => {
      expect(program.unhandled).toEqual([]);
      cas.faults.add({ fault: { type: 'server-error' }, times: 99 });
      const request = await newRequest();
      const error = await provider.issue(request).catch(failed => failed);
      expect(error.text).toContain('was not answered');
      expect(error.text).not.toMatch(/ya29|Bearer|BEGIN/);
    });
  },
);
