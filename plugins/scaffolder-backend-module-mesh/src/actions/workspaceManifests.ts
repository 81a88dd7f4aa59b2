import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { InputError, isError } from '@backstage/errors';
import { MAX_MANIFEST_BYTES } from '@meshport/backstage-plugin-mesh-common';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Describes the folder to kustomize, no object of a cluster. */
const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml'];

/**
 * Reads the YAML documents of a file, or of all `.yaml` and `.yml` files in a
 * folder and its subfolders by name, as one text.
 *
 * Throws `NotAllowedError` for a path that leads out of the workspace, also by
 * a link, and `InputError` when there is nothing to read or more than 256 KiB.
 */
export async function readWorkspaceManifests(
  workspace: string,
  path: string,
): Promise<string> {
  const files = await readWorkspaceFiles(workspace, path);
  return files
    .map(({ text }) => (text.endsWith('\n') ? text : `${text}\n`))
    .join('---\n');
}

/** As `readWorkspaceManifests`, with each file's place in the workspace. */
export async function readWorkspaceFiles(
  workspace: string,
  path: string,
): Promise<{ name: string; text: string }[]> {
  const files = await filesOf(workspace, path);
  if (!files.length) {
    throw new InputError(`path: there are no YAML files in ${path}`);
  }
  const root = resolveSafeChildPath(workspace, '.');
  const read: { name: string; text: string }[] = [];
  let bytes = 0;
  for (const file of files) {
    const text = await readWithin(file, MAX_MANIFEST_BYTES - bytes);
    bytes += Buffer.byteLength(text);
    read.push({ name: relative(root, file), text });
  }
  return read;
}

async function filesOf(workspace: string, path: string): Promise<string[]> {
  const start = resolveSafeChildPath(workspace, path);
  let isFolder: boolean;
  try {
    isFolder = (await stat(start)).isDirectory();
  } catch (error) {
    if (isError(error) && error.code === 'ENOENT') {
      throw new InputError(`path: there is no ${path} in the workspace`);
    }
    throw error;
  }
  if (!isFolder) {
    return [start];
  }
  const entries = await readdir(start, { recursive: true });
  return entries
    .filter(entry => /\.ya?ml$/.test(entry))
    .filter(entry => !KUSTOMIZATIONS.some(name => entry.endsWith(name)))
    .sort()
    .map(entry => resolveSafeChildPath(workspace, join(path, entry)));
}

async function readWithin(file: string, bytesLeft: number): Promise<string> {
  if ((await stat(file)).size > bytesLeft) {
    throw new InputError(
      `path: the files are larger than ${MAX_MANIFEST_BYTES} bytes together; apply them in parts`,
    );
  }
  return readFile(file, 'utf8');
}
