import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Forced, Tried } from './force';

const DOCUMENT = join(
  __dirname,
  '../../../../docs/contributors/certificates.md',
);
const BEGIN = '<!-- Made by `npm run e2e:ca -- --forced --write`. -->';
const END = '<!-- End of what is made. -->';
const HEAD = [
  'bundle',
  'our preflight',
  'a running istiod',
  'istiod at its start',
  'calls between two Envoys',
];

/** One bundle with everybody's verdict, a cell each; the first is its name. */
export type Row = string[];

/** What our preflight says of a bundle. */
export interface Verdict {
  fit: boolean;
  codes: string[];
}

export function rowOf(name: string, verdict: Verdict, forced: Forced): Row {
  const { reload, start } = forced;
  return [
    name,
    preflightCell(verdict),
    reload.accepted ? 'takes it' : `keeps the old one: ${words(reload.said)}`,
    start.accepted ? 'starts' : `does not start: ${words(start.said)}`,
    callsCell(reload, start),
  ];
}

function preflightCell({ fit, codes }: Verdict): string {
  const named = codes.map(code => `\`${code}\``).join(', ');
  if (!fit) return `refused: ${named}`;
  return named ? `fit, with a warning: ${named}` : 'fit';
}

function callsCell(reload: Tried, start: Tried): string {
  const of = ({ calls }: Tried) =>
    calls && (calls.works ? 'work' : `fail: ${words(calls.said)}`);
  const [reloaded, started] = [of(reload), of(start)];
  if (!reloaded && !started) return 'go on with the old one';
  if (reloaded === started) return reloaded!;
  return [
    reloaded && `after the reload they ${reloaded}`,
    started && `after the start they ${started}`,
  ]
    .filter(Boolean)
    .join('; ');
}

/** The last things said, without what istiod puts before each and without what differs from run to run. */
function words(said: string[]): string {
  const short = said.map(one =>
    one
      .replace(
        /^(?:Error: )?(?:[Ff]ailed to (?:create|update)[^:(]*(?:: |(?=\()))+/,
        '',
      )
      .replace(/^failed to create CA KeyCertBundle /, '')
      .replace(/^\((.*)\)$/, '$1')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)/g, '…')
      .replace(/\b[0-9a-f]{16,}\b/g, '…')
      // What the parser of Go saw instead differs from key to key.
      .replace(/ \(\d+ vs \{.*$/, '')
      .replace(/\|/g, '/')
      .replace(/\s+/g, ' ')
      .trim(),
  );
  return [...new Set(short)].slice(0, 3).join('; ') || 'without a word';
}

/** What has to be the same in every run: the cells without the words of others. */
export function outlineOf([name, ...cells]: Row): Row {
  return [name, ...cells.map(cell => cell.replace(/: (?!`).*?(?=;|$)/g, ''))];
}

/** The rows that are written down, by their names. */
export function recordedRows(): Map<string, Row> {
  const rows = parts()
    .made.split('\n')
    .filter(line => line.startsWith('| '))
    .slice(2)
    .map(line =>
      line
        .slice(2, -2)
        .split(' | ')
        .map(cell => cell.trim()),
    );
  return new Map(rows.map(row => [row[0], row]));
}

/** Writes a row down in place of what was told of it before, all in an order of names. */
export function record(row: Row, order: string[]): void {
  const { before, after } = parts();
  const all = recordedRows().set(row[0], row);
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const table = [
    line(HEAD),
    line(HEAD.map(() => '---')),
    ...order.flatMap(name => {
      const found = all.get(name);
      return found ? [line(found)] : [];
    }),
  ].join('\n');
  writeFileSync(DOCUMENT, `${before}${BEGIN}\n\n${table}\n\n${END}${after}`);
}

function parts(): { before: string; made: string; after: string } {
  const text = readFileSync(DOCUMENT, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) {
    throw new Error(
      `${DOCUMENT} has no place for the table: ${BEGIN} … ${END}`,
    );
  }
  return {
    before: text.slice(0, begin),
    made: text.slice(begin + BEGIN.length, end),
    after: text.slice(end + END.length),
  };
}
