import { ConfigReader } from '@backstage/config';
import { readAlertSettings } from './alertSettings';

const read = (mesh: object) =>
  readAlertSettings(new ConfigReader({ mesh } as any));
const authority = (escalateTo?: unknown) => ({
  name: 'corp',
  ...(escalateTo ? { renewal: { escalateTo } } : {}),
});

describe('when and whom the portal tells of authorities that end', () => {
  it('is 30, 14 and 7 days before, and only the owners, where nothing is set', () => {
    expect(read({ certificateAuthorities: [authority()] })).toEqual({
      days: [30, 14, 7],
      recipients: [],
      escalateTo: new Map([['corp', []]]),
    });
  });

  it('is what is configured, most days first, each once, groups by their names', () => {
    expect(
      read({
        certificateAuthorityAlerts: {
          days: [3, 60, 3],
          recipients: ['security', 'user:default/lead'],
        },
        certificateAuthorities: [authority(['on-call'])],
      }),
    ).toEqual({
      days: [60, 3],
      recipients: ['group:default/security', 'user:default/lead'],
      escalateTo: new Map([['corp', ['group:default/on-call']]]),
    });
  });

  it.each([[[]], [[0]], [[1.5]], [[366]], [['7']], [7]])(
    'is no list of days with %j',
    days => {
      expect(() => read({ certificateAuthorityAlerts: { days } })).toThrow(
        /^mesh\.certificateAuthorityAlerts\.days: give a list of whole days/,
      );
    },
  );

  it.each([
    [
      { certificateAuthorityAlerts: { recipients: ['a:b:c:d'] } },
      /^mesh\.certificateAuthorityAlerts\.recipients\[0\]/,
    ],
    [
      { certificateAuthorities: [authority(['group:default/a', 'a/b/c'])] },
      /^mesh\.certificateAuthorities\[0\]\.renewal\.escalateTo\[1\]/,
    ],
  ])('names the field of what is no reference', (mesh, words) => {
    expect(() => read(mesh)).toThrow(words);
  });
});
