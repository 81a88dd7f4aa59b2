// Compares our findings with those of the real istioctl on a live cluster, in
// which generated mistakes are made round by round.
//
//   node --require @backstage/cli/config/nodeTransform.cjs \
//     scripts/conformance/analysis-live-differential.ts ISTIOCTL KUBECTL MESSAGES [ROUNDS [SEED]]
//
// KUBECONFIG names a throw-away cluster with the CRDs of Istio and of the
// Gateway API and without Istio's webhooks: namespaces and objects are made
// there. Mistakes that Kubernetes itself refuses are not made. MESSAGES is
// `pkg/config/analysis/msg/messages.yaml` of the same Istio.
import { spawnSync } from 'node:child_process';
import { friendlyName } from '@meshport/istio';
import { analyzeCluster } from './analysisCluster';
import { isKnownDifference } from './analysisDifferences';
import { mistakesFor } from './generated/analysisMistakes';
import { istioMessage, readTemplates } from './generated/istioMessages';

const [istioctl, kubectl, messages, rounds = '40', seed = '1'] =
  process.argv.slice(2);
const kubeconfig = process.env.KUBECONFIG ?? '';
const templates = readTemplates(messages);
const PER_ROUND = 6;

// Of several ServiceEntries with the same host istioctl looks at the ports of
// one, by the order of a map.
const BY_CHANCE =
  /IST0101 VirtualService .*host:port not found|IST0112 VirtualService/;

/** Fills in what Kubernetes needs beside what the analysis reads. */
function acceptable(object: any): any {
  if (object.kind === 'Pod' && object.spec) {
    object.spec.serviceAccountName = 'default';
    object.spec.automountServiceAccountToken = false;
  }
  for (const webhook of object.webhooks ?? []) {
    Object.assign(webhook, {
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
      failurePolicy: 'Ignore',
      rules: [],
    });
  }
  return object;
}

/** Applies what Kubernetes takes, and says how many objects that were. */
function apply(objects: readonly object[]): number {
  const { stdout } = spawnSync(
    kubectl,
    [
      'apply',
      '--server-side',
      '--force-conflicts',
      '--validate=false',
      '-f',
      '-',
    ],
    {
      input: objects.map(one => JSON.stringify(one)).join('\n---\n'),
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  );
  return stdout.split('\n').filter(line => line !== '').length;
}

function makeNamespaces(): void {
  for (const name of ['shop', 'bank', 'istio-system']) {
    apply([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
      {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: 'default', namespace: name },
      },
    ]);
  }
}

// istioctl notes hosts of one gateway on another while it compares, so that it
// names others, or an object more, by the order in which it looks at them.
const MISCOUNTED = /IST0145 Gateway /;

/**
 * A message without what is not the same twice: the order in which istioctl
 * goes through a map, and what istiod writes into a status in the meantime.
 */
function comparable(text: string): string {
  if (/ IST0171 (Gateway|HTTPRoute) /.test(text)) {
    return text.slice(0, text.indexOf(': '));
  }
  return text.replace(
    /(IST0175 .*exist )\(([^)]*)\)/,
    (_, before: string, names: string) =>
      `${before}(${names.split(', ').sort().join(', ')})`,
  );
}

/** Undefined where istioctl ends with a panic. */
function theirs(): string[] | undefined {
  const { stdout, stderr } = spawnSync(
    istioctl,
    ['analyze', '-A', '-o', 'json'],
    { encoding: 'utf8' },
  );
  if (/panic:/.test(stderr)) {
    return undefined;
  }
  const start = stdout.search(/^\[/m);
  const all: any[] = start < 0 ? [] : JSON.parse(stdout.slice(start));
  return all
    .map(
      ({ level, code, origin, message }) =>
        `${level.toLowerCase()} ${code} ${origin}: ${message.replace(
          /(number:\d+) {1,2}(?=\w)/g,
          '$1 ',
        )}`,
    )
    .sort();
}

async function ours(): Promise<string[]> {
  const { findings, skipped } = await analyzeCluster({ kubeconfig, files: [] });
  if (skipped.length > 0) {
    throw new Error(`${skipped[0].analyzer}: ${skipped[0].reason}`);
  }
  return findings
    .filter(({ code }) => code.startsWith('IST'))
    .map(
      ({ severity, code, resource, args }) =>
        `${severity} ${code} ${friendlyName(resource)}: ${istioMessage(
          templates.get(code) ?? '',
          args,
        )}`,
    )
    .sort();
}

async function main(): Promise<void> {
  makeNamespaces();
  const found = new Set<string>();
  let made = 0;
  let same = 0;
  let alike = 0;
  let panics = 0;
  for (let i = 0; i < Number(rounds); i += 1) {
    const { changed } = mistakesFor(Number(seed) + i, i === 0 ? 0 : PER_ROUND);
    made += apply(changed.map(acceptable));
    const expected = theirs()?.map(comparable);
    if (!expected) {
      panics += 1;
      // A rule without a source is what istioctl cannot stand.
      spawnSync(kubectl, ['delete', 'authorizationpolicies', '-A', '--all']);
      continue;
    }
    const actual = (await ours()).map(comparable);
    expected.forEach(text => found.add(text.split(' ')[1]));
    const differences = [
      ...expected
        .filter(text => !actual.includes(text))
        .map(text => `only istioctl: ${text}`),
      ...actual
        .filter(text => !expected.includes(text))
        .map(text => `only here: ${text}`),
    ];
    const unknown = differences.filter(
      text =>
        !isKnownDifference(text) &&
        !BY_CHANCE.test(text) &&
        !MISCOUNTED.test(text),
    );
    same += differences.length === 0 ? 1 : 0;
    alike += differences.length > 0 && unknown.length === 0 ? 1 : 0;
    if (unknown.length > 0) {
      console.log(`round ${Number(seed) + i}`);
      unknown.forEach(text => console.log(`  ${text}`));
    }
  }
  console.log(
    `analysis-live-differential: ${same} of ${rounds} rounds the same, ${alike} with known differences only, ${panics} in which istioctl ended by itself; ${
      (Number(rounds) - 1) * PER_ROUND
    } mistakes, ${made} objects applied, codes ${[...found].sort().join(' ')}`,
  );
  process.exitCode = same + alike + panics === Number(rounds) ? 0 : 1;
}

main();
