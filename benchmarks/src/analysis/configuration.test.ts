import { analyzeManifests } from '@meshport/istio';
import { configurationOf, yamlOf } from './configuration';

describe('configurationOf', () => {
  const objects = configurationOf(1000);

  it('has as many objects as asked for, each with a name of its own', () => {
    const names = objects.map(({ kind, metadata }) =>
      [kind, metadata.namespace, metadata.name].join(),
    );
    expect(new Set(names).size).toBe(1000);
  });

  it('has mistakes of many kinds, and can be read', () => {
    const { findings } = analyzeManifests([
      { name: 'all.yaml', text: yamlOf(objects) },
    ]);
    const codes = new Set(findings.map(({ code }) => code));
    expect([...codes]).toEqual(
      expect.arrayContaining(['IST0101', 'IST0109', 'IST0173', 'KIA0004']),
    );
    expect([...codes].filter(code => code.startsWith('MSP'))).toEqual([]);
    expect(findings.length).toBeLessThan(200);
  });
});
