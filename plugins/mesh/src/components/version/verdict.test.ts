import {
  answer,
  eastVersion,
  fresh,
  labVersion,
  unreachable,
  westVersion,
} from '../../__testUtils__/answers';
import {
  findOutdated,
  judgeMembership,
  restartCommands,
  runsNowhere,
} from './verdict';

const three = [fresh('east'), fresh('west'), fresh('lab')];

describe('judgeMembership', () => {
  it('counts a partly meshed cluster as in the mesh', () => {
    expect(
      judgeMembership([eastVersion, westVersion, labVersion], three),
    ).toEqual({ total: 3, inMesh: 2, only: undefined, notKnown: [] });
  });

  it('leaves out a cluster where nothing runs', () => {
    const nothing = { ...labVersion, membership: 'noWorkloads' as const };
    expect(judgeMembership([eastVersion, nothing], three.slice(0, 1))).toEqual({
      total: 1,
      inMesh: 1,
      only: 'east',
      notKnown: [],
    });
  });

  it('counts what is not known neither for nor against', () => {
    const unknown = { ...westVersion, membership: 'unknown' as const };
    expect(
      judgeMembership(
        [eastVersion, unknown],
        [fresh('east'), fresh('west'), unreachable('lab')],
      ),
    ).toMatchObject({ total: 1, inMesh: 1, notKnown: ['west', 'lab'] });
  });
});

describe('runsNowhere', () => {
  it('is true without any workload', () => {
    expect(runsNowhere([])).toBe(true);
    expect(runsNowhere([{ ...labVersion, membership: 'noWorkloads' }])).toBe(
      true,
    );
  });

  it('is false for pods outside the mesh, and where it is not known', () => {
    expect(runsNowhere([labVersion])).toBe(false);
    expect(runsNowhere([{ ...labVersion, membership: 'unknown' }])).toBe(false);
  });
});

describe('findOutdated', () => {
  it('counts pods and machines apart, by cluster', () => {
    const withMachine = {
      ...westVersion,
      proxies: [
        {
          ...westVersion.proxies[0],
          kind: 'virtualMachine' as const,
          count: 2,
          examples: ['bookinfo/vm-01', 'bookinfo/vm-02'],
          restartNeeded: true,
        },
      ],
    };
    const { items } = answer([eastVersion, withMachine]);
    expect(findOutdated(items, 'pods')).toEqual([
      {
        cluster: 'east',
        count: 1,
        examples: ['bookinfo/ratings-v1-7d9c8b6f5c-zl5vp'],
      },
    ]);
    expect(findOutdated(items, 'machines')).toMatchObject([
      { cluster: 'west', count: 2 },
    ]);
  });
});

describe('restartCommands', () => {
  it('restarts each Deployment once', () => {
    expect(
      restartCommands([
        'bookinfo/ratings-v1-7d9c8b6f5c-zl5vp',
        'bookinfo/ratings-v1-7d9c8b6f5c-x2k4z',
        'shop/ratings-66c9f8d7b4-k9d2w',
      ]),
    ).toEqual([
      'kubectl rollout restart deployment/ratings-v1 -n bookinfo',
      'kubectl rollout restart deployment/ratings -n shop',
    ]);
  });

  it('does not guess a Deployment from another name', () => {
    expect(restartCommands(['bookinfo/ratings-0'])).toEqual([
      'kubectl delete pod ratings-0 -n bookinfo',
    ]);
  });
});
