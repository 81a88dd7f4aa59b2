import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze, readManifests, snapshotOfManifests } from '@meshport/istio';
import { stringify } from 'yaml';
import { troubleWithMends } from '../../packages/istio/src/analysis/testing/mends';
import { snapshotlessText } from './analysisGrid';
import { mistakesFor } from './generated/analysisMistakes';

const SEEDS = 40;
const MISTAKES = 4;

test(`mends mend in ${SEEDS} configurations with ${MISTAKES} mistakes each`, () => {
  let mended = 0;
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { all } = mistakesFor(seed, MISTAKES);
    const text = all.map((one: object) => stringify(one)).join('---\n');
    const { manifests } = readManifests([
      { name: 'default', text: snapshotlessText },
      { name: 'case.yaml', text },
    ]);
    const snapshot = snapshotOfManifests(manifests);
    const { findings } = analyze([snapshot]);
    mended += findings.filter(one => one.mend).length;
    assert.deepEqual(
      troubleWithMends(findings, snapshot),
      [],
      `configuration ${seed}`,
    );
  }
  assert.ok(mended > SEEDS, `only ${mended} findings had a mend`);
});
