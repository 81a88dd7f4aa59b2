import { formatAsOf, withAsOf } from './asOf';
import { ClusterFreshness, MeshAnswer } from './wire';

const east: ClusterFreshness = {
  name: 'east',
  state: 'fresh',
  asOf: '2026-11-21T10:00:00.000Z',
  failures: [],
};
const west: ClusterFreshness = {
  name: 'west',
  state: 'unreachable',
  failures: [],
};
const answer: MeshAnswer<string> = {
  items: ['a'],
  clusters: [east, west],
  withheld: [],
};

describe('the times of an answer', () => {
  it('are brought up to date by the header', () => {
    const later = '2026-11-21T10:00:15.000Z';
    const header = formatAsOf([{ ...east, asOf: later }, west]);
    expect(header).toBe(`east=${later}`);
    expect(withAsOf(answer, header)).toEqual({
      ...answer,
      clusters: [{ ...east, asOf: later }, west],
    });
  });

  it.each([null, '', 'north=2026-11-21T10:00:15.000Z', 'nonsense'])(
    'stay without a header that names them: %j',
    header => {
      expect(withAsOf(answer, header)).toEqual(answer);
    },
  );
});
