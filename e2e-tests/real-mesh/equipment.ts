import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { eventually } from '../support/eventually';
import { CleanUp, run, serve } from '../support/programs';
import { Addresses, takeAddresses } from './addresses';

/** A running mesh, as its `env` file describes it. */
export interface Mesh {
  /** The folder of the mesh. */
  dir: string;
  addresses: Addresses;
  /** Where its pods and machines are, `10.N.0.0/24`. */
  cidr: string;
  /** The network bridge; the network of machine NAME is called `BRIDGE-NAME`. */
  bridge: string;
  /** The administrator's kubeconfig. */
  kubeconfig: string;
  /** The folder of kubectl and istioctl. */
  bin: string;
  /** Where virtual machines reach istiod. */
  istiod: string;
  /** The API server as pods, also of other meshes, reach it. */
  server: string;
  /** The program that makes and moves virtual machines. */
  vm: string;
}

/** The folder of the equipment: `MESH_ORACLE`, else beside the repository. */
export function equipmentFolder(): string {
  return resolve(
    process.env.MESH_ORACLE ?? join(__dirname, '../../../shared/oracle'),
  );
}

/** Why the equipment cannot run here, or undefined when it can. */
export async function missing(folder: string): Promise<string | undefined> {
  if (!existsSync(join(folder, 'mesh'))) {
    return `no equipment for a real mesh in ${folder}; name its folder in MESH_ORACLE`;
  }
  if (process.getuid?.() !== 0) {
    return 'a real mesh makes network namespaces, which needs root';
  }
  for (const program of [
    'ip',
    'iptables',
    'openssl',
    'python3',
    'curl',
    'go',
  ]) {
    try {
      await run('sh', ['-c', `command -v ${program}`]);
    } catch {
      return `a real mesh needs the program ${program}, which is not on the PATH`;
    }
  }
  return undefined;
}

/**
 * Builds what is not built yet (minutes, once) and starts a mesh in `dir`.
 *
 * @param of - Its cluster and its network; `east` and `net-east` unless told.
 * @param settings - More for `istioctl install`, as `--set` takes it.
 */
export async function startMesh(
  folder: string,
  dir: string,
  cleanUp: CleanUp,
  of: { name: string; network: string } = {
    name: 'east',
    network: 'net-east',
  },
  settings: string[] = [],
): Promise<Mesh> {
  const { stdout } = await run(join(folder, 'build'), [], { timeout: 45 * 60 });
  const bin = stdout.trim().split('\n').pop()!;
  const addresses = await takeAddresses(cleanUp);
  const { cidr } = addresses;
  const service = serve(
    join(folder, 'mesh'),
    [
      ...[dir, '--name', of.name, '--network', of.network, '--cidr', cidr],
      // Images are tagged with the version, as those of a release are.
      ...['--set', `tag=${await versionOf(bin)}`],
      ...settings.flatMap(one => ['--set', one]),
    ],
    { log: `${dir}.log` },
  );
  cleanUp.add(() => service.stop(60));
  await eventually(180, () => {
    if (!service.alive()) throw new Error(`the mesh ended: ${service.tail()}`);
    if (!existsSync(join(dir, 'env'))) throw new Error(service.tail());
  });
  return { ...readMesh(folder, dir), addresses };
}

/** A mesh that runs in `dir` already. */
export function readMesh(folder: string, dir: string): Omit<Mesh, 'addresses'> {
  const env = readEnvironment(join(dir, 'env'));
  return {
    dir,
    cidr: env.MESH_CIDR,
    bridge: env.MESH_BRIDGE,
    kubeconfig: env.KUBECONFIG,
    bin: env.MESH_BIN,
    istiod: env.MESH_ISTIOD,
    server: env.MESH_SERVER,
    vm: join(folder, 'vm'),
  };
}

/** The version of the Istio that the equipment runs. */
async function versionOf(bin: string): Promise<string> {
  const { stdout } = await run(join(bin, 'istioctl'), [
    ...['version', '--remote=false', '--short'],
  ]);
  return stdout.replace(/^client version: /, '').trim();
}

function readEnvironment(file: string): Record<string, string> {
  const words = readFileSync(file, 'utf8').matchAll(/([A-Z_]+)='?([^'\s]*)'?/g);
  return Object.fromEntries([...words].map(([, name, value]) => [name, value]));
}
