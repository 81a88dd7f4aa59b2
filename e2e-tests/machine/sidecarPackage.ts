import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from '../support/programs';
import { STAND_INS } from './furnish';

/** A package of the sidecar, as an administrator pins it. */
export interface SidecarPackage {
  file: string;
  sha256: string;
  format: 'deb' | 'rpm';
  arch: 'amd64' | 'arm64';
}

/** A file of the package, by its path on the machine. */
export interface PackagedFile {
  path: string;
  from: string;
  mode?: number;
}

/** What the package holds where no real agent is wanted. */
export const STAND_IN_FILES: PackagedFile[] = [
  { path: '/usr/local/bin/pilot-agent', from: join(STAND_INS, 'pilot-agent') },
  { path: '/usr/local/bin/envoy', from: join(STAND_INS, 'pilot-agent') },
  {
    path: '/usr/local/bin/istio-start.sh',
    from: join(STAND_INS, 'istio-start.sh'),
  },
  {
    path: '/lib/systemd/system/istio.service',
    from: join(STAND_INS, 'istio.service'),
    mode: 0o644,
  },
];

function arch(): 'amd64' | 'arm64' {
  return process.arch === 'arm64' ? 'arm64' : 'amd64';
}

/** Builds a package in a folder of its own. */
export async function buildPackage(
  folder: string,
  of: {
    format: 'deb' | 'rpm';
    name?: string;
    version?: string;
    files?: PackagedFile[];
    postinst?: string;
  },
): Promise<SidecarPackage> {
  const tree = join(folder, 'tree');
  for (const { path, from, mode = 0o755 } of of.files ?? STAND_IN_FILES) {
    mkdirSync(join(tree, dirname(path)), { recursive: true });
    copyFileSync(from, join(tree, path));
    chmodSync(join(tree, path), mode);
  }
  const told = {
    name: of.name ?? 'istio-sidecar',
    version: of.version ?? '1.30.3',
    postinst: of.postinst ?? readFileSync(join(STAND_INS, 'postinst'), 'utf8'),
  };
  const file = join(folder, `${told.name}.${of.format}`);
  await (of.format === 'deb' ? deb : rpm)(folder, tree, file, told);
  return {
    file,
    sha256: createHash('sha256').update(readFileSync(file)).digest('hex'),
    format: of.format,
    arch: arch(),
  };
}

type Told = { name: string; version: string; postinst: string };

async function deb(_: string, tree: string, file: string, told: Told) {
  const control = join(tree, 'DEBIAN');
  mkdirSync(control, { recursive: true });
  writeFileSync(
    join(control, 'control'),
    [
      `Package: ${told.name}`,
      `Version: ${told.version}`,
      `Architecture: ${arch()}`,
      'Maintainer: Meshport <meshport@example.org>',
      'Description: Stand-in for the sidecar of Istio',
      '',
    ].join('\n'),
  );
  writeFileSync(join(control, 'postinst'), told.postinst, { mode: 0o755 });
  chmodSync(join(control, 'postinst'), 0o755);
  await run('dpkg-deb', [
    '-Znone',
    '--root-owner-group',
    ...['--build', tree, file],
  ]);
}

async function rpm(folder: string, tree: string, file: string, told: Told) {
  const spec = join(folder, 'sidecar.spec');
  writeFileSync(
    spec,
    [
      `Name: ${told.name}`,
      `Version: ${told.version}`,
      'Release: 1',
      'Summary: Stand-in for the sidecar of Istio',
      'License: Apache-2.0',
      'AutoReqProv: no',
      '%description',
      'Stand-in.',
      '%install',
      `cp -a ${tree}/. %{buildroot}/`,
      // Debian's rpm knows of no package with bash, which `-p /bin/bash` asks for.
      '%post -p <lua>',
      `os.execute([==[/bin/bash <<'POSTINST'\n${told.postinst}\nPOSTINST\n]==])`,
      '%files',
      '/usr/local/bin/*',
      '/lib/systemd/system/istio.service',
      '',
    ].join('\n'),
  );
  await run('rpmbuild', [
    ...['-bb', spec, '--define', `_topdir ${folder}/rpmbuild`],
    ...['--define', '_binary_payload w0.gzdio'],
    ...['--define', `_rpmdir ${folder}`],
    ...['--define', `_rpmfilename ${told.name}.rpm`],
    ...['--define', '_build_id_links none', '--define', 'debug_package %{nil}'],
  ]);
  chmodSync(file, 0o644);
}
