import { createRoot, generateCaKey } from '@meshport/certificates';
import { IssuanceWorld } from '../__testUtils__/IssuanceWorld';
import { fingerprintsIn } from './RootEffect';

jest.setTimeout(120_000);

const ASKED = { authority: 'cloud', cluster: 'main' };

async function anotherRoot(): Promise<string> {
  return createRoot({
    key: await generateCaKey('P-256'),
    subject: { commonName: 'Old root' },
    notAfter: new Date(Date.now() + 100 * 86_400_000),
  });
}

describe('a root that is new to a control plane', () => {
  let world: IssuanceWorld;
  let one: ReturnType<IssuanceWorld['process']>;

  beforeEach(async () => {
    world = await IssuanceWorld.start();
    one = world.process();
  });
  afterEach(async () => {
    await one.close();
    await world.stop();
  });

  /** What istiod gives to every proxy. */
  async function given(root: string): Promise<void> {
    await world.apply({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'istio-ca-root-cert', namespace: 'istio-system' },
      data: { 'root-cert.pem': root },
    });
  }

  it('is refused where proxies may trust another, before anything is issued', async () => {
    await given(await anotherRoot());
    const request = await world.request(one.issue, ASKED);
    const refusal = {
      name: 'ConflictError',
      message: expect.stringMatching(
        /not known.*certificate-authority-root-change.*acceptOutage/s,
      ),
    };
    await expect(
      one.issue.check(request.plan, {} as any),
    ).rejects.toMatchObject(refusal);
    await expect(
      one.issue.provision(world.work(request)),
    ).rejects.toMatchObject(refusal);
    expect(world.service.calls).toBe(0);
    expect(world.secret).toBeUndefined();
    expect(await one.issue.findings(request.plan)).toContainEqual(
      expect.objectContaining({ code: 'CA_ROOT_CHANGES' }),
    );
  });

  it('is written alone where the outage is accepted by name', async () => {
    await given(await anotherRoot());
    const request = await world.request(one.issue, {
      ...ASKED,
      acceptOutage: true,
    });
    expect(request.plan.statements.join(' ')).toMatch(/calls .* fail/);
    await one.issue.provision(world.work(request));
    expect(fingerprintsIn(world.file('root-cert.pem'))).toEqual(
      fingerprintsIn(world.service.root),
    );
  });

  it('needs no outage where it is trusted already, and the file of roots keeps its bytes', async () => {
    const both = `# ours\n${await anotherRoot()}\n${world.service.root}`;
    await given(both);
    await one.issue.provision(
      world.work(await world.request(one.issue, ASKED)),
    );
    expect(world.file('root-cert.pem')).toBe(both);
  });

  it('may have been put in the Secret by another while nobody is given it: that is a change', async () => {
    const old = await anotherRoot();
    await given(old);
    await world.apply({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'cacerts', namespace: 'istio-system' },
      data: Object.fromEntries(
        [
          ['ca-cert.pem', old],
          ['ca-key.pem', 'key'],
          ['cert-chain.pem', old],
          ['root-cert.pem', `${old}${world.service.root}`],
        ].map(([name, text]) => [name, Buffer.from(text).toString('base64')]),
      ),
    });
    await expect(
      one.issue.provision(world.work(await world.request(one.issue, ASKED))),
    ).rejects.toMatchObject({ name: 'ConflictError' });
    expect(world.service.calls).toBe(0);
  });
});
