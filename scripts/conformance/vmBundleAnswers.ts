import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  VmBundleFile,
  VmBundleInput,
  VmBundleInputError,
  VM_BUNDLE_FILES,
} from '@meshport/istio';
import { GeneratedFlags } from './generated/vmBundles';
import { liveBundle } from './liveBundle';
import { UsageError } from './UsageError';

/** Where a group is read from. */
export type GroupSource =
  | { file: string }
  | { namespace: string; name: string };

/** The files of a bundle, or why there are none. */
export type BundleAnswer =
  | { files: Record<VmBundleFile, string> }
  | { refusal: string; panic: boolean; field?: string };

const FLAGS: Record<keyof GeneratedFlags, string> = {
  istioNamespace: '--istioNamespace',
  revision: '--revision',
  clusterID: '--clusterID',
  ingressIP: '--ingressIP',
  ingressService: '--ingressService',
  internalIP: '--internalIP',
  externalIP: '--externalIP',
  captureDNS: '--capture-dns',
  autoRegister: '--autoregister',
  tokenDuration: '--tokenDuration',
};

function wordsOf(source: GroupSource, flags: GeneratedFlags): string[] {
  return [
    ...('file' in source
      ? ['-f', source.file]
      : ['--name', source.name, '-n', source.namespace]),
    ...Object.entries(flags).map(
      ([key, value]) => `${FLAGS[key as keyof GeneratedFlags]}=${value}`,
    ),
  ];
}

/** What the real istioctl answers. */
export async function byIstioctl(
  istioctl: { program: string; kubeconfig: string; folder: string },
  source: GroupSource,
  flags: GeneratedFlags,
): Promise<BundleAnswer> {
  const { program, kubeconfig, folder } = istioctl;
  rmSync(folder, { recursive: true, force: true });
  const [code, stderr] = await new Promise<[number, string]>(
    (resolve, reject) => {
      const child = spawn(
        program,
        [
          ...['x', 'workload', 'entry', 'configure', '-c', kubeconfig],
          ...['-o', folder, ...wordsOf(source, flags)],
        ],
        { stdio: ['ignore', 'ignore', 'pipe'] },
      );
      let said = '';
      child.stderr.on('data', part => (said += part));
      child.on('error', reject);
      child.on('close', ended => resolve([ended ?? 1, said]));
    },
  );
  if (code !== 0) {
    const line = /^(?:Error|panic): .*$/m.exec(stderr)?.[0] ?? stderr;
    return { refusal: line, panic: /^panic: /m.test(stderr) };
  }
  const text = (name: string) =>
    existsSync(join(folder, name))
      ? readFileSync(join(folder, name), 'utf8')
      : '';
  return {
    files: Object.fromEntries(
      VM_BUNDLE_FILES.map(name => [name, text(name)]),
    ) as Record<VmBundleFile, string>,
  };
}

/** What we answer. */
export async function byMeshport(
  kubeconfig: string,
  source: GroupSource,
  flags: GeneratedFlags,
  own: Partial<VmBundleInput>,
): Promise<BundleAnswer> {
  try {
    const { files } = await liveBundle({
      kubeconfig,
      ...('file' in source
        ? { file: source.file }
        : { group: `${source.namespace}/${source.name}` }),
      ...{ istioNamespace: 'istio-system', revision: '', captureDNS: true },
      ...{ ingressService: 'istio-eastwestgateway', autoRegister: false },
      tokenDuration: 3600,
      ...flags,
      own,
    });
    return { files };
  } catch (error) {
    if (error instanceof VmBundleInputError || error instanceof UsageError) {
      const field = (error as { field?: string }).field;
      return { refusal: error.message, panic: false, field };
    }
    throw error;
  }
}
