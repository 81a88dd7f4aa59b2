import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  fromGoYaml,
  renderVmBundle,
  VM_BUNDLE_FILES,
  VmBundle,
  VmBundleInput,
  VmBundleInputError,
} from '@meshport/istio';
import { toPlainData } from './plainData';
import { firstDifference } from './textDifference';
import { UsageError } from './UsageError';

const GROUP_FILE = 'workloadgroup.yaml';
const MESH_FILE = 'meshconfig.yaml';

/** The inputs of istioctl's own cases, which no file of a case holds. */
const COMMON = { rootCert: 'fake-CA-cert', token: '', clusterID: 'Kubernetes' };
const ADDRESSES = {
  ipv4: { internalIP: '10.10.10.10', ingressIP: '10.10.10.11' },
  ipv6: { internalIP: 'fd00:10:96::1', ingressIP: 'fd00:10:96::2' },
};

/** The folders of cases in a folder; the folder itself if it is a case. */
export function caseFolders(folder: string): string[] {
  if (!existsSync(folder)) {
    throw new UsageError(`There is no folder ${folder}.`);
  }
  const candidates = [
    folder,
    ...readdirSync(folder, { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .map(entry => join(folder, entry.name))
      .sort(),
  ];
  const cases = candidates.filter(one => existsSync(join(one, GROUP_FILE)));
  if (cases.length === 0) {
    throw new UsageError(
      `${folder} has no case: a case is a folder with ${GROUP_FILE} and files *.golden.`,
    );
  }
  return cases;
}

function inputOf(folder: string): VmBundleInput {
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const group = toPlainData(fromGoYaml(read(GROUP_FILE))) as never;
  const options = existsSync(join(folder, 'options.json'))
    ? JSON.parse(read('options.json'))
    : {};
  if (!existsSync(join(folder, MESH_FILE))) {
    return {
      ...COMMON,
      group,
      meshConfig: 'defaultConfig: {}',
      internalIP: ADDRESSES.ipv4.internalIP,
      allowEmptyHosts: true,
      ...options,
    };
  }
  return {
    ...COMMON,
    group,
    meshConfig: read(MESH_FILE),
    revision: 'rev-1',
    ...ADDRESSES[basename(folder) === 'ipv6' ? 'ipv6' : 'ipv4'],
    ...options,
  };
}

function bundleOf(folder: string): VmBundle | VmBundleInputError {
  try {
    return renderVmBundle(inputOf(folder));
  } catch (error) {
    if (error instanceof VmBundleInputError) {
      return error;
    }
    throw error;
  }
}

/**
 * Checks one case.
 *
 * @returns a text for each file that differs from its golden file
 */
export function differencesOf(folder: string): string[] {
  const bundle = bundleOf(folder);
  if (bundle instanceof VmBundleInputError) {
    return [`no bundle: ${bundle.message}`];
  }
  const { files } = bundle;
  return VM_BUNDLE_FILES.flatMap(name => {
    const golden = join(folder, `${name}.golden`);
    if (!existsSync(golden)) {
      return [`${name}: the case has no ${name}.golden`];
    }
    const expected = readFileSync(golden, 'utf8');
    return expected === files[name]
      ? []
      : [`${name}: ${firstDifference(expected, files[name])}`];
  });
}
