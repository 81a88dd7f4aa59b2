import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { VM_BUNDLE_FILES } from '@meshport/istio';
import { caseFolders, differencesOf } from './folderCases';
import { liveBundle, LiveBundleOptions } from './liveBundle';
import { UsageError } from './UsageError';

const USAGE = `npm run conformance -- vm-bundle FOLDER
npm run conformance -- vm-bundle --kubeconfig FILE (--group NAMESPACE/NAME | --file FILE) --output DIR
  [--name NAME --namespace NAMESPACE] [--context NAME] [--istioNamespace NAME] [--revision REVISION-OR-TAG] [--clusterID ID]
  [--ingressIP IP] [--ingressService NAME[.NAMESPACE]] [--internalIP IP] [--externalIP IP]
  [--capture-dns true|false] [--autoregister] [--tokenDuration SECONDS]`;

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        kubeconfig: text,
        context: text,
        group: text,
        name: text,
        namespace: { ...text, short: 'n' },
        file: { ...text, short: 'f' },
        output: { ...text, short: 'o' },
        istioNamespace: { ...text, short: 'i', default: 'istio-system' },
        revision: { ...text, short: 'r', default: '' },
        clusterID: text,
        ingressIP: text,
        ingressService: { ...text, default: 'istio-eastwestgateway' },
        internalIP: text,
        externalIP: text,
        'capture-dns': { ...text, default: 'true' },
        autoregister: { type: 'boolean', default: false },
        tokenDuration: { ...text, default: '3600' },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
}

type Values = ReturnType<typeof parse>['values'];

function liveOptions(values: Values, from: string): LiveBundleOptions {
  const { kubeconfig, file, name, namespace, tokenDuration } = values;
  const group = name && namespace ? `${namespace}/${name}` : values.group;
  const captureDNS = values['capture-dns'];
  if (kubeconfig === undefined || (group === undefined && !file)) {
    throw new UsageError(
      `Give --kubeconfig and --group or --file, or a folder.\n${USAGE}`,
    );
  }
  if (!/^\d+$/.test(tokenDuration)) {
    throw new UsageError('--tokenDuration is a number of seconds.');
  }
  if (captureDNS !== 'true' && captureDNS !== 'false') {
    throw new UsageError('--capture-dns is true or false.');
  }
  return {
    ...values,
    kubeconfig: resolve(from, kubeconfig),
    group,
    file: file && resolve(from, file),
    captureDNS: captureDNS === 'true',
    autoRegister: values.autoregister,
    tokenDuration: Number(tokenDuration),
  };
}

function checkFolder(folder: string): boolean {
  const cases = caseFolders(folder);
  const passed = cases.filter(one => {
    const differences = differencesOf(one);
    differences.forEach(text => console.log(`${one}/${text}`));
    return differences.length === 0;
  });
  console.log(`vm-bundle: passed ${passed.length} of ${cases.length}`);
  return passed.length === cases.length;
}

async function writeBundle(values: Values, from: string): Promise<void> {
  if (values.output === undefined) {
    throw new UsageError(`Give --output DIR.\n${USAGE}`);
  }
  const { files, warnings } = await liveBundle(liveOptions(values, from));
  const folder = resolve(from, values.output);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of VM_BUNDLE_FILES) {
    writeFileSync(join(folder, name), files[name], { mode: 0o600 });
  }
  warnings.forEach(text => console.error(`warning: ${text}`));
  console.log(`The bundle is in ${folder}.`);
}

/**
 * `npm run conformance -- vm-bundle …`
 *
 * @param from - folder that relative paths start at
 * @returns whether all was as it must be
 */
export async function vmBundle(args: string[], from: string): Promise<boolean> {
  const { values, positionals } = parse(args);
  if (positionals.length > 1) {
    throw new UsageError(`Give one folder.\n${USAGE}`);
  }
  if (positionals.length === 1) {
    return checkFolder(resolve(from, positionals[0]));
  }
  await writeBundle(values, from);
  return true;
}
