import { MeshAnswer } from '@meshport/backstage-plugin-mesh-common';
import { etagOf } from './etag';

const answer: MeshAnswer<unknown> = {
  items: [{ name: 'a' }],
  clusters: [
    {
      name: 'east',
      state: 'fresh',
      asOf: '2026-11-21T10:00:00.000Z',
      failures: [],
    },
  ],
  withheld: [],
};

describe('etagOf', () => {
  it('stays while only the time moves', () => {
    const later = {
      ...answer,
      clusters: [{ ...answer.clusters[0], asOf: '2026-11-21T10:00:15.000Z' }],
    };
    expect(etagOf(later)).toBe(etagOf(answer));
  });

  it.each([
    ['an item', { items: [{ name: 'b' }] }],
    ['what is withheld', { withheld: [{ cluster: 'east' }] }],
    [
      "a cluster's state",
      { clusters: [{ ...answer.clusters[0], state: 'stale' as const }] },
    ],
  ])('changes with %s', (_, change) => {
    expect(etagOf({ ...answer, ...change })).not.toBe(etagOf(answer));
  });
});
