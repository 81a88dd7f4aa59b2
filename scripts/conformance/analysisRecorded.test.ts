import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stringify } from 'yaml';
import { verdictsOn } from './analysisVerdicts';
import {
  MistakenCase,
  mistakenCase,
  mistakenObject,
} from './generated/analysisMistakes';
import ofObjects from './generated/istioObjectVerdicts.json';
import ofConfigurations from './generated/istioVerdicts.json';

// What the real istioctl said of generated mistakes, each case by its seed;
// written by analysis-differential.ts, and kept as what differs from the usual.
interface Recorded {
  usual: string[];
  cases: Record<string, { more?: string[]; less?: string[] }>;
}

function check(
  { usual, cases }: Recorded,
  make: (seed: number) => MistakenCase,
): void {
  for (const [seed, { more = [], less = [] }] of Object.entries(cases)) {
    const { name, objects } = make(Number(seed));
    test(`says what istioctl says of ${name}`, () => {
      const text = objects.map(object => stringify(object)).join('---\n');
      const rest = [...usual];
      for (const one of less) {
        rest.splice(rest.indexOf(one), 1);
      }
      assert.deepEqual(verdictsOn(text), [...rest, ...more].sort());
    });
  }
}

check(ofConfigurations, mistakenCase);
check(ofObjects, mistakenObject);
