import { parseIstiodVersion } from './istiodVersion';

describe('parseIstiodVersion', () => {
  it.each([
    ['1.30.2-56df41f63e51f5dcb2b31b4b4c0d1d1c8c0a1a0b-Clean', '1.30.2'],
    ['1.31-dev-unknown-unknown', '1.31-dev'],
    ['1.30.2-56df41f-dirty-Modified', '1.30.2'],
    ['1.30.0-rc.1-56df41f-Clean\n', '1.30.0-rc.1'],
    ['unknown-unknown-unknown', undefined],
    ['<html>not-found</html>', undefined],
    ['', undefined],
  ])('reads %j as %s', (text, version) => {
    expect(parseIstiodVersion(text)).toBe(version);
  });
});
