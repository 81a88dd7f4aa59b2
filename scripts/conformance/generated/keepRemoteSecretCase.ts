import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer } from '../remote-secret-differential';
import { errorLines } from '../remoteSecretRecord';
import type { RemoteSecretBench } from './RemoteSecretBench';
import type { GeneratedRemoteSecret } from './remoteSecrets';

/** Writes what istioctl answered as a case for `conformance -- remote-secret`. */
export async function keepRemoteSecretCase(
  folder: string,
  { objects, words }: GeneratedRemoteSecret,
  answer: Answer,
  bench: RemoteSecretBench,
): Promise<void> {
  const namespace = (objects[0] as any)?.metadata.name ?? 'none';
  const own = join(folder, namespace);
  mkdirSync(own, { recursive: true });
  const write = (name: string, text: string) =>
    writeFileSync(join(own, name), text);
  const system = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'kube-system', uid: await bench.clusterUid() },
  };
  write('objects.json', `${JSON.stringify([system, ...objects], null, 1)}\n`);
  write('args.json', `${JSON.stringify(words)}\n`);
  write('case.json', `${JSON.stringify({ host: bench.host })}\n`);
  if (answer.code === 0) {
    write('expected.yaml', answer.stdout);
  } else {
    write('error.txt', `${errorLines(answer.stderr).join('\n')}\n`);
  }
  write('exitcode', `${answer.code}\n`);
}
