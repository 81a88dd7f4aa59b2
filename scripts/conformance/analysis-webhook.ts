// Asks the real istioctl again what it says of the objects whose verdicts are
// kept for the tests of the webhook's checks, and tells what has changed.
//
//   node --require @backstage/cli/config/nodeTransform.cjs \
//     scripts/conformance/analysis-webhook.ts ISTIOCTL [--record]
//
// With --record the answers are kept. To add cases, add lines without `said`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  keepWebhookCases,
  objectOfCase,
  WEBHOOK_CODES,
  webhookCases,
} from './generated/webhookCases';

const [istioctl, record] = process.argv.slice(2);
const AT_ONCE = 150;
const work = mkdtempSync(join(tmpdir(), 'meshport-webhook-'));

interface Said {
  code: string;
  message: string;
  origin: string;
}

function ask(objects: readonly object[]): Said[] {
  const file = join(work, 'cases.yaml');
  writeFileSync(file, objects.map(one => JSON.stringify(one)).join('\n---\n'));
  const { stdout, stderr } = spawnSync(
    istioctl,
    ['analyze', '--use-kube=false', '-A', '-o', 'json', file],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  if (/panic/.test(stderr)) {
    throw new Error(`istioctl ended by itself: ${stderr.slice(0, 500)}`);
  }
  const start = stdout.search(/^\[/m);
  return start < 0 ? [] : JSON.parse(stdout.slice(start));
}

function sentence({ code, message }: Said, name: string): string {
  const text = message
    .replace(/^Schema validation (error|warning): /, '')
    .replace(`${name}.`, 'NAME.')
    // Go varies the blanks between the fields of a message.
    .replace(/(number:\d+) {1,2}(?=\w)/g, '$1 ')
    // … and the order of a list of errors.
    .replace(/(\t\* .*\n)+/, lines =>
      lines
        .split(/(?<=\n)/)
        .sort()
        .join(''),
    );
  return `${code} ${text}`;
}

const cases = webhookCases();
let changed = 0;
for (let from = 0; from < cases.length; from += AT_ONCE) {
  const some = cases.slice(from, from + AT_ONCE);
  const answers = ask(some.map((one, i) => objectOfCase(one, `c${i}`)));
  for (const [i, one] of some.entries()) {
    const said = answers
      .filter(({ code }) => WEBHOOK_CODES.includes(code))
      .filter(({ origin }) => origin.endsWith(`/c${i}`))
      .map(answer => sentence(answer, `c${i}`))
      .sort();
    if (said.join('\n') !== (one.said ?? []).join('\n')) {
      changed += 1;
      console.log(`${one.kind} ${JSON.stringify(one.spec)}`);
      said.forEach(text => console.log(`  ${text}`));
      one.said = said;
    }
  }
}
rmSync(work, { recursive: true });
if (record === '--record') {
  keepWebhookCases(cases);
}
console.log(
  `analysis-webhook: ${cases.length - changed} of ${cases.length} as they were`,
);
process.exitCode = changed > 0 && record !== '--record' ? 1 : 0;
