import type { Answer } from '../remote-secret-differential';
import { errorLines } from '../remoteSecretRecord';
import type { GeneratedRemoteSecret } from './remoteSecrets';

/** A record for `conformance -- remote-secret`: a call as istioctl answered it. */
export function answeredCase(
  title: string,
  { objects, words }: GeneratedRemoteSecret,
  answer: Answer,
  host: string,
  clusterUid: string,
): object {
  const system = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'kube-system', uid: clusterUid },
  };
  const inVain = answer.stderr.includes('after creating it');
  return {
    title,
    args: words,
    objects: [system, ...objects],
    host,
    exitCode: answer.code,
    ...(answer.code === 0
      ? { expected: answer.stdout }
      : { error: errorLines(answer.stderr) }),
    // What istioctl makes in vain we do not make.
    ...(inVain ? {} : { created: answer.made }),
  };
}
