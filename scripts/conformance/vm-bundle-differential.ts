// Compares generated bundles byte by byte with the real istioctl's.
//
//   node --require @backstage/cli/config/nodeTransform.cjs \
//     scripts/conformance/vm-bundle-differential.ts ISTIOCTL KUBECTL [COUNT [SEED]]
//
// KUBECONFIG names a throw-away mesh: a namespace and ConfigMaps are made there.
// Tokens differ by nature; istioctl writes inbound ports in random order, so that
// they are compared as a set.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  fromGoYaml,
  renderVmBundle,
  VmBundleInputError,
} from '@meshport/istio';
import { GeneratedCase, generateCase } from './generated/cases';
import { MESHES } from './generated/meshes';
import { toPlainData } from './plainData';

const NAMESPACE = 'vm-bundle-differential';

const [istioctl, kubectl, count = '100', seed = '1'] = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), 'meshport-differential-'));

function apply(object: object): void {
  execFileSync(kubectl, ['apply', '--server-side', '-f', '-'], {
    input: JSON.stringify(object),
    stdio: ['pipe', 'ignore', 'inherit'],
  });
}

async function prepare(): Promise<string> {
  apply({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: NAMESPACE },
  });
  for (const name of ['default', 'vm-account']) {
    apply({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name, namespace: NAMESPACE },
    });
  }
  MESHES.forEach((mesh, i) =>
    apply({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `istio-mesh-${i}`, namespace: 'istio-system' },
      data: { mesh },
    }),
  );
  for (let attempt = 0; ; attempt += 1) {
    const got = spawnSync(
      kubectl,
      ['get', 'cm', 'istio-ca-root-cert', '-n', NAMESPACE, '-o', 'json'],
      { encoding: 'utf8' },
    );
    if (got.status === 0) {
      return JSON.parse(got.stdout).data['root-cert.pem'];
    }
    if (attempt > 30) {
      throw new Error(`There is no root certificate: ${got.stderr}`);
    }
    await new Promise(resolve => setTimeout(resolve, 1000));
  }
}

function byIstioctl(one: GeneratedCase, folder: string): string | undefined {
  const { stderr, status } = spawnSync(
    istioctl,
    [
      'x',
      'workload',
      'entry',
      'configure',
      '-f',
      `${folder}.yaml`,
      '-o',
      folder,
    ]
      .concat(one.flags)
      .concat('--revision', `mesh-${one.mesh}`),
    { encoding: 'utf8' },
  );
  return status === 0 ? undefined : stderr.trim().split('\n')[0];
}

/** Inbound ports as a set: istioctl writes them in the order of a Go map. */
function comparable(text: string): string {
  return text.replace(
    /^ISTIO_INBOUND_PORTS=.*$/m,
    line =>
      `${line
        .replace(/[^\d,]/g, '')
        .split(',')
        .sort()}`,
  );
}

function byMeshport(one: GeneratedCase, rootCert: string) {
  try {
    return renderVmBundle({
      group: toPlainData(fromGoYaml(one.group)) as never,
      meshConfig: MESHES[one.mesh],
      revision: `mesh-${one.mesh}`,
      rootCert,
      token: '',
      ...one.input,
    }).files;
  } catch (error) {
    if (error instanceof VmBundleInputError) {
      return error.message;
    }
    throw error;
  }
}

function compare(one: GeneratedCase, number: number, rootCert: string) {
  const folder = join(work, String(number));
  writeFileSync(`${folder}.yaml`, one.group);
  const theirs = byIstioctl(one, folder);
  const ours = byMeshport(one, rootCert);
  if (typeof ours === 'string' || theirs !== undefined) {
    return typeof ours === 'string' && theirs !== undefined
      ? { refused: true, differences: [] }
      : {
          refused: true,
          differences: [`istioctl: ${theirs}`, `ours: ${ours}`],
        };
  }
  const names = ['cluster.env', 'mesh.yaml', 'hosts', 'root-cert.pem'] as const;
  return {
    refused: false,
    differences: names.filter(
      name =>
        comparable(readFileSync(join(folder, name), 'utf8')) !==
        comparable(ours[name]),
    ),
  };
}

async function main() {
  const rootCert = await prepare();
  const total = Number(count);
  let same = 0;
  let refused = 0;
  for (let number = 0; number < total; number += 1) {
    const one = generateCase(Number(seed) * 100_000 + number, NAMESPACE);
    const result = compare(one, number, rootCert);
    refused += result.refused ? 1 : 0;
    same += result.differences.length === 0 ? 1 : 0;
    if (result.differences.length > 0) {
      console.log(
        `${join(work, String(number))}: ${result.differences.join('; ')}`,
      );
    }
  }
  console.log(
    `vm-bundle-differential: same ${same} of ${total} (${refused} refused by both)`,
  );
  process.exitCode = same === total ? 0 : 1;
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
