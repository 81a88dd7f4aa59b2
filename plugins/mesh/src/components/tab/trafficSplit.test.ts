import { PolicyReport } from '@meshport/backstage-plugin-mesh-common';
import { trafficOf } from './trafficSplit';

const decidedBy = { kind: 'VirtualService', cluster: 'east', name: 'ratings' };

function report(
  destinations: { subset?: string; weight: number }[],
  subsets: Record<string, Record<string, string>>,
): PolicyReport {
  return {
    cluster: 'east',
    namespace: 'shop',
    routes: [
      {
        hosts: ['ratings'],
        destinations: destinations.map(one => ({ host: 'ratings', ...one })),
        decidedBy,
      },
    ],
    effects: {
      subsets: Object.entries(subsets).map(([name, labels]) => ({
        name,
        labels,
      })),
    },
  } as unknown as PolicyReport;
}

const machine = (version: string, namespace = 'shop') =>
  ({ cluster: 'east', namespace, version } as any);

const TWO = [
  { subset: 'a', weight: 90 },
  { subset: 'b', weight: 10 },
];

describe('how machines and pods share calls', () => {
  it('is told by the label that onboarding writes', () => {
    const [route] = trafficOf(
      report(TWO, { a: { class: 'container' }, b: { class: 'vm' } }),
      [],
    );
    expect(route.machines).toBe(10);
    expect(route.shares.map(({ runsOn }) => runsOn)).toEqual([
      'pods',
      'machines',
    ]);
  });

  it('is told by the version of the machines', () => {
    const versions = { a: { version: 'v1' }, b: { version: 'vm' } };
    const [route] = trafficOf(report(TWO, versions), [machine('vm')]);
    expect(route.machines).toBe(10);
    const [other] = trafficOf(report(TWO, versions), [
      machine('vm', 'elsewhere'),
    ]);
    expect(other.machines).toBeUndefined();
  });

  it.each([
    ['subsets that no rule names', TWO, {}],
    ['no subset', [{ weight: 100 }], {}],
    [
      'a third part of which nothing is known',
      [...TWO, { weight: 5 }],
      { a: { class: 'container' }, b: { class: 'vm' } },
    ],
  ])('is not told with %s', (_, destinations, subsets) => {
    const [route] = trafficOf(report(destinations, subsets as any), []);
    expect(route.machines).toBeUndefined();
    expect(route.shares.map(({ runsOn }) => runsOn)).toContain('both');
  });

  it('gives everything to the only destination, whatever its weight', () => {
    const [route] = trafficOf(report([{ weight: 0 }], {}), []);
    expect(route.shares).toEqual([
      { target: 'ratings', weight: 100, runsOn: 'both' },
    ]);
  });
});
