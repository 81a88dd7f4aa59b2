import { readdirSync, statSync } from 'fs';
import { basename, join, resolve } from 'path';
import { parseArgs } from 'util';
import { startDevClusters, type DevClusterSpec } from './clusters';

const usage =
  'Use: npm run dev-cluster -- --seed DIR --kubeconfig-out FILE --control PORT [--port N]';

function port(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65535) {
    throw new Error(
      `--${name} ${JSON.stringify(text)} is no port. Use 0 to 65535.`,
    );
  }
  return number;
}

/** One cluster a folder, or one cluster of the YAML files that lie there. */
export function clustersOf(seed: string): DevClusterSpec[] {
  const folder = resolve(seed);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(`--seed ${seed} is no folder.`);
  }
  const entries = readdirSync(folder, { withFileTypes: true });
  const isYaml = (name: string) => /\.ya?ml$/.test(name);
  if (entries.some(entry => entry.isFile() && isYaml(entry.name))) {
    return [{ name: basename(folder), seedDir: folder }];
  }
  const folders = entries.filter(entry => entry.isDirectory());
  if (!folders.length) {
    throw new Error(
      `--seed ${seed} holds neither YAML files nor folders, one a cluster.`,
    );
  }
  return folders
    .map(({ name }) => ({ name, seedDir: join(folder, name) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Runs the command until SIGINT or SIGTERM. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: 'string' },
      'kubeconfig-out': { type: 'string' },
      control: { type: 'string' },
      port: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const file = values['kubeconfig-out'];
  if (!file) throw new Error(`--kubeconfig-out is missing. ${usage}`);
  const running = await startDevClusters({
    clusters: values.seed ? clustersOf(values.seed) : [{ name: 'dev' }],
    port: port('port', values.port),
    controlPort: port('control', values.control),
  }).catch((error: NodeJS.ErrnoException & { port?: number }) => {
    throw error.code === 'EADDRINUSE'
      ? new Error(
          `port ${error.port} is in use. Choose another with --port or --control.`,
        )
      : error;
  });
  await running.writeKubeconfig(resolve(file));
  const where = Object.values(running.clusters)
    .map(({ name, url }) => `${name} at ${url}`)
    .join(', ');
  const control = running.controlUrl
    ? `; faults at ${running.controlUrl}/faults`
    : '';
  process.stdout.write(
    `Development only, no real cluster: ${where}; kubeconfig ${file}${control}. Ctrl-C ends it.\n`,
  );
  const end = () => {
    running.stop().then(() => process.exit(0));
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}
