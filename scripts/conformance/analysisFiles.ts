import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs';
import { extname, join } from 'node:path';
import {
  AnalysisOptions,
  AnalysisResult,
  analyzeManifests,
  ManifestText,
} from '@meshport/istio';
import { UsageError } from './UsageError';

/** How files without a cluster are analysed. */
export interface FileOptions extends AnalysisOptions {
  /** Namespace of objects that say none. */
  namespace?: string;
  /** The mesh's configuration, as YAML. */
  meshConfig?: string;
}

/** More than is ever analysed at once; the rest need not be in memory. */
const MOST_BYTES = 64_000_000;
/** The files of a folder that istioctl reads. */
const EXTENSIONS = new Set(['.yaml', '.yml', '.json']);

function readText(file: string): string {
  if (file === '-') {
    return readFileSync(0, 'utf8');
  }
  const { size } = statSync(file);
  if (size <= MOST_BYTES) {
    return readFileSync(file, 'utf8');
  }
  const start = Buffer.alloc(MOST_BYTES);
  const opened = openSync(file, 'r');
  try {
    return start.toString('utf8', 0, readSync(opened, start));
  } finally {
    closeSync(opened);
  }
}

/** The files of folders, and what is no folder as it is. */
function filesOf(path: string): string[] {
  if (path === '-' || !statSync(path).isDirectory()) {
    return [path];
  }
  return readdirSync(path, { recursive: true })
    .map(name => join(path, String(name)))
    .filter(name => EXTENSIONS.has(extname(name)) && statSync(name).isFile())
    .sort();
}

/**
 * Reads files with manifests, and those in folders; `-` is the standard input.
 *
 * @throws UsageError when one cannot be read
 */
export function readTexts(paths: readonly string[]): ManifestText[] {
  return paths.flatMap(path => {
    try {
      return filesOf(path).map(name => ({ name, text: readText(name) }));
    } catch (error) {
      throw new UsageError(
        `${path} cannot be read: ${(error as Error).message}`,
      );
    }
  });
}

/** Analyses files without a cluster. */
export function analyzeFiles(
  files: readonly string[],
  { namespace = 'default', ...options }: FileOptions,
): AnalysisResult {
  return analyzeManifests(readTexts(files), { namespace, ...options });
}
