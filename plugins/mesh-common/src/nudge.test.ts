import { isMeshNudge, nudgeConcerns } from './nudge';

const nudge = { cluster: 'east', kinds: ['Pod'], revision: 'east=Pd:9' };

describe('a nudge', () => {
  it.each([
    [nudge, true],
    [{ ...nudge, kinds: [] }, true],
    [{ ...nudge, kinds: [1] }, false],
    [{ cluster: 'east' }, false],
    ['east', false],
    [null, false],
  ])('%j is one: %s', (message, expected) => {
    expect(isMeshNudge(message)).toBe(expected);
  });

  it.each([
    ['its cluster and kind', 'east=Pd:1.Se:2', ['east'], true],
    ['other kinds of its cluster', 'east=Se:2', ['east'], false],
    ['another cluster', 'west=Pd:1', ['west'], false],
    ['an unknown revision', undefined, ['east'], true],
    ['its cluster as a primary', 'west=Pd:1,east=APy:3', ['west'], true],
  ])('concerns an answer of %s', (_, revision, names, expected) => {
    const clusters = names.map(name => ({ name }));
    expect(nudgeConcerns(nudge, { clusters, revision })).toBe(expected);
  });

  it('about the state of a cluster concerns every answer of it', () => {
    const state = { ...nudge, kinds: [] };
    const clusters = [{ name: 'east' }];
    expect(nudgeConcerns(state, { clusters, revision: 'east=Se:2' })).toBe(
      true,
    );
  });
});
