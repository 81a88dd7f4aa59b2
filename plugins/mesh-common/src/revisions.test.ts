import {
  formatRevisions,
  highestRevisions,
  kindCode,
  parseRevisions,
} from './revisions';

describe('revisions', () => {
  const text = 'east=Pd:1204.Se:88,west=Pd:7';

  it('are written and read again', () => {
    expect(formatRevisions(parseRevisions(text))).toBe(text);
  });

  it.each([
    null,
    undefined,
    '',
    'nonsense',
    'east',
    'east=',
    '=Pd:1',
    'east=Pd',
    'east=Pd:-1',
    'east=Pd:1e9',
    `east=Pd:${'9'.repeat(31)}`,
    'east=Pd:1 2',
    ',,,',
  ])('are nothing when they are garbage: %j', garbage => {
    expect(formatRevisions(parseRevisions(garbage))).toBe('');
  });

  it('keep what is understood beside garbage', () => {
    expect(
      formatRevisions(parseRevisions('east=Pd:1.??:2.Se:3,%%%,west=x')),
    ).toBe('east=Pd:1.Se:3');
  });

  it('are merged to the highest, as numbers', () => {
    const merged = highestRevisions(
      parseRevisions('east=Pd:99.Se:5'),
      parseRevisions('east=Pd:100.Se:4,west=Pd:1'),
    );
    expect(formatRevisions(merged)).toBe('east=Pd:100.Se:5,west=Pd:1');
  });

  it('keep numbers beyond those of JavaScript apart', () => {
    const merged = highestRevisions(
      parseRevisions('east=Pd:9007199254740993'),
      parseRevisions('east=Pd:9007199254740992'),
    );
    expect(formatRevisions(merged)).toBe('east=Pd:9007199254740993');
  });

  it('name kinds shortly', () => {
    expect(
      ['Pod', 'Service', 'Sidecar', 'AuthorizationPolicy'].map(kindCode),
    ).toEqual(['Pd', 'Se', 'Sr', 'APy']);
  });
});
