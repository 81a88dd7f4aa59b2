import { byAge } from './selection';

function made(
  creationTimestamp: string | undefined,
  name = 'a',
  namespace = 'n',
) {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name, namespace, creationTimestamp },
  };
}

describe('byAge', () => {
  const early = made('2026-11-21T09:00:00Z', 'z', 'z');
  const late = made('2026-11-21T10:00:00Z', 'a', 'a');

  it.each([
    ['the older first, whatever its name', early, late],
    [
      'of one time by moment, not by text',
      made('2026-11-21T09:30:00+01:00'),
      early,
    ],
    ['one without a time before all others', made(undefined, 'z'), early],
    ['one with a time that cannot be read likewise', made('soon', 'z'), early],
    [
      'of equal age by name',
      made(undefined, 'a', 'z'),
      made(undefined, 'b', 'a'),
    ],
    [
      'of equal name by namespace',
      made(undefined, 'a', 'a'),
      made(undefined, 'a', 'b'),
    ],
  ])('puts %s', (_, first, second) => {
    expect([second, first].sort(byAge)).toEqual([first, second]);
    expect(byAge(first, second)).toBe(-byAge(second, first));
  });

  it('finds the same object equal', () => {
    expect(byAge(early, early)).toBe(0);
  });
});
