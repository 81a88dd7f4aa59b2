import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  createHierarchy,
  GoogleCas,
  poolOf,
  Principal,
  startGoogleCas,
} from '@meshport/ca-conformance';
import {
  ProviderProcess,
  RemoteProvider,
} from './__testUtils__/ProviderProcess';
import { inDays, newRequest, POOL } from './__testUtils__/requests';

jest.setTimeout(60_000);

const page = readFileSync(
  path.resolve(__dirname, '../../../docs/administrators/google-cas.md'),
  'utf8',
);
const documented = /<!-- permissions -->\s+```text\n([^`]*)```/
  .exec(page)![1]
  .trim()
  .split('\n');

describe('the permissions of the page for administrators', () => {
  const may: Principal & { permissions: Set<string> } = {
    name: 'meshport@mesh.iam.gserviceaccount.com',
    permissions: new Set(),
  };
  let program: ProviderProcess;
  let cas: GoogleCas;
  let provider: RemoteProvider;

  beforeAll(async () => {
    const hierarchy = await createHierarchy({ keys: ['P-256', 'P-256'] });
    cas = await startGoogleCas({ pools: [poolOf(hierarchy)], principal: may });
    program = await ProviderProcess.start();
    await program.setEnv(cas.metadata.env);
    provider = await program.provider({
      pool: POOL,
      authority: 'issuing',
      endpoint: cas.url,
    });
  });

  beforeEach(() => documented.forEach(one => may.permissions.add(one)));

  afterAll(async () => {
    await program.stop();
    await cas.stop();
  });

  const seek = (publicKey: string) =>
    provider.find({ publicKey, since: inDays(-1).toISOString() });

  it('are enough to describe, to issue, to read back and to find', async () => {
    expect(await provider.describe()).toMatchObject({ limits: [] });
    const request = await newRequest();
    cas.faults.add({
      operation: 'createCertificate',
      fault: { type: 'reset-after' },
      times: 5,
    });
    const { certificate } = await provider.issue(request);
    expect(await seek(request.publicKey)).toEqual([
      expect.objectContaining({ certificate }),
    ]);
  });

  it.each([
    ['certificateAuthorities.get', () => provider.describe()],
    ['certificates.create', async () => provider.issue(await newRequest())],
    ['certificates.list', () => seek('0'.repeat(64))],
    [
      'certificates.update',
      async () => {
        const { reference } = await provider.issue(await newRequest());
        return provider.revoke({ reference, reason: 'superseded' });
      },
    ],
    ['certificateRevocationLists.list', () => provider.revocationLists()],
  ])('do not do without privateca.%s, which is named', async (name, run) => {
    may.permissions.delete(`privateca.${name}`);
    await expect(run()).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining(`Grant privateca.${name} on ${POOL}`),
    });
    expect(page).toContain(name);
  });

  it('do not let a lost answer be read back without privateca.certificates.get', async () => {
    may.permissions.delete('privateca.certificates.get');
    cas.faults.add({
      operation: 'createCertificate',
      fault: { type: 'reset-after' },
      times: 5,
    });
    await expect(provider.issue(await newRequest())).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('was not answered in 5 tries'),
    });
  });

  it.each([
    [
      'reset-after',
      'ServiceUnavailableError',
      'was refused after an earlier try may have been carried out',
      1,
    ],
    ['throttle', 'NotAllowedError', 'Grant privateca.certificates.create', 0],
  ] as const)(
    'that are taken away after a try that failed with %s: %s',
    async (type, name, words, issued) => {
      cas.clock.advance(1);
      const before = cas.ledger.count;
      may.permissions.delete('privateca.certificates.get');
      // A throttled call is not asked for its rights.
      let left = type === 'throttle' ? 0 : 1;
      const has = jest.spyOn(may.permissions, 'has').mockImplementation(one => {
        left -= one === 'privateca.certificates.create' ? 1 : 0;
        return one === 'privateca.certificates.create' && left >= 0;
      });
      cas.faults.add({ operation: 'createCertificate', fault: { type } });
      await expect(provider.issue(await newRequest())).rejects.toMatchObject({
        name,
        message: expect.stringContaining(words),
      });
      has.mockRestore();
      expect(cas.ledger.count - before).toBe(issued);
    },
  );
});
