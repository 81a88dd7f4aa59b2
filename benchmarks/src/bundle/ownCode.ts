import { build, Metafile, Plugin } from 'esbuild';
import { join } from 'path';
import { gzipSync } from 'zlib';

/** A file of the bundle. */
export interface Chunk {
  name: string;
  /** The module that it begins with, for one that is loaded by itself. */
  entry?: string;
  /** Compressed as a server sends it. */
  gzipBytes: number;
  /** Chunks that are loaded together with it. */
  imports: string[];
  /** Chunks that it loads when they are wanted. */
  loadsLater: string[];
}

/** The chunks of an entry of the frontend plugin, by name. */
export type OwnCode = ReadonlyMap<string, Chunk>;

const ROOT = join(__dirname, '../../..');
const OWN = /^@meshport\//;

/** Leaves to the app what is not ours: it has that once for all plugins. */
const onlyOwn: Plugin = {
  name: 'only-own',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || OWN.test(path)
        ? undefined
        : { path, external: true },
    );
  },
};

/**
 * Bundles our own code, minified and split as an app would: the plugin's and
 * what it imports of our other packages, styles included.
 *
 * @param entry - a file of `plugins/mesh/src`
 * @throws what esbuild complains of
 */
export async function ownCode(entry: string): Promise<OwnCode> {
  const { metafile, outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [join('plugins/mesh/src', entry)],
    outdir: 'bundle',
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    jsx: 'automatic',
    platform: 'browser',
    target: 'es2022',
    write: false,
    metafile: true,
    logLevel: 'error',
    loader: { '.module.css': 'local-css' },
    plugins: [onlyOwn],
  });
  const sizes = new Map(
    outputFiles.map(({ path, contents }) => [
      path.slice(path.indexOf('bundle/')),
      gzipSync(contents, { level: 9 }).length,
    ]),
  );
  return chunksOf(metafile, sizes);
}

/** The chunks of a bundle, and what each of them loads. */
export function chunksOf(
  { outputs }: Pick<Metafile, 'outputs'>,
  sizes: ReadonlyMap<string, number>,
): OwnCode {
  return new Map(
    Object.entries(outputs).map(([name, output]) => {
      const own = output.imports.filter(one => !one.external);
      const paths = (kind: string) =>
        own.filter(one => one.kind === kind).map(({ path }) => path);
      return [
        name,
        {
          name,
          ...(output.entryPoint ? { entry: output.entryPoint } : {}),
          gzipBytes: sizes.get(name) ?? 0,
          imports: [
            ...paths('import-statement'),
            ...(output.cssBundle ? [output.cssBundle] : []),
          ],
          loadsLater: paths('dynamic-import'),
        },
      ];
    }),
  );
}

/** Bytes of a chunk with all that comes with it, without what is there already. */
export function loadedWith(
  chunks: OwnCode,
  names: readonly string[],
): { bytes: number; names: Set<string> } {
  const seen = new Set<string>();
  const open = [...names];
  while (open.length > 0) {
    const name = open.pop()!;
    const chunk = chunks.get(name);
    if (chunk && !seen.has(name)) {
      seen.add(name);
      open.push(...chunk.imports);
    }
  }
  return {
    names: seen,
    bytes: [...seen].reduce(
      (sum, name) => sum + chunks.get(name)!.gzipBytes,
      0,
    ),
  };
}
