import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../e2e-tests/support/programs';

/** A package of ours that is published, and its tarball once it is packed. */
export interface PackedPackage {
  name: string;
  folder: string;
  tarball: string;
}

/** Every package of the repository that is not private. */
export function publishedPackages(root: string, out: string): PackedPackage[] {
  return ['packages', 'plugins']
    .flatMap(parent =>
      readdirSync(join(root, parent)).map(name => join(root, parent, name)),
    )
    .filter(folder => existsSync(join(folder, 'package.json')))
    .map(folder => ({ folder, manifest: readManifest(folder) }))
    .filter(({ manifest }) => !manifest.private)
    .map(({ folder, manifest: { name } }) => ({
      name,
      folder,
      tarball: join(out, `${name.replace('@', '').replace('/', '-')}.tgz`),
    }));
}

/** Compiles and packs every package as a release would. */
export async function pack(
  root: string,
  packages: PackedPackage[],
  out: string,
): Promise<void> {
  mkdirSync(out, { recursive: true });
  await run('yarn', ['tsc'], { cwd: root, timeout: 600 });
  for (const { name } of packages) {
    await run('yarn', ['workspace', name, 'build'], {
      cwd: root,
      timeout: 300,
    });
  }
  for (const { name, tarball } of packages) {
    await run('yarn', ['workspace', name, 'pack', '--out', tarball], {
      cwd: root,
      timeout: 120,
    });
  }
}

/** What a tarball must not leave out and must not carry. */
export async function complaints(packed: PackedPackage): Promise<string[]> {
  const { stdout } = await run('tar', ['-tzf', packed.tarball]);
  const files = stdout
    .trim()
    .split('\n')
    .map(file => file.replace(/^package\//, ''));
  const manifest = JSON.parse(
    (await run('tar', ['-xzOf', packed.tarball, 'package/package.json']))
      .stdout,
  );
  const entries = [
    manifest.main,
    manifest.types,
    manifest.module,
    manifest.configSchema,
  ];
  const ranges = Object.entries<string>(manifest.dependencies ?? {});
  return [
    ...entries
      .filter(entry => entry && !files.includes(entry.replace(/^\.\//, '')))
      .map(entry => `${packed.name}: ${entry} is named and not packed`),
    ...ranges
      .filter(([, range]) => /^(workspace|file|link):/.test(range))
      .map(([name, range]) => `${packed.name}: ${name} is wanted as ${range}`),
    ...files
      .filter(file => /\.test\.|^src\//.test(file))
      .map(file => `${packed.name}: ${file} is packed and should not be`),
  ];
}

function readManifest(folder: string) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
