import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPackage, SidecarPackage } from '../../machine/sidecarPackage';
import { run } from '../../support/programs';
import { equipmentFolder, Mesh } from '../equipment';

/**
 * Istio's own package of the sidecar, as its build makes it, of the
 * equipment's agent and Envoy and of the scripts of the same source.
 */
export async function istioPackage(
  mesh: Mesh,
  folder: string,
): Promise<SidecarPackage> {
  const { stdout } = await run(
    'go',
    ['mod', 'download', '-json', 'istio.io/istio'],
    { cwd: join(equipmentFolder(), 'istio'), timeout: 300 },
  );
  const source = join(JSON.parse(stdout).Dir, 'tools/packaging');
  const common = (name: string) => join(source, 'common', name);
  return buildPackage(folder, {
    format: 'deb',
    version: '1.31-dev',
    postinst: readFileSync(join(source, 'postinst.sh'), 'utf8').replace(
      // Debian's chown of today takes only a colon; releases are mended alike.
      /istio-proxy\.istio-proxy/g,
      'istio-proxy:istio-proxy',
    ),
    files: [
      ...['pilot-agent', 'envoy'].map(name => ({
        path: `/usr/local/bin/${name}`,
        from: join(mesh.bin, name),
      })),
      {
        path: '/usr/local/bin/istio-start.sh',
        from: common('istio-start.sh'),
      },
      {
        path: '/lib/systemd/system/istio.service',
        from: common('istio.service'),
        mode: 0o644,
      },
      {
        path: '/var/lib/istio/envoy/sidecar.env',
        from: common('sidecar.env'),
        mode: 0o644,
      },
      {
        path: '/var/lib/istio/envoy/envoy_bootstrap_tmpl.json',
        from: join(mesh.bin, 'envoy_bootstrap.json'),
        mode: 0o644,
      },
    ],
  });
}
