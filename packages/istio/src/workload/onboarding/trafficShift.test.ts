import { machinesPercentOf, shiftObject, VmOnboardingInput } from '.';

const RATINGS: VmOnboardingInput = {
  name: 'ratings-vm',
  namespace: 'bookinfo',
  ports: [
    { name: 'http', number: 80 },
    { name: 'mysql', number: 3306, protocol: 'TCP' },
  ],
  service: { kind: 'existing', name: 'ratings' },
  subsets: {},
};

it.each([0, 1, 50, 99, 100])('reads back a share of %s per cent', percent => {
  expect(machinesPercentOf(shiftObject(RATINGS, percent)!)).toBe(percent);
});

const leg = (subset: string | undefined, weight?: number) => ({
  destination: { host: 'ratings', ...(subset ? { subset } : {}) },
  ...(weight === undefined ? {} : { weight }),
});
const routes = (...all: object[][]) => ({
  spec: { http: all.map(route => ({ route })) },
});

it.each([
  ['nothing', { spec: {} }],
  ['no spec', {}],
  ['another subset', routes([leg('vm', 50), leg('canary', 50)])],
  ['a third leg', routes([leg('vm', 40), leg('container', 40), leg('x', 20)])],
  ['the same subset twice', routes([leg('vm', 50), leg('vm', 50)])],
  ['shares that are not whole', routes([leg('vm', 10), leg('container', 10)])],
  ['no subset', routes([leg(undefined)])],
  ['ports that do not agree', routes([leg('vm')], [leg('container')])],
  ['a route of another', routes([leg('vm')], [])],
])('knows no share of %s', (_, virtualService) => {
  expect(machinesPercentOf(virtualService)).toBeUndefined();
});

it('gives everything to a leg that stands alone', () => {
  expect(machinesPercentOf(routes([leg('vm')]))).toBe(100);
  expect(machinesPercentOf(routes([leg('container', 1)]))).toBe(0);
});
