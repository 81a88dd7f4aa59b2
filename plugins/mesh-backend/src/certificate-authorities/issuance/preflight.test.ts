import { IssuanceWorld, WorldOptions } from '../__testUtils__/IssuanceWorld';
import { knownControlPlane } from '../__testUtils__/knownControlPlane';
import { lastOf, stateOf } from './Issuance';

jest.setTimeout(120_000);

const ASKED = { authority: 'cloud', cluster: 'main' };
const HARBOUR = 'trustDomain: harbour.example';

/** Issues in a world; the issuance, and the error where it was refused. */
async function issueIn(options: WorldOptions) {
  const world = await IssuanceWorld.start(options);
  const process = world.process();
  try {
    const request = await world.request(process.issue, ASKED);
    const refusal = await process.issue
      .provision(world.work(request))
      .catch((error: Error) => error);
    const [issuance] = await process.store.list();
    return {
      issuance,
      refusal,
      checked: lastOf(issuance, 'checked')?.text,
      secret: world.secret,
      issued: world.service.ledger.length,
    };
  } finally {
    await process.close();
    await world.stop();
  }
}

describe('the preflight before a write', () => {
  it('tries the trust domain of the mesh that is to be signed for', async () => {
    const { issuance, refusal } = await issueIn({
      permits: ['harbour.example'],
      inventory: knownControlPlane({ images: [], mesh: HARBOUR }),
    });
    expect(refusal).toBeUndefined();
    expect(stateOf(issuance)).toBe('written');
  });

  it('refuses an authority that may not sign for that trust domain, and leaves the Secret alone', async () => {
    const { issuance, refusal, secret, issued } = await issueIn({
      permits: ['another.example'],
      inventory: knownControlPlane({ images: [], mesh: HARBOUR }),
    });
    expect(refusal).toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(/permitted subtree/i),
    });
    expect(stateOf(issuance)).toBe('orphaned');
    expect(issued).toBe(1);
    expect(secret).toBeUndefined();
  });

  it('says of lists that the istiod of the cluster does not read them', async () => {
    const { checked, secret } = await issueIn({
      lists: true,
      inventory: knownControlPlane({
        images: ['istio/pilot:1.28.0'],
        told: ['1.26.4'],
      }),
    });
    expect(checked).toContain('istiod 1.26.4 does not read ca-crl.pem');
    expect(Object.keys(secret.data)).toContain('ca-crl.pem');
  });

  it('says nothing of that of one that reads them', async () => {
    const { checked } = await issueIn({
      lists: true,
      inventory: knownControlPlane({ images: ['istio/pilot:1.28.0'] }),
    });
    expect(checked).toMatch(/found nothing in the way/);
    expect(checked).not.toContain('ca-crl.pem');
  });
});
