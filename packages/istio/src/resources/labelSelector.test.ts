import { matchesRequirements, matchesSelector } from './labelSelector';
import { LabelSelectorError, parseLabelSelector } from './parseLabelSelector';

const LABELS = { app: 'ratings', version: 'v1', tier: '', weight: '10' };

describe('parseLabelSelector and matchesRequirements', () => {
  it.each<[string, boolean]>([
    ['', true],
    ['   ', true],
    ['app=ratings', true],
    ['app==ratings', true],
    ['app = ratings', true],
    ['app=reviews', false],
    ['app!=reviews', true],
    ['app!=ratings', false],
    ['missing!=a', true],
    ['app in (ratings,reviews)', true],
    ['app in ( ratings , reviews )', true],
    ['app in (reviews)', false],
    ['missing in (a)', false],
    ['app notin (reviews)', true],
    ['app notin (ratings)', false],
    ['missing notin (a)', true],
    ['app', true],
    ['missing', false],
    ['!missing', true],
    ['! missing', true],
    ['!app', false],
    ['tier=', true],
    ['app=', false],
    ['tier in ()', true],
    ['app in (,ratings)', true],
    ['weight>9', true],
    ['weight>10', false],
    ['weight<11', true],
    ['app>1', false],
    ['missing<1', false],
    ['app=ratings,version!=v2,tier,!missing,weight in (10,20)', true],
    ['app=ratings,version=v2', false],
    ['in in (a)', false],
    ['toString', false],
    ['example.org/part-of=x', false],
  ])('%j selects: %s', (text, expected) => {
    expect(matchesRequirements(parseLabelSelector(text), LABELS)).toBe(
      expected,
    );
  });

  it('reads a label with a prefix', () => {
    expect(parseLabelSelector('backstage.io/kubernetes-id=ratings')).toEqual([
      {
        key: 'backstage.io/kubernetes-id',
        operator: 'In',
        values: ['ratings'],
      },
    ]);
  });

  it.each<[string, number, RegExp]>([
    ['=a', 0, /"=" is not a label key/],
    ['a=b,', 4, /found the end/],
    [',a', 0, /not a label key/],
    ['a b', 2, /Expected =/],
    ['a=b c', 4, /Expected a comma or the end, found "c"/],
    ['a=b=c', 3, /Expected a comma/],
    ['a in b', 5, /Expected \(/],
    ['a in (b', 7, /Expected a comma or \)/],
    ['a in (b c)', 8, /Expected a comma or \)/],
    ['a notin', 7, /Expected \(/],
    ['-a=b', 0, /not a label key/],
    ['a/b/c=d', 0, /not a label key/],
    ['A_/b=c', 0, /not a label key/],
    ['a=-b', 2, /not a label value/],
    [`a=${'b'.repeat(64)}`, 2, /not a label value/],
    [`${'b'.repeat(64)}=a`, 0, /not a label key/],
    ['a>b', 2, /whole number/],
    ['a>', 2, /whole number/],
    ['!', 1, /found the end/],
    ['!a=b', 2, /Expected a comma/],
    ['a={b}', 2, /not a label value/],
  ])('refuses %j at character %i', (text, position, message) => {
    let error: unknown;
    try {
      parseLabelSelector(text);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(LabelSelectorError);
    expect(error).toMatchObject({
      position,
      message: expect.stringMatching(message),
    });
    expect(String(error)).toContain(`at character ${position + 1} of`);
  });
});

describe('matchesSelector', () => {
  it.each<[string, Parameters<typeof matchesSelector>[0], boolean]>([
    ['no selector', undefined, false],
    ['an empty selector', {}, true],
    ['labels', { matchLabels: { app: 'ratings' } }, true],
    ['other labels', { matchLabels: { app: 'ratings', x: 'y' } }, false],
    [
      'In',
      {
        matchExpressions: [{ key: 'app', operator: 'In', values: ['ratings'] }],
      },
      true,
    ],
    [
      'NotIn without the label',
      { matchExpressions: [{ key: 'x', operator: 'NotIn', values: ['y'] }] },
      true,
    ],
    ['Exists', { matchExpressions: [{ key: 'x', operator: 'Exists' }] }, false],
    [
      'DoesNotExist',
      { matchExpressions: [{ key: 'x', operator: 'DoesNotExist' }] },
      true,
    ],
    [
      'both, one of which fails',
      {
        matchLabels: { app: 'ratings' },
        matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }],
      },
      false,
    ],
    [
      'an operator that does not exist',
      { matchExpressions: [{ key: 'app', operator: 'Like' }] },
      false,
    ],
  ])('%s', (_, selector, expected) => {
    expect(matchesSelector(selector, LABELS)).toBe(expected);
  });

  it('takes missing labels for none', () => {
    expect(matchesSelector({}, undefined)).toBe(true);
    expect(matchesSelector({ matchLabels: { a: 'b' } }, undefined)).toBe(false);
  });
});
