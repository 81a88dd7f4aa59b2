import { ConfigReader } from '@backstage/config';
import {
  hasFix,
  ISTIO_FIXES,
  missingFixes,
  readIstioFixes,
} from './istioFixes';

const FIX = { issue: 'i', defect: 'd', fixedIn: ['1.30.3', '1.31.0'] };

describe('fixes of istiod', () => {
  it.each([
    ['1.29.8', false],
    ['1.30.2', false],
    ['1.30.3', true],
    ['1.30.10', true],
    ['1.30.3-distroless', true],
    ['1.31-dev', false],
    ['1.31.0-rc.0', false],
    ['1.31.0', true],
    ['1.32.0', true],
    ['2.0.0', true],
    ['latest', false],
    [undefined, false],
  ])('%s', (version, has) => {
    expect(hasFix(version, FIX)).toBe(has);
  });

  it('names those that not every istiod has', () => {
    const issues = (versions: (string | undefined)[]) =>
      missingFixes(versions, ISTIO_FIXES).map(({ issue }) =>
        issue.replace(/.*\//, ''),
      );
    expect(issues(['1.31.1', '1.30.5'])).toEqual([]);
    expect(issues(['1.31.1', '1.30.3'])).toEqual(['61043']);
    expect(issues(['1.30.1'])).toEqual(['60612', '61043']);
    expect(issues(['1.29.8'])).toEqual(['36365', '60612', '61043']);
  });

  it('reads those of the configuration', () => {
    const read = (fixedIn: string[]) =>
      readIstioFixes(
        new ConfigReader({
          mesh: {
            remoteClusters: {
              istioFixes: [{ issue: 'x', defect: 'y', fixedIn }],
            },
          },
        }),
      );
    expect(read(['1.31-dev'])).toEqual([
      { issue: 'x', defect: 'y', fixedIn: ['1.31-dev'] },
    ]);
    expect(() => read(['soon'])).toThrow(/istioFixes\[0\]\.fixedIn: "soon"/);
    expect(() => read([])).toThrow(/istioFixes\[0\]\.fixedIn/);
    expect(readIstioFixes(new ConfigReader({}))).toBe(ISTIO_FIXES);
  });
});
