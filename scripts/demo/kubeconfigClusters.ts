import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { UsageError } from './options';

/** One entry of `mesh.clusters`. */
export interface ClusterEntry {
  name: string;
  title?: string;
  kubeconfig: { file: string; context: string };
  network?: string;
  primary?: string;
  readOnly?: boolean;
  /** How primaries reach it. */
  remote?: { development: boolean };
}

/**
 * Makes an entry of each context, read-only unless writes are allowed.
 *
 * A name of a cluster is a DNS-1123 label, which names of contexts often are
 * not; then the context is the title.
 *
 * @param contexts - the contexts to take; none means all of the file
 * @throws `UsageError` for a file or a context that is of no use
 */
export function clustersOfKubeconfig(options: {
  file: string;
  contexts: string[];
  allowWrites: boolean;
}): ClusterEntry[] {
  const known = contextsOf(options.file);
  const missing = options.contexts.find(name => !known.includes(name));
  if (missing !== undefined) {
    throw new UsageError(
      `--context ${missing} is not in ${options.file}, which has: ${known.join(
        ', ',
      )}.`,
    );
  }
  const chosen = options.contexts.length ? options.contexts : known;
  const taken = new Set<string>();
  return [...new Set(chosen)].map(context => {
    const name = uniqueLabel(context, taken);
    taken.add(name);
    return {
      name,
      ...(name === context ? {} : { title: context }),
      kubeconfig: { file: options.file, context },
      readOnly: !options.allowWrites,
    };
  });
}

function contextsOf(file: string): string[] {
  const names = readContexts(file);
  if (!names.length) {
    throw new UsageError(
      `--kubeconfig ${file} has no contexts: name a kubeconfig with at least one.`,
    );
  }
  return names;
}

function readContexts(file: string): string[] {
  let config: { contexts?: { name?: unknown }[] } | null;
  try {
    config = parse(readFileSync(file, 'utf8'));
  } catch {
    // The parser's message would repeat lines of the file, and with them secrets.
    throw new UsageError(
      `--kubeconfig ${file} cannot be read: it must be a YAML file that you may open.`,
    );
  }
  const contexts = Array.isArray(config?.contexts) ? config.contexts : [];
  return contexts
    .map(context => context?.name)
    .filter((name): name is string => typeof name === 'string');
}

function uniqueLabel(context: string, taken: Set<string>): string {
  const label =
    context
      .toLocaleLowerCase('en-US')
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+/, '')
      .slice(0, 58)
      .replace(/-+$/, '') || 'cluster';
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? label : `${label}-${number}`;
    if (!taken.has(candidate)) {
      return candidate;
    }
  }
}
