import { eventually } from '../../__testUtils__/devMesh';
import { stateOf } from '../issuance/Issuance';
import { RootWorld } from './__testUtils__/RootWorld';

// Clusters are started for the tests.
jest.setTimeout(240_000);

const MESH_CONFIG = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'istio', namespace: 'istio-system' },
  data: { mesh: 'trustDomain: harbour.example' },
};

describe('the preflight of a new authority in a change of the root', () => {
  let world: RootWorld;
  let process: ReturnType<RootWorld['process']>;

  afterEach(async () => {
    await process.close();
    await world.stop();
  });

  async function firstStep(permits: string[]) {
    world = await RootWorld.start({ permits, objects: [MESH_CONFIG] });
    process = world.process();
    await world.ready();
    await eventually(() =>
      expect(
        process.inventory
          .cluster('east')
          ?.store('ConfigMap')
          .list('istio-system'),
      ).toContainEqual(
        expect.objectContaining({
          metadata: expect.objectContaining({ name: 'istio' }),
        }),
      ),
    );
    const request = await world.request(process.kind, {
      cluster: 'east',
      authority: 'first',
      acceptOutage: true,
    });
    await process.kind.provision(world.work(request));
    const { message } = await process.kind.observe(world.work(request));
    const [issuance] = await process.issuances.list();
    return { message, state: stateOf(issuance) };
  }

  it('tries the trust domain of the mesh', async () => {
    const { state } = await firstStep(['harbour.example']);
    expect(state).toBe('written');
    expect(world.secret()).toMatchObject({
      'root-cert.pem': world.root('first'),
    });
  });

  it('stops before anything is written when it may not sign for it', async () => {
    const { message, state } = await firstStep(['another.example']);
    expect(message).toMatch(
      /Stopped.*not fit to be written.*permitted subtree/s,
    );
    expect(state).toBe('orphaned');
    expect(world.secret()).toBeUndefined();
  });
});
