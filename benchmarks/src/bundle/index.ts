import { Benchmark } from '../frame/Benchmark';
import { measured, Measurement } from '../frame/Measurement';
import { loadedWith, OwnCode, ownCode } from './ownCode';

/** Kilobytes (1,000 bytes) of our own code that one page may load. */
const GOAL_KB = 80;

/** Form fields load with the scaffolder's forms and are told apart from pages. */
const FORM = /\/form\/|cluster-picker|FormField/;

/** Module names of pages, cards and the tab. */
function nameOf(entry: string): string {
  return entry.replace(/^.*components\//, '').replace(/\.tsx?$/, '');
}

function startOf(chunks: OwnCode, entry: string): string {
  const found = [...chunks.values()].find(one => one.entry?.endsWith(entry));
  if (!found) {
    throw new Error(`the bundle has no entry ${entry}`);
  }
  return found.name;
}

async function sizes(entry: string, label: string): Promise<Measurement[]> {
  const chunks = await ownCode(entry);
  const start = startOf(chunks, `/${entry}`);
  const kb = (bytes: number) => bytes / 1000;
  const pages = [...chunks.values()]
    .filter(({ name, entry: module }) => module && name !== start)
    .map(({ name, entry: module }) => ({
      name: nameOf(module!),
      // What the app loads for every page is in what one page loads.
      kilobytes: kb(loadedWith(chunks, [start, name]).bytes),
    }))
    .sort((a, b) => b.kilobytes - a.kilobytes);
  const shown = pages.filter(({ name }) => !FORM.test(name));
  if (shown.length === 0) {
    throw new Error(`${label}: no page is loaded by itself`);
  }
  const all = [...chunks.values()].reduce(
    (sum, { gzipBytes }) => sum + gzipBytes,
    0,
  );
  return [
    measured(
      `${label}: loaded with the app, before any page of ours is opened`,
      kb(loadedWith(chunks, [start]).bytes),
      'kB gz',
      { atMost: GOAL_KB },
    ),
    measured(
      `${label}: the page, card or tab that loads most (${shown[0].name}), with what is loaded with the app`,
      shown[0].kilobytes,
      'kB gz',
      { atMost: GOAL_KB },
    ),
    ...shown
      .slice(1, 6)
      .map(({ name, kilobytes }) =>
        measured(`${label}: ${name}, likewise`, kilobytes, 'kB gz'),
      ),
    measured(
      `${label}: everything, form fields included, which nobody loads at once`,
      kb(all),
      'kB gz',
    ),
  ];
}

/** How much of our own code a browser loads. */
export const bundle: Benchmark = {
  summary:
    'our own code in the browser, minified and compressed, by what a page loads',
  parts: {
    plugin: async () => sizes('index.ts', 'new frontend system'),
    legacy: async () => sizes('legacy.ts', 'old frontend system'),
  },
};
