import { ContactStatus, judgeFreshness } from './freshness';
import { KindStatus } from './KindRecord';

const watching: KindStatus = {
  kind: 'Pod',
  state: 'watching',
  listed: true,
  count: 1,
  failures: 0,
  lastGood: 2000,
};
const listing: KindStatus = {
  kind: 'Service',
  state: 'listing',
  listed: false,
  count: 0,
  failures: 0,
};
const failure = { reason: 'Unreachable' as const, message: 'gone' };
const lost: KindStatus = {
  ...watching,
  kind: 'Namespace',
  state: 'failing',
  lastGood: 1000,
  failure: { ...failure, kind: 'Namespace' },
};
const neverListed: KindStatus = { ...lost, listed: false, lastGood: undefined };
const forbidden: KindStatus = {
  kind: 'Gateway',
  state: 'Forbidden',
  listed: false,
  count: 0,
  failures: 0,
  failure: { kind: 'Gateway', reason: 'Forbidden', message: 'no' },
};
const up: ContactStatus = { answers: true, lastContact: 3000 };
const down: ContactStatus = { answers: false, failure };

describe('judgeFreshness', () => {
  it.each([
    ['nothing has come yet', {}, [listing], 'syncing', undefined],
    ['some lists are missing', up, [watching, listing], 'syncing', undefined],
    ['all is followed', up, [watching], 'fresh', 2000],
    [
      'all that may be read is followed',
      up,
      [watching, forbidden],
      'fresh',
      2000,
    ],
    ['nothing may be read', up, [forbidden], 'fresh', 3000],
    ['a kind is lost', up, [watching, lost], 'stale', 1000],
    [
      'the cluster is gone',
      { ...down, lastContact: 3000 },
      [watching],
      'stale',
      2000,
    ],
    ['it was never there', down, [neverListed], 'unreachable', undefined],
    [
      'lists fail before the first sign of life',
      {},
      [neverListed],
      'unreachable',
      undefined,
    ],
    [
      'one kind fails while the cluster answers',
      up,
      [watching, neverListed],
      'syncing',
      undefined,
    ],
  ])('when %s', (_, contact, kinds, state, asOf) => {
    expect(judgeFreshness(contact as ContactStatus, kinds)).toMatchObject({
      state,
      asOf,
    });
  });

  it('says once what is wrong with the whole cluster', () => {
    const other = { ...lost, failure: { ...failure, kind: 'Pod' } };
    expect(judgeFreshness(up, [lost, other]).failures).toEqual([failure]);
    expect(judgeFreshness(down, [lost, other, forbidden]).failures).toEqual([
      failure,
      forbidden.failure,
    ]);
  });

  it('says of which kinds something is wrong', () => {
    expect(judgeFreshness(up, [watching, lost, forbidden]).failures).toEqual([
      lost.failure,
      forbidden.failure,
    ]);
  });

  it.each([
    ['when the cluster is known to be gone', down],
    ['before that is known', up],
  ])('says since when the first kind fails, %s', (_, contact) => {
    const at = (since: string) => ({
      ...lost,
      failure: { ...lost.failure!, since },
    });
    const { failures } = judgeFreshness(
      {
        ...contact,
        ...(contact.failure && {
          failure: { ...failure, since: '2026-11-21T10:00:09Z' },
        }),
      },
      [at('2026-11-21T10:00:05Z'), at('2026-11-21T10:00:03Z')],
    );
    expect(failures).toEqual([{ ...failure, since: '2026-11-21T10:00:03Z' }]);
  });
});
