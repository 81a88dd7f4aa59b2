import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Folder of an app. */
export type App = 'packages/app' | 'packages/app-legacy';

/** Everything that the apps are built from. */
const SOURCES = [
  'packages/istio/src',
  'plugins/mesh/src',
  'plugins/mesh/package.json',
  'plugins/mesh/config.d.ts',
  'plugins/mesh-common/src',
  'app-config.yaml',
  'yarn.lock',
];

function sourcesOf(app: App): string[] {
  const own = ['src', 'public', 'package.json', 'config.d.ts'];
  return [...own.map(name => `${app}/${name}`), ...SOURCES];
}

/** Changes whenever an app must be built again. */
export function sourceHash(
  root: string,
  sources = sourcesOf('packages/app'),
): string {
  const hash = createHash('sha256');
  for (const file of sources.flatMap(source => filesUnder(root, source))) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

/**
 * Builds an app unless its `dist` is up to date.
 *
 * @throws an error that names the log when the build fails
 */
export async function ensureApp(options: {
  root: string;
  app?: App;
  /** Folder for the log. */
  folder: string;
  say: (line: string) => void;
  signal: AbortSignal;
}): Promise<void> {
  const { root, app = 'packages/app', folder, say, signal } = options;
  const stamp = join(root, app, 'node_modules/.meshport-build');
  const wanted = sourceHash(root, sourcesOf(app));
  if (
    existsSync(join(root, app, 'dist/index.html')) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === wanted
  ) {
    return;
  }
  say('Building the frontend (about half a minute) …');
  const started = Date.now();
  const log = join(folder, 'app-build.log');
  const code = await build(join(root, app), log, signal);
  signal.throwIfAborted();
  if (code !== 0) {
    throw new Error(`Building the frontend failed: read ${log}.`);
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
  say(`  done in ${Math.round((Date.now() - started) / 1000)} s.`);
}

function build(cwd: string, log: string, signal: AbortSignal) {
  return new Promise<number | null>((resolve, reject) => {
    const output = createWriteStream(log);
    const child = spawn(
      process.execPath,
      [require.resolve('@backstage/cli/bin/backstage-cli'), 'package', 'build'],
      {
        cwd,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, NODE_ENV: 'production' },
      },
    );
    const stop = () => child.kill();
    signal.addEventListener('abort', stop);
    child.stdout.pipe(output, { end: false });
    child.stderr.pipe(output, { end: false });
    child.on('error', reject);
    child.on('close', code => {
      signal.removeEventListener('abort', stop);
      output.end();
      resolve(code);
    });
  });
}

function filesUnder(root: string, path: string): string[] {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (!stat) {
    return [];
  }
  return stat.isDirectory()
    ? readdirSync(join(root, path))
        .sort()
        .flatMap(name => filesUnder(root, `${path}/${name}`))
    : [path];
}
