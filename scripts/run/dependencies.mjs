import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  isHomeWritable,
  npmSettings,
  yarnEnvironment,
} from './npmSettings.mjs';
import { runQuietly } from './process.mjs';
import { explainFailure } from './trouble.mjs';

const YARN_RELEASE = '.yarn/releases/yarn-4.13.0.cjs';
const STAMP = 'node_modules/.meshport-install';
const STEPS = {
  'Resolution step': 'checking the lockfile',
  'Fetch step': 'fetching packages',
  'Link step': 'writing node_modules',
};

/** Changes whenever an install is needed: hash of everything that yarn reads. */
export function dependencyHash(root) {
  const workspaces = ['packages', 'plugins'].flatMap(folder =>
    readdirSync(join(root, folder))
      .sort()
      .map(name => `${folder}/${name}/package.json`)
      .filter(file => existsSync(join(root, file))),
  );
  const hash = createHash('sha256');
  for (const file of [
    'yarn.lock',
    '.yarnrc.yml',
    'package.json',
    ...workspaces,
  ]) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

/** Installs what the committed lockfile says, unless it is installed already. */
export async function ensureDependencies({ root, node, env, say }) {
  const wanted = dependencyHash(root);
  const stamp = join(root, STAMP);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) {
    return;
  }
  const what = 'Installing dependencies';
  say(`${what} by yarn.lock (a few minutes the first time) …`);
  const started = Date.now();
  const log = join('.toolchain', 'install.log');
  const { registry, settings } = await npmSettings({ root });
  const result = await runQuietly(
    node,
    [join(root, YARN_RELEASE), 'install', '--immutable'],
    {
      cwd: root,
      env: {
        ...env,
        ...yarnEnvironment({
          settings,
          env: process.env,
          root,
          homeWritable: isHomeWritable(),
        }),
      },
      log: join(root, log),
      onLine: line => {
        const step = /┌ (.+ step)/.exec(line)?.[1];
        if (STEPS[step]) {
          say(`  ${STEPS[step]} …`);
        }
      },
    },
  );
  if (result.code !== 0) {
    throw explainFailure(what, result.output, { registry, log });
  }
  writeFileSync(stamp, wanted);
  say(`  done in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** A folder with a `yarn` that is the committed release run by the given Node.js. */
export function yarnShim({ root, node }) {
  const folder = join(root, '.toolchain', 'bin');
  const file = join(folder, 'yarn');
  const text = `#!/bin/sh\nexec "${node}" "${join(root, YARN_RELEASE)}" "$@"\n`;
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, text);
    chmodSync(file, 0o755);
  }
  return folder;
}
