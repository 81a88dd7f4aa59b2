import { readCertificates } from '@meshport/certificates';
import { ClusterInventory } from '../../inventory';
import { CacertsReading } from '../views/CacertsReading';
import { issuancesInUse } from './inUse';
import { RenewalWorld } from './__testUtils__/renewalWorld';
import { testRoot } from '../rotation/__testUtils__/testRoot';
import { watchedPlanes } from './watched';

function cluster(
  name: string,
  { primary, roots }: { primary?: string; roots?: string } = {},
): ClusterInventory {
  return {
    details: { name, ...(primary ? { primary } : {}) },
    store: () => ({
      get: () => (roots ? { data: { 'root-cert.pem': roots } } : undefined),
    }),
  } as unknown as ClusterInventory;
}

describe('certificates that a mesh depends on', () => {
  let world: RenewalWorld;
  let secrets: Record<string, any>;
  let root: string;
  const cacertsOf = async (name: string): Promise<CacertsReading> => ({
    at: 0,
    secret: secrets[name] ?? { value: undefined },
  });

  beforeAll(async () => {
    root = (await testRoot('root')).certificate;
  });
  beforeEach(async () => {
    world = await RenewalWorld.start();
    secrets = {};
  });
  afterEach(async () => {
    await world.stop();
  });

  /** An intermediate that was issued, with its chain. */
  async function issued(name: string) {
    const issuance = await world.issued({ cluster: name });
    const [inUse] = issuancesInUse([issuance]);
    return inUse;
  }

  const roles = ({ planes }: Awaited<ReturnType<typeof watchedPlanes>>) =>
    planes.map(one => [
      one.cluster,
      one.certificates.map(({ role, subject }) => `${role} ${subject}`),
    ]);

  it('are chain and roots of the Secret, and the roots that proxies are given, each once', async () => {
    const { chain } = await issued('east');
    const [own, above] = readCertificates(chain);
    secrets.east = { value: { chain, root: above.pem } };
    const watched = await watchedPlanes({
      clusters: [cluster('east', { roots: above.pem + root })],
      cacertsOf,
      inUse: [],
    });
    expect(watched.unread).toEqual([]);
    expect(roles(watched)).toEqual([
      [
        'east',
        [
          `intermediate ${own.subject}`,
          `root ${above.subject}`,
          `root ${readCertificates(root)[0].subject}`,
        ],
      ],
    ]);
    expect(watched.planes[0].certificates[0]).toMatchObject({
      fingerprint: own.fingerprint,
      notAfter: Date.parse(own.notAfter),
    });
  });

  it('are without an intermediate that the portal renews, but with what stands above it', async () => {
    const inUse = await issued('east');
    secrets.east = { value: { chain: inUse.chain, root: '' } };
    const watched = await watchedPlanes({
      clusters: [cluster('east')],
      cacertsOf,
      inUse: [inUse],
    });
    expect(roles(watched)).toEqual([['east', ['root CN=Root']]]);
  });

  it('are what the portal wrote there, and why no more is known, where the Secret may not be read', async () => {
    const inUse = await issued('east');
    secrets.east = { why: 'may not be read' };
    const watched = await watchedPlanes({
      clusters: [cluster('east'), cluster('west', { primary: 'east' })],
      cacertsOf,
      inUse: [inUse],
    });
    expect(watched.unread).toEqual([
      { cluster: 'east', why: 'may not be read' },
    ]);
    // A remote’s authority is that of its primary.
    expect(roles(watched)).toEqual([['east', ['root CN=Root']]]);
  });

  it('are not fewer because a file is none: it is told which', async () => {
    secrets.east = { value: { chain: 'no certificate', root } };
    const watched = await watchedPlanes({
      clusters: [cluster('east')],
      cacertsOf,
      inUse: [],
    });
    expect(watched.unread).toEqual([
      { cluster: 'east', why: expect.stringMatching(/^its chain cannot be/) },
    ]);
    expect(watched.planes[0].certificates).toHaveLength(1);
  });
});
