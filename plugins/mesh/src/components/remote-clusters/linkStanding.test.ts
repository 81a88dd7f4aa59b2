import { credentialStanding } from './linkStanding';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const DAY = 24 * 3600 * 1000;
const link = (more: object) => ({ secrets: [{}], ...more } as any);
const inDays = (days: number) => new Date(NOW + days * DAY).toISOString();

describe('credentialStanding', () => {
  it.each([
    ['has run out', { expires: inDays(-1) }, 'expired', 'bad'],
    ['runs out soon', { expires: inDays(3) }, 'expires', 'warning'],
    ['runs out later', { expires: inDays(40) }, 'expires', 'ok'],
    [
      'is renewed by itself, so that its end is near',
      { expires: inDays(3), tokenKind: 'rotating' },
      'expires',
      'ok',
    ],
    ['has no end', { tokenKind: 'long-lived' }, 'longLived', 'ok'],
    ['may not be read', { secrets: undefined }, 'unread', 'unknown'],
    ['is not there', { secrets: [] }, 'none', 'off'],
    ['is no token', {}, 'other', 'unknown'],
  ])('%s', (_title, of, kind, mark) => {
    expect(credentialStanding(link(of), NOW)).toMatchObject({ kind, mark });
  });
});
