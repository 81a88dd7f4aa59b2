import {
  answer,
  fresh,
  stale,
  syncing,
  unreachable,
} from '../__testUtils__/answers';
import { viewAnswer } from './answerView';

const forbidden = Object.assign(new Error('no'), { name: 'NotAllowedError' });
const broken = new Error('Failed to fetch');
const withheld = [{ cluster: 'east', namespace: 'payments' }];

describe('viewAnswer', () => {
  it('is loading before anything is known', () => {
    expect(viewAnswer({})).toEqual({ kind: 'loading', syncing: [] });
  });

  it('is loading while every cluster is read for the first time', () => {
    expect(
      viewAnswer({ answer: answer([], [syncing('east'), syncing('west')]) }),
    ).toEqual({ kind: 'loading', syncing: ['east', 'west'] });
  });

  it('is forbidden when refused, even with an older answer', () => {
    expect(viewAnswer({ answer: answer([1]), error: forbidden })).toMatchObject(
      { kind: 'forbidden', error: forbidden },
    );
  });

  it('is forbidden, not empty, when all there is was held back', () => {
    expect(viewAnswer({ answer: { ...answer([]), withheld } })).toEqual({
      kind: 'forbidden',
      withheld,
    });
  });

  it('is full when only part was held back', () => {
    expect(viewAnswer({ answer: { ...answer([1]), withheld } })).toMatchObject({
      kind: 'full',
    });
  });

  it('is an error when the backend fails at once', () => {
    expect(viewAnswer({ error: broken })).toMatchObject({
      kind: 'error',
      error: broken,
    });
  });

  it('is an error, not empty, when no cluster could be read', () => {
    expect(
      viewAnswer({ answer: answer([], [unreachable('east')]) }),
    ).toMatchObject({ kind: 'error' });
  });

  it('keeps the data when a refresh fails', () => {
    expect(viewAnswer({ answer: answer([1]), error: broken })).toMatchObject({
      kind: 'full',
      outage: broken,
    });
  });

  it('is empty only for the clusters that were read', () => {
    expect(
      viewAnswer({
        answer: answer(
          [],
          [fresh('east'), unreachable('west'), stale('lab', 6)],
        ),
      }),
    ).toMatchObject({ kind: 'empty', known: ['east'] });
  });

  it('does not conclude from a kind that could not be read', () => {
    const blind = {
      ...fresh('east'),
      failures: [
        { kind: 'WorkloadEntry', reason: 'Forbidden' as const, message: 'no' },
      ],
    };
    expect(viewAnswer({ answer: answer([], [blind]) })).toMatchObject({
      kind: 'error',
    });
  });

  it('concludes from a kind that the cluster does not serve', () => {
    const without = {
      ...fresh('east'),
      failures: [
        { kind: 'HTTPRoute', reason: 'NotServed' as const, message: 'none' },
      ],
    };
    expect(viewAnswer({ answer: answer([], [without]) })).toMatchObject({
      kind: 'empty',
      known: ['east'],
    });
  });

  it('is forbidden, not without clusters, when none may be read', () => {
    expect(
      viewAnswer({ answer: { ...answer([], []), withheldClusters: true } }),
    ).toEqual({ kind: 'forbidden', withheld: [], clusters: true });
  });

  it('says so when no cluster is connected', () => {
    expect(viewAnswer({ answer: answer([], []) })).toEqual({
      kind: 'noClusters',
    });
  });

  it('lets a card say what empty is', () => {
    expect(viewAnswer({ answer: answer([1]) }, () => true)).toMatchObject({
      kind: 'empty',
    });
  });
});
