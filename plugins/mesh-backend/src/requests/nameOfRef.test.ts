import { nameOfRef } from './nameOfRef';

it.each([
  ['group:default/team-platform', 'team-platform'],
  ['group:abroad/team-platform', 'abroad/team-platform'],
  ['team-platform', 'team-platform'],
])('says %s as %s', (ref, name) => {
  expect(nameOfRef(ref)).toBe(name);
});
