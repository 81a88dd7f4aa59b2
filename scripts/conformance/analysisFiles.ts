import { readFileSync } from 'node:fs';
import {
  AnalysisResult,
  analyzeManifests,
  ManifestText,
} from '@meshport/istio';
import { UsageError } from './UsageError';

/** How files without a cluster are analysed. */
export interface FileOptions {
  /** Namespace of objects that say none. */
  namespace?: string;
  /** The mesh's configuration, as YAML. */
  meshConfig?: string;
}

/** Reads files with manifests; `-` is the standard input. */
export function readTexts(files: readonly string[]): ManifestText[] {
  return files.map(file => {
    try {
      const from = file.endsWith('/-') || file === '-' ? 0 : file;
      return { name: file, text: readFileSync(from, 'utf8') };
    } catch (error) {
      throw new UsageError(
        `${file} cannot be read: ${(error as Error).message}`,
      );
    }
  });
}

/** Analyses files without a cluster. */
export function analyzeFiles(
  files: readonly string[],
  { namespace = 'default', meshConfig }: FileOptions,
): AnalysisResult {
  return analyzeManifests(readTexts(files), {
    namespace,
    ...(meshConfig === undefined ? {} : { meshConfig }),
  });
}
