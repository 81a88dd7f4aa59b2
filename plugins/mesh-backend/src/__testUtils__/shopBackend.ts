import { DevMesh, eventually } from './devMesh';
import { PLATFORM, ReadBackend } from './ReadBackend';
import { EAST, ENTITIES, WEST } from './shopMesh';

/**
 * A backend over the clusters of the shop: east, west whose control plane is
 * east's, and one that is gone. It has read them when this returns.
 */
export async function startShopBackend(): Promise<{
  mesh: DevMesh;
  backend: ReadBackend;
}> {
  const mesh = await DevMesh.start({ east: EAST, west: WEST, gone: [] });
  await mesh.cluster('gone').stop();
  const backend = await ReadBackend.start({
    mesh,
    entities: ENTITIES,
    clusters: [
      { ...mesh.details('east'), title: 'East', network: 'net-e' },
      { ...mesh.details('west'), primary: 'east', readOnly: true },
      mesh.details('gone'),
    ],
  });
  await eventually(async () => {
    const { body } = await backend.get('/clusters', PLATFORM);
    const states = body.clusters?.map((c: any) => c.state).join();
    if (states !== 'fresh,fresh,unreachable') {
      throw new Error(states ?? JSON.stringify(body));
    }
  });
  return { mesh, backend };
}
