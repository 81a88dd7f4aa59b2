import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { run } from '../../support/programs';

const MODULE = 'istio.io/istio';

/**
 * Istio's own `gateway` chart of the version that the equipment runs, rendered
 * by Helm's own engine: what `helm install` would send, without Helm.
 */
export class GatewayChart {
  private constructor(
    private readonly program: string,
    private readonly folder: string,
  ) {}

  /**
   * Builds the renderer of the modules that the equipment is built of.
   *
   * @param equipment - The equipment's folder.
   * @param work - A folder for it; it is made.
   */
  static async build(equipment: string, work: string): Promise<GatewayChart> {
    mkdirSync(work, { recursive: true });
    for (const name of ['go.mod', 'go.sum']) {
      copyFileSync(join(equipment, 'istio', name), join(work, name));
    }
    copyFileSync(join(__dirname, 'chart/render.go'), join(work, 'render.go'));
    const env = {
      ...process.env,
      CGO_ENABLED: '0',
      GOTOOLCHAIN: 'local',
      GOFLAGS: '-buildvcs=false',
    };
    const go = async (...args: string[]) =>
      (await run('go', args, { cwd: work, env, timeout: 600 })).stdout.trim();
    const module = await go('list', '-m', '-f', '{{.Dir}}', MODULE);
    const program = join(work, 'render');
    await go('build', '-trimpath', '-o', program, '.');
    return new GatewayChart(program, join(module, 'manifests/charts/gateway'));
  }

  /**
   * The objects of a release.
   *
   * @throws When the chart's schema refuses the values, with what it says.
   */
  async render(
    release: string,
    namespace: string,
    values: object,
  ): Promise<any[]> {
    const { stdout } = await run(
      this.program,
      [this.folder, release, namespace],
      { input: stringify(values) },
    );
    return parseAllDocuments(stdout)
      .map(one => one.toJS())
      .filter(Boolean);
  }
}
