import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { runQuietly } from './process.mjs';
import { explainFailure } from './trouble.mjs';

/** Whether package managers may keep their caches in the home folder. */
export function isHomeWritable() {
  try {
    accessSync(homedir(), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * How to call npm, and what it knows about the network: yarn takes the
 * registry, the CA file and the proxies over from it.
 */
export async function npmSettings({ root }) {
  const npm = /npm-cli\.js$/.test(process.env.npm_execpath ?? '')
    ? { file: process.execPath, args: [process.env.npm_execpath] }
    : { file: 'npm', args: [] };
  const npmEnv = {
    ...process.env,
    npm_config_update_notifier: 'false',
    // `npm run --silent` hands its silence down, and with it the reason of a failure.
    npm_config_loglevel: 'warn',
  };
  if (!isHomeWritable()) {
    npmEnv.npm_config_cache = join(root, '.toolchain', 'npm-cache');
  }
  const result = await runQuietly(
    npm.file,
    [...npm.args, 'config', 'list', '--json', '--loglevel=error'],
    { cwd: root, env: npmEnv },
  );
  if (result.code !== 0) {
    throw explainFailure("Reading npm's settings", result.output);
  }
  const settings = JSON.parse(result.output.slice(result.output.indexOf('{')));
  return { npm, npmEnv, registry: settings.registry, settings };
}

/**
 * Environment for yarn made from npm's settings; what the user set for yarn
 * stays.
 */
export function yarnEnvironment({ settings, env, root, homeWritable }) {
  const taken = {
    YARN_NPM_REGISTRY_SERVER: settings.registry?.replace(/\/$/, ''),
    YARN_HTTPS_CA_FILE_PATH:
      settings.cafile ?? env.NODE_EXTRA_CA_CERTS ?? undefined,
    YARN_HTTP_PROXY: settings.proxy ?? undefined,
    YARN_HTTPS_PROXY: settings['https-proxy'] ?? undefined,
    YARN_GLOBAL_FOLDER: homeWritable
      ? undefined
      : join(root, '.toolchain', 'yarn'),
    YARN_ENABLE_PROGRESS_BARS: 'false',
    YARN_ENABLE_COLORS: 'false',
    YARN_ENABLE_HYPERLINKS: 'false',
    YARN_ENABLE_TELEMETRY: 'false',
  };
  return Object.fromEntries(
    Object.entries(taken).filter(
      ([key, value]) => value !== undefined && value !== '' && !(key in env),
    ),
  );
}
