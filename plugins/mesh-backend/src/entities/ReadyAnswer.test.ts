import { MeshAnswer } from '@meshport/backstage-plugin-mesh-common';
import { readyAnswer } from './ReadyAnswer';

const answer: MeshAnswer<unknown> = {
  items: [{ name: 'a', asOf: '2026-11-21T10:00:00.000Z' }],
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

describe('the ETag of an answer', () => {
  const { etag } = readyAnswer(answer, 'all');

  it('stays while only the time moves', () => {
    const asOf = '2026-11-21T10:00:15.000Z';
    const later = {
      ...answer,
      items: [{ name: 'a', asOf }],
      clusters: [{ ...answer.clusters[0], asOf }],
    };
    expect(readyAnswer(later, 'all').etag).toBe(etag);
  });

  it('is another one for another decision', () => {
    expect(readyAnswer(answer, 'some').etag).not.toBe(etag);
  });

  it.each([
    ['an item', { items: [{ name: 'b' }] }],
    ['what is withheld', { withheld: [{ cluster: 'east' }] }],
    [
      "a cluster's state",
      { clusters: [{ ...answer.clusters[0], state: 'stale' as const }] },
    ],
    [
      "a cluster's failures",
      {
        clusters: [
          {
            ...answer.clusters[0],
            failures: [{ reason: 'Forbidden' as const, message: 'no' }],
          },
        ],
      },
    ],
  ])('changes with %s', (_, change) => {
    expect(readyAnswer({ ...answer, ...change }, 'all').etag).not.toBe(etag);
  });
});
