/* eslint-disable global-require */
import fs from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';

/** Something that is to notice a negated condition. */
export interface Trial {
  name: string;
  /** Throws where something is not as it should be. */
  run(): void;
}

type Body = (...args: any[]) => unknown;

/** Just enough of jest for the tests of the analysis, which wait for nothing. */
function trialsOf(file: string): Trial[] {
  const trials: Trial[] = [];
  const add = (name: string, body: () => unknown) =>
    trials.push({
      name: `${file}: ${name}`,
      run: () => {
        if (body() instanceof Promise) {
          throw new Error('it waits, and nobody here waits for it');
        }
      },
    });
  const it = (name: string, body: Body) => add(name, () => body());
  it.each = (rows: any[]) => (name: string, body: Body) =>
    rows.forEach((row, i) => {
      const args = Array.isArray(row) ? row : [row];
      add(`${name} (${i})`, () => body(...args));
    });
  const globals = globalThis as any;
  globals.it = it;
  globals.describe = (_: string, body: Body) => body();
  globals.describe.each = (rows: any[]) => (_: string, body: Body) =>
    rows.forEach(row => body(...(Array.isArray(row) ? row : [row])));
  globals.expect = require('expect').expect;
  require(file);
  return trials;
}

/** Hundreds of cases in a test, each of which is a trial of its own here. */
const JUDGED_BELOW = /webhook\.test\.ts$/;

/** The tests of a folder and of those in it. */
export function testsIn(folder: string): Trial[] {
  return fs
    .readdirSync(folder, { recursive: true })
    .map(name => join(folder, String(name)))
    .filter(name => name.endsWith('.test.ts') && !JUDGED_BELOW.test(name))
    .flatMap(trialsOf);
}

interface Recorded {
  usual: string[];
  cases: Record<string, { more?: string[]; less?: string[] }>;
}

function expectedOf(
  { usual, cases }: Recorded,
  seed: string,
): { expected: string[] } {
  const { more = [], less = [] } = cases[seed];
  const rest = [...usual];
  less.forEach(one => rest.splice(rest.indexOf(one), 1));
  return { expected: [...rest, ...more].sort() };
}

/** Objects read once, with the lines of their fields; many cases share them. */
class KnownManifests {
  readonly #known = new Map<string, any>();

  constructor(private readonly analysis: typeof import('@meshport/istio')) {}

  of(object: object): any {
    const text = stringify(object);
    const known = this.#known.get(text);
    if (known) {
      return known;
    }
    const name = `case ${this.#known.size}`;
    const { manifests } = this.analysis.readManifests([{ name, text }]);
    const read = manifests.map(manifest => {
      const lines = new Map<string, any>();
      const { file, line } = manifest.source;
      const lineOf = (path: any) => {
        const key = JSON.stringify(path);
        if (!lines.has(key)) {
          lines.set(key, manifest.source.lineOf(path));
        }
        return lines.get(key);
      };
      return { ...manifest, source: { file, line, lineOf } };
    });
    this.#known.set(text, read);
    return read;
  }
}

/** The same objects, of some kinds as copies: what is known of them is forgotten. */
function unseen(snapshot: any, reads: readonly string[]): any {
  const kinds = { ...snapshot.kinds };
  const sources = new Map(snapshot.sources);
  for (const kind of reads.length === 1 ? reads : []) {
    const objects = (kinds[kind]?.objects ?? []).map((one: object) => {
      const copy = { ...one };
      sources.set(copy, snapshot.sources.get(one));
      return copy;
    });
    kinds[kind] = { revision: 'copies', objects };
  }
  return { ...snapshot, kinds, sources };
}

/**
 * What each of Istio's analyzers says of the mistakes that the real istioctl
 * judged. That all of them together say what istioctl said is looked at first.
 */
export function recordedTrials(): Trial[] {
  const analysis =
    require('@meshport/istio') as typeof import('@meshport/istio');
  const { snapshotlessText } = require('../analysisGrid');
  const mistakes = require('../generated/analysisMistakes');
  const known = new KnownManifests(analysis);
  const defaults = analysis.readManifests([
    { name: 'default', text: snapshotlessText },
  ]).manifests;
  const verdicts = (snapshot: any, analyzers?: string[]): string =>
    analysis
      .analyze([snapshot], analyzers && { analyzers })
      .findings.filter(({ code }) => code.startsWith('IST'))
      .map(
        ({ code, resource, args }) =>
          `${code} ${analysis.friendlyName(resource)} ${JSON.stringify(args)}`,
      )
      .sort()
      .join('\n');
  const istios = analysis.ALL_ANALYZERS.filter(
    one => !one.onRequest && one.codes.some(code => code.startsWith('IST')),
  );
  const all: [Recorded, (seed: number) => { objects: any[] }][] = [
    [require('../generated/istioObjectVerdicts.json'), mistakes.mistakenObject],
    [require('../generated/istioVerdicts.json'), mistakes.mistakenCase],
  ];
  return all.flatMap(([recorded, make]) =>
    Object.keys(recorded.cases).flatMap(seed => {
      const { objects } = make(Number(seed));
      const snapshot = analysis.snapshotOfManifests([
        ...defaults,
        ...objects.flatMap(one => known.of(one)),
      ]);
      const { expected } = expectedOf(recorded, seed);
      if (verdicts(snapshot) !== expected.join('\n')) {
        throw new Error(`Case ${seed} is not judged as istioctl judged it.`);
      }
      return istios.map(({ name, reads }) => {
        const judge = () => verdicts(unseen(snapshot, reads), [name]);
        const usual = judge();
        return {
          name: `${name} on what istioctl judged, case ${seed}`,
          run: () => {
            if (judge() !== usual) {
              throw new Error('it judges in another way');
            }
          },
        };
      });
    }),
  );
}

/** What the checks of the webhook say of objects that the real istioctl judged. */
export function webhookTrials(): Trial[] {
  const analysis =
    require('@meshport/istio') as typeof import('@meshport/istio');
  const { objectOfCase, webhookCases } =
    require('../generated/webhookCases') as typeof import('../generated/webhookCases');
  return webhookCases().map((one, i) => {
    const text = JSON.stringify(objectOfCase(one, 'NAME'));
    const { manifests } = analysis.readManifests([{ name: 'case', text }]);
    const snapshot = analysis.snapshotOfManifests(manifests);
    const { kind } = one;
    const judge = () =>
      analysis
        .analyze([unseen(snapshot, [kind])], {
          analyzers: [`schema.ValidationAnalyzer.${kind}`],
        })
        .findings.map(({ code, args, path }) =>
          JSON.stringify([code, args, path]),
        )
        .join('\n');
    const usual = judge();
    return {
      name: `what istioctl says of case ${i}, a ${kind}`,
      run: () => {
        if (judge() !== usual) {
          throw new Error('it judges in another way');
        }
      },
    };
  });
}
