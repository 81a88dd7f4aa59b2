import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ALL_ANALYZERS, FindingSeverity, Suppression } from '@meshport/istio';
import { OUTPUTS } from './analysisOutput';
import { UsageError } from './UsageError';

export const USAGE = `npm run conformance -- analysis FOLDER
npm run conformance -- analysis --files FILE|FOLDER… [--mesh-config FILE] [--namespace NAME]
npm run conformance -- analysis --kubeconfig FILE [--context NAME] [--namespace NAME] [--files FILE…]
  [--output text|json|yaml|sarif] [--threshold error|warning|info] [--failure-threshold error|warning|info]
  [--suppress CODE=RESOURCE]… [--include CODE]… [--analyzer NAME]… [--istio-only]
npm run conformance -- analysis --list-analyzers
istioctl's flags are understood as well: --use-kube=false, --all-namespaces, --recursive, --output log,
  --output-threshold, --meshConfigFile and their short forms.`;

const SEVERITIES: readonly FindingSeverity[] = ['error', 'warning', 'info'];
/** Flags of istioctl that mean the same as one here, or nothing here. */
const SAME_AS: ReadonlyMap<string, readonly string[]> = new Map([
  ['--use-kube=false', ['--files']],
  ['-k=false', ['--files']],
  ...['--use-kube', '--use-kube=true', '--recursive', '--recursive=true', '-R']
    .concat('--all-namespaces', '--all-namespaces=true', '-A')
    .concat('--color', '--color=false', '--color=true')
    .map((flag): [string, readonly string[]] => [flag, []]),
]);

/** What the command was asked to do. */
export interface AnalysisArguments {
  /** The folder with Istio's own cases; nothing else is asked then. */
  cases?: string;
  listAnalyzers: boolean;
  files: string[];
  kubeconfig?: string;
  context?: string;
  namespace?: string;
  /** Whether only the findings of the namespace are told. */
  meshConfig?: string;
  output: string;
  threshold: FindingSeverity;
  failureThreshold: FindingSeverity;
  suppressions: Suppression[];
  /** Codes and analyzers that run on request only. */
  include: string[];
  /** The analyzers to run; all but those on request when empty. */
  analyzers: string[];
  istioOnly: boolean;
}

function severityOf(flag: string, text: string): FindingSeverity {
  const found = SEVERITIES.find(one => one === text.toLowerCase());
  if (!found) {
    throw new UsageError(`${flag} is ${SEVERITIES.join(', ')}.`);
  }
  return found;
}

/** As istioctl has it: `CODE=Kind name.namespace`, `*` for any characters. */
function suppressionsOf(text: string): Suppression[] {
  const match = /^([A-Z]{3}\d{4}|\*)=(.+)$/.exec(text);
  if (!match) {
    throw new UsageError(
      `--suppress ${text}: write it as IST0102=Namespace shop, or IST0101=VirtualService *.shop.`,
    );
  }
  const [, code, resource] = match;
  const given = { code, reason: '--suppress', until: '9999-12-31' };
  const [, kind, name, namespace] =
    /^(\S+) (.+)\.([^.]+)$/.exec(resource) ?? [];
  return [
    { ...given, resource },
    ...(kind ? [{ ...given, resource: `${kind} ${namespace}/${name}` }] : []),
  ];
}

function optionsOf(args: string[]) {
  const text = { type: 'string' } as const;
  const texts = { type: 'string', multiple: true, default: [] } as {
    type: 'string';
    multiple: true;
    default: string[];
  };
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({
      args: args.flatMap(one => SAME_AS.get(one) ?? [one]),
      allowPositionals: true,
      options: {
        files: flag,
        kubeconfig: { ...text, short: 'c' },
        context: text,
        namespace: { ...text, short: 'n' },
        'mesh-config': text,
        meshConfigFile: text,
        output: { ...text, short: 'o', default: 'text' },
        threshold: text,
        'output-threshold': text,
        'failure-threshold': { ...text, default: 'error' },
        suppress: { ...texts, short: 'S' },
        include: texts,
        analyzer: texts,
        'list-analyzers': { ...flag, short: 'L' },
        'istio-only': flag,
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
}

/** Splits lists at commas. */
function words(texts: readonly string[]): string[] {
  return texts.flatMap(one => one.split(',')).filter(one => one !== '');
}

/** Codes as the analyzers that report them, beside names of analyzers. */
function onRequest(texts: readonly string[]): string[] {
  const all = ALL_ANALYZERS.filter(one => one.onRequest);
  return words(texts).map(one => {
    const found = all.find(
      ({ name, codes }) => name === one || codes.includes(one),
    );
    if (!found) {
      const known = all.flatMap(({ name, codes }) => [...codes, name]);
      throw new UsageError(
        `--include ${one}: what runs on request is ${known.join(', ')}.`,
      );
    }
    return found.name;
  });
}

/**
 * Reads the arguments of `npm run conformance -- analysis`.
 *
 * @param from - folder that relative paths start at
 * @throws UsageError when they cannot be understood
 */
export function readArguments(args: string[], from: string): AnalysisArguments {
  const { values, positionals } = optionsOf(args);
  const output = values.output === 'log' ? 'text' : values.output;
  if (!OUTPUTS.has(output)) {
    throw new UsageError(`--output is ${[...OUTPUTS.keys()].join(', ')}.`);
  }
  const files = positionals.map(file =>
    file === '-' ? file : resolve(from, file),
  );
  const isGrid =
    !values.files &&
    !values['list-analyzers'] &&
    values.kubeconfig === undefined;
  if (isGrid && files.length !== 1) {
    throw new UsageError(`Give one folder of cases.\n${USAGE}`);
  }
  if (values.files && files.length === 0) {
    throw new UsageError(`Give files after --files.\n${USAGE}`);
  }
  const meshConfig = values['mesh-config'] ?? values.meshConfigFile;
  const threshold = values.threshold ?? values['output-threshold'] ?? 'info';
  return {
    ...(isGrid ? { cases: files[0] } : {}),
    listAnalyzers: values['list-analyzers'],
    files,
    ...(values.kubeconfig === undefined
      ? {}
      : { kubeconfig: resolve(from, values.kubeconfig) }),
    context: values.context,
    namespace: values.namespace,
    ...(meshConfig === undefined
      ? {}
      : { meshConfig: resolve(from, meshConfig) }),
    output,
    threshold: severityOf('--threshold', threshold),
    failureThreshold: severityOf(
      '--failure-threshold',
      values['failure-threshold'],
    ),
    suppressions: values.suppress.flatMap(suppressionsOf),
    include: onRequest(values.include),
    analyzers: words(values.analyzer),
    istioOnly: values['istio-only'],
  };
}
