import { ratingsPolicies } from '../../__testUtils__/answers';
import { joinSameReports } from './sameReports';

const west = { ...ratingsPolicies, cluster: 'west' };

describe('joinSameReports', () => {
  it('says the same only once', () => {
    expect(joinSameReports([ratingsPolicies, west])).toEqual([
      { report: ratingsPolicies, clusters: ['east', 'west'] },
    ]);
  });

  it('keeps apart what differs in anything else', () => {
    const open = { ...west, callers: [] };
    const elsewhere = { ...west, namespace: 'shop' };
    expect(
      joinSameReports([ratingsPolicies, open, elsewhere]).map(
        ({ clusters }) => clusters,
      ),
    ).toEqual([['east'], ['west'], ['west']]);
  });
});
