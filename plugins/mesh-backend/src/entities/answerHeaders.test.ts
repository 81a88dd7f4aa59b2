import {
  formatRevisions,
  parseRevisions,
  Revisions,
} from '@meshport/backstage-plugin-mesh-common';
import { DevMesh, eventually } from '../__testUtils__/devMesh';
import { PLATFORM, ReadBackend } from '../__testUtils__/ReadBackend';
import { answerHeaders } from './answerHeaders';

jest.setTimeout(60_000);

function fleet(size: number) {
  const names = Array.from({ length: size }, (_, i) => `cluster-${i}`);
  const revisions: Revisions = new Map(
    names.map(name => [
      name,
      new Map(
        ['Pd', 'Se', 'WEy', 'WGp', 'Ne'].map(code => [code, 123_456_789n]),
      ),
    ]),
  );
  const clusters = names.map(name => ({
    name,
    state: 'fresh' as const,
    asOf: '2026-11-21T10:00:00.000Z',
    failures: [],
  }));
  return { names, clusters, revisions };
}

describe('the headers of an answer', () => {
  it('name every cluster of a small fleet', () => {
    const { names, ...answer } = fleet(20);
    const headers = answerHeaders(answer);
    expect(headers['Mesh-Revision']).toBe(formatRevisions(answer.revisions));
    expect(headers['Mesh-As-Of'].split(',')).toHaveLength(20);
  });

  it('stay short enough to be sent, and whole, with hundreds of clusters', () => {
    const { names, ...answer } = fleet(500);
    const headers = answerHeaders(answer);
    const together = Object.values(headers).join('').length;
    expect(together).toBeLessThan(9_001);
    expect(together).toBeGreaterThan(8_000);
    const promised = parseRevisions(headers['Mesh-Revision']);
    expect([...promised.keys()]).toEqual(names.slice(0, promised.size));
    for (const [name, kinds] of promised) {
      expect(kinds).toEqual(answer.revisions.get(name));
    }
    for (const pair of headers['Mesh-As-Of'].split(',')) {
      expect(pair).toMatch(/^cluster-\d+=2026-11-21T10:00:00\.000Z$/);
    }
  });

  it('name the clusters first that an answer shows something of', async () => {
    const namespace = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'shop' },
    };
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 'shop',
        namespace: 'shop',
        labels: { 'backstage.io/kubernetes-id': 'shop' },
      },
      spec: { ports: [{ port: 80 }] },
    };
    const mesh = await DevMesh.start({
      east: [namespace],
      west: [namespace, service],
    });
    const backend = await ReadBackend.start({
      mesh,
      clusters: [mesh.details('east'), mesh.details('west')],
      entities: [
        {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: {
            name: 'shop',
            annotations: { 'backstage.io/kubernetes-id': 'shop' },
          },
          spec: {},
        },
      ],
    });
    try {
      await eventually(async () => {
        const { body, headers } = await backend.get(
          '/entities/component/default/shop/version',
          PLATFORM,
        );
        expect(body.clusters).toMatchObject([
          { name: 'east', state: 'fresh' },
          { name: 'west', state: 'fresh' },
        ]);
        expect([...parseRevisions(headers['mesh-revision']).keys()]).toEqual([
          'west',
          'east',
        ]);
      }, 45_000);
    } finally {
      await backend.stop();
      await mesh.close();
    }
  });
});
