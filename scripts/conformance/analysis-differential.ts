// Compares our findings with those of the real `istioctl analyze` on generated
// mistakes.
//
//   node --require @backstage/cli/config/nodeTransform.cjs \
//     scripts/conformance/analysis-differential.ts ISTIOCTL MESSAGES [COUNT [SEED [RECORD]]] [--single]
//
// MESSAGES is `pkg/config/analysis/msg/messages.yaml` of the same Istio, so that
// the arguments of messages are compared as well. Without a cluster istioctl
// leaves out every analyzer that reads Pods, Services, Namespaces, Nodes or
// Secrets; those are compared with `--judge PROGRAM` in the place of ISTIOCTL,
// a program that reads cases as lines of JSON ({id, order, files, runtime,
// defaults}) and answers {id, err, msgs: [{Code, Level, Origin, Message}]}.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { analyzeManifests, Finding, friendlyName } from '@meshport/istio';
import { verdictsOn } from './analysisVerdicts';
import { isKnownDifference, WITHOUT_CLUSTER } from './analysisDifferences';
import { snapshotlessText } from './analysisGrid';
import { mistakenCase, mistakenObject } from './generated/analysisMistakes';
import { istioMessage, readTemplates } from './generated/istioMessages';

const args = process.argv.slice(2);
const isJudge = args[0] === '--judge';
// With this the cases are single objects, for the checks of Istio's webhook.
const single = args[args.length - 1] === '--single';
const [program, messages, count = '200', seed = '1', record] = args
  .filter(one => one !== '--single')
  .slice(isJudge ? 1 : 0);
const recorded: Record<string, string[]> = {};
const templates = readTemplates(messages);
const work = mkdtempSync(join(tmpdir(), 'meshport-analysis-'));

interface Answer {
  messages: string[];
  /** Set when istioctl could not read a document. */
  trouble?: string;
}

function lineOf(level: string, code: string, origin: string, text: string) {
  return `${level.toLowerCase()} ${code} ${origin}: ${text.replace(
    // Go varies the blanks between the fields of a message.
    /(number:\d+) {1,2}(?=\w)/g,
    '$1 ',
  )}`;
}

function askIstioctl(text: string): Answer {
  const file = join(work, 'case.yaml');
  writeFileSync(file, text);
  const { stdout, stderr } = spawnSync(
    program,
    ['analyze', '--use-kube=false', '-A', '-o', 'json', file],
    { encoding: 'utf8' },
  );
  // Lines of its log come before the findings.
  const start = stdout.search(/^\[/m);
  const all: any[] = start < 0 ? [] : JSON.parse(stdout.slice(start));
  return {
    messages: all.map(one =>
      lineOf(one.level, one.code, one.origin, one.message),
    ),
    ...(/Error\(s\) adding files|panic/.test(stderr)
      ? { trouble: stderr }
      : {}),
  };
}

function askJudge(texts: readonly string[]): Answer[] {
  const input = texts.map((text, i) =>
    JSON.stringify({
      id: String(i),
      order: ['case.yaml'],
      files: { 'case.yaml': text },
      runtime: true,
      defaults: true,
    }),
  );
  const { stdout } = spawnSync(program, [], {
    encoding: 'utf8',
    input: input.join('\n'),
    maxBuffer: 1 << 30,
  });
  return stdout
    .trim()
    .split('\n')
    .map(line => {
      const { err, msgs } = JSON.parse(line);
      return {
        messages: (msgs ?? []).map((one: any) =>
          lineOf(one.Level, one.Code, one.Origin, one.Message),
        ),
        ...(err ? { trouble: err } : {}),
      };
    });
}

function ours(text: string): string[] {
  const { findings } = analyzeManifests(
    [
      { name: 'default', text: isJudge ? snapshotlessText : '' },
      { name: 'case.yaml', text },
    ],
    { complete: true },
  );
  return findings
    .filter(({ code }) => code.startsWith('IST'))
    .filter(({ analyzer }) => isJudge || !WITHOUT_CLUSTER.has(analyzer))
    .map((finding: Finding) =>
      lineOf(
        finding.severity,
        finding.code,
        friendlyName(finding.resource),
        istioMessage(templates.get(finding.code) ?? '', finding.args),
      ),
    );
}

function missing(from: readonly string[], others: readonly string[]): string[] {
  const rest = [...others];
  return from.filter(text => {
    const at = rest.indexOf(text);
    if (at >= 0) {
      rest.splice(at, 1);
    }
    return at < 0;
  });
}

/** Verdicts as what differs from those that most cases have. */
function packed(verdicts: Record<string, string[]>): object {
  const all = Object.values(verdicts);
  const usual = [...new Set(all.flat())]
    .filter(
      one => all.filter(each => each.includes(one)).length > all.length / 2,
    )
    .sort();
  const cases = Object.entries(verdicts).map(([seed_, each]) => [
    seed_,
    Object.fromEntries(
      Object.entries({
        more: missing(each, usual),
        less: missing(usual, each),
      }).filter(([, texts]) => texts.length > 0),
    ),
  ]);
  return { usual, cases: Object.fromEntries(cases) };
}

const cases = Array.from({ length: Number(count) }, (_, i) => {
  const make = single ? mistakenObject : mistakenCase;
  const { name, objects } = make(Number(seed) + i);
  const text = objects.map(object => stringify(object)).join('---\n');
  return { name, text };
});
const answers = isJudge
  ? askJudge(cases.map(one => one.text))
  : cases.map(one => askIstioctl(one.text));

let same = 0;
let known = 0;
let withMessages = 0;
cases.forEach(({ name, text }, i) => {
  const { messages: expected, trouble } = answers[i];
  const actual = ours(text);
  withMessages += expected.length > 0 ? 1 : 0;
  const all = [
    ...missing(expected, actual).map(one => `only istioctl: ${one}`),
    ...missing(actual, expected).map(one => `only here: ${one}`),
  ];
  const unknown = all.filter(one => !isKnownDifference(one, trouble));
  if (all.length === 0) {
    same += 1;
    recorded[Number(seed) + i] = verdictsOn(text);
  } else if (unknown.length === 0) {
    known += 1;
  } else {
    console.log(`case ${Number(seed) + i}: ${name}`);
    unknown.forEach(one => console.log(`  ${one}`));
    if (trouble) {
      console.log(`  istioctl: ${trouble.split('\n').slice(0, 3).join(' ')}`);
    }
  }
});
rmSync(work, { recursive: true });
if (record) {
  writeFileSync(record, `${JSON.stringify(packed(recorded), null, 1)}\n`);
}
console.log(
  `analysis-differential: ${same} of ${
    cases.length
  } the same, ${known} with known differences only, ${
    cases.length - same - known
  } with others; istioctl found something in ${withMessages}`,
);
process.exitCode = same + known === cases.length ? 0 : 1;
