import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { toYaml } from '../../resources';
import { readVmOnboarding } from '.';
import { GOLDEN_CASES } from './__testUtils__/goldenCases';

function golden(name: string): string {
  return readFileSync(
    resolve(__dirname, '__fixtures__', `${name}.yaml.golden`),
    'utf8',
  );
}

describe.each(GOLDEN_CASES.map(one => [one.name, one] as const))(
  'the objects of %s',
  (name, { input, objects }) => {
    it('are as in the file', () => {
      expect(toYaml(objects)).toBe(golden(name));
    });

    it('are of an input that is taken as it is', () => {
      expect(input && readVmOnboarding(input)).toEqual(input && { input });
    });

    it('name each object once', () => {
      const names = objects.map(
        ({ kind, metadata }) =>
          `${kind} ${metadata.namespace ?? ''}/${metadata.name}`,
      );
      expect(new Set(names).size).toBe(names.length);
    });
  },
);
