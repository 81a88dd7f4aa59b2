import { preflightFindings } from './preflightFindings';

const finding = (severity: string, code: string) => ({
  severity,
  code,
  clusters: ['east', 'west'],
  message: 'of namespace secret-project',
  mend: 'm',
});

describe('preflightFindings', () => {
  it('names checks and codes, and nothing that is in a namespace', () => {
    const found = preflightFindings({
      clusters: ['east', 'west'],
      verdict: 'error',
      checks: [
        { name: 'cidr', verdict: 'ok', findings: [] },
        {
          name: 'roots',
          verdict: 'error',
          findings: [
            finding('error', 'roots-disjoint'),
            finding('info', 'roots-differ'),
          ],
        },
        {
          name: 'shared-identities',
          verdict: 'warning',
          findings: [
            finding('warning', 'identities-shared'),
            finding('warning', 'identities-shared'),
            finding('warning', 'policies-admit-both'),
          ],
        },
        {
          name: 'network',
          verdict: 'unknown',
          findings: [finding('unknown', 'network-unknown')],
        },
      ],
    } as any);
    expect(found.map(({ code, severity }) => [code, severity])).toEqual([
      ['PREFLIGHT_ROOTS', 'warning'],
      ['PREFLIGHT_SHARED_IDENTITIES', 'warning'],
    ]);
    expect(found[0].message).toBe(
      'roots does not work between east and west: roots-disjoint',
    );
    expect(found[1].message).toBe(
      'shared-identities is in doubt between east and west: identities-shared, policies-admit-both',
    );
    expect(JSON.stringify(found)).not.toContain('secret-project');
  });
});
