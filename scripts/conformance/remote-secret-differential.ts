// Compares generated remote secrets byte by byte with the real istioctl's.
//
//   node --require @backstage/cli/config/nodeTransform.cjs \
//     scripts/conformance/remote-secret-differential.ts ISTIOCTL [COUNT [SEED [FOLDER]]]
//
// KUBECONFIG names a throw-away API server. Without a token controller, the token
// Secrets have what the case says; with one (add --token-controller) what it makes,
// and tokens, which differ by nature, are not compared. With FOLDER the cases are
// kept there as istioctl answered them, for `conformance -- remote-secret FOLDER`.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { ClusterRefusal, createRemoteSecret } from '@meshport/istio';
import { RemoteSecretBench } from './generated/RemoteSecretBench';
import {
  generateRemoteSecret,
  GeneratedRemoteSecret,
} from './generated/remoteSecrets';
import { answeredCase } from './generated/answeredCase';
import { liveRemoteSecretCluster } from './liveRemoteSecret';
import {
  exitCodeOf,
  parseRemoteSecretCall,
  unknownCommand,
} from './remoteSecretFlags';
import { errorLines } from './remoteSecretRecord';
import { firstDifference } from './textDifference';

/** What a program answered. */
export interface Answer {
  stdout: string;
  stderr: string;
  code: number;
  /** What it made in the cluster. */
  made: { kind: string }[];
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'token-controller': { type: 'boolean', default: false } },
});
const [istioctl, count = '200', seed = '1', folder] = positionals;
const home = mkdtempSync(join(tmpdir(), 'meshport-differential-'));
const kubeconfig = process.env.KUBECONFIG ?? '';

function byIstioctl(words: string[]): Promise<Omit<Answer, 'made'>> {
  // Its HOME has no ~/.istioctl, and KUBECONFIG chooses no namespace for it.
  const env = { ...process.env, KUBECONFIG: '', HOME: home };
  return new Promise((resolve, reject) => {
    const child = spawn(
      istioctl,
      ['create-remote-secret', '-c', kubeconfig, ...words],
      { env },
    );
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', part => (stdout += part));
    child.stderr.on('data', part => (stderr += part));
    child.on('error', reject);
    child.on('close', code => resolve({ stdout, stderr, code: code ?? 0 }));
  });
}

async function byMeshport(words: string[]): Promise<Omit<Answer, 'made'>> {
  try {
    const call = parseRemoteSecretCall(['-c', kubeconfig, ...words]);
    if (call.positionals.length > 0) {
      throw unknownCommand(call.positionals[0]);
    }
    const { cluster, options } = liveRemoteSecretCluster(
      { ...call, hasNamespace: true },
      process.cwd(),
    );
    const { yaml, warnings } = await createRemoteSecret(cluster, options);
    const stderr = warnings.map(text => `warn: ${text}\n`).join('');
    return { stdout: yaml, stderr, code: 0 };
  } catch (error) {
    const { message } = error as Error;
    return { stdout: '', stderr: message, code: exitCodeOf(error as Error) };
  }
}

/** Whether it is a difference that docs/contributors/conformance.md names. */
function isOnPurpose(theirs: Answer, ours: Answer, words: string[]): boolean {
  // istioctl does not wait for the CA of a plugin's kubeconfig.
  const unwaited =
    values['token-controller'] &&
    theirs.made.length > 0 &&
    theirs.stderr.includes('no "ca.crt" data found') &&
    words.some(word => word.endsWith('plugin'));
  // istioctl makes the usual reader before it misses another account; the
  // namespace that it made then stays for us.
  const inVain =
    ours.made.every(({ kind }) => kind === 'Namespace') &&
    theirs.stderr.includes('after creating it: serviceaccounts') &&
    differencesOf({ ...theirs, made: ours.made }, ours).length === 0;
  return unwaited || inVain;
}

function withoutToken(text: string): string {
  return values['token-controller']
    ? text.replace(/^(\s+token: ).*$/m, '$1…')
    : text;
}

function differencesOf(theirs: Answer, ours: Answer): string[] {
  const [want, got] = [theirs, ours].map(one => withoutToken(one.stdout));
  const warnings = theirs.stderr
    .split('\n')
    .filter(line => line.startsWith('warn: '));
  return [
    ...(want === got ? [] : [`YAML: ${firstDifference(want, got)}`]),
    ...(theirs.code === ours.code
      ? []
      : [`exit code ${theirs.code} and ${ours.code}`]),
    ...(theirs.code === 0 ? warnings : errorLines(theirs.stderr))
      .filter(line => !ours.stderr.includes(line))
      .map(line => `istioctl says: ${line}\n  we say: ${ours.stderr}`),
    ...(isDeepStrictEqual(theirs.made, ours.made)
      ? []
      : [
          `made: ${JSON.stringify(theirs.made)}\n  and ${JSON.stringify(
            ours.made,
          )}`,
        ]),
  ];
}

async function compare(
  bench: RemoteSecretBench,
  { objects, words }: GeneratedRemoteSecret,
): Promise<{ theirs: Answer; ours: Answer; differences: string[] }> {
  await bench.lay(objects, values['token-controller'] ? 1500 : 0);
  const theirs = { ...(await byIstioctl(words)), made: await bench.made() };
  await bench.unmake();
  const ours = { ...(await byMeshport(words)), made: await bench.made() };
  await bench.clear();
  return { theirs, ours, differences: differencesOf(theirs, ours) };
}

async function main() {
  const total = Number(count);
  const first = new RemoteSecretBench(kubeconfig, 'default');
  const clusterUid = await first.clusterUid();
  const kept: object[] = [];
  let [same, refused, onPurpose] = [0, 0, 0];
  for (let number = 0; number < total; number += 1) {
    const id = Number(seed) * 100_000 + number;
    const namespace = `remote-secret-${id}`;
    const bench = new RemoteSecretBench(kubeconfig, namespace);
    const one = generateRemoteSecret(id, namespace);
    const { theirs, ours, differences } = await compare(bench, one);
    refused += theirs.code === 0 ? 0 : 1;
    same += differences.length === 0 ? 1 : 0;
    if (differences.length > 0 && isOnPurpose(theirs, ours, one.words)) {
      onPurpose += 1;
    } else if (differences.length > 0) {
      console.log(`${id} ${JSON.stringify(one.words)}`);
      differences.forEach(text => console.log(`  ${text}`));
    }
    kept.push(answeredCase(String(id), one, theirs, bench.host, clusterUid));
  }
  if (folder) {
    mkdirSync(folder, { recursive: true });
    const cases = kept.map(one => JSON.stringify(one)).join(',\n');
    writeFileSync(join(folder, 'cases.json'), `[\n${cases}\n]\n`);
  }
  console.log(
    `remote-secret-differential: same ${same} of ${total} (${refused} refused by istioctl, ${onPurpose} different on purpose)`,
  );
  process.exitCode = same + onPurpose === total ? 0 : 1;
}

main().catch((error: Error) => {
  const why = error instanceof ClusterRefusal ? `${error.reason}: ` : '';
  process.stderr.write(`${why}${error.message}\n`);
  process.exitCode = 1;
});
