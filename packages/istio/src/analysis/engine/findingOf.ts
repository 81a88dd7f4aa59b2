import { argumentText, documentationOf, MESSAGES } from '../messages';
import { Resource } from '../snapshot/Resource';
import { Finding, FindingMend, SuppressedFinding, YamlPath } from '../types';
import { ReportDetails } from './Analyzer';
import { isSuppressedByAnnotation } from './suppression';

interface Located {
  finding: Finding;
  /** Findings with the same key are one. */
  key: string;
}

function locate(
  { source }: Resource,
  { path, linePath = path, oncePerObject }: ReportDetails,
): { source?: Finding['source']; line: string } {
  if (!source) {
    return { line: '' };
  }
  const place = path && source.lineOf(path);
  // Istio gives lines of single values only, and tells findings apart by them.
  const telling =
    linePath && !oncePerObject ? source.lineOf(linePath) : undefined;
  const line = telling?.single ? telling.line : source.line;
  return {
    source: { file: source.file, line: place?.line ?? source.line },
    line: `${source.file}:${line}`,
  };
}

/** Makes a finding of what an analyzer reports. */
export function findingOf(
  analyzer: string,
  code: string,
  resource: Resource,
  details: ReportDetails,
): Located {
  const spec = MESSAGES[code];
  if (!spec) {
    throw new Error(
      `The analyzer ${analyzer} reports an unknown code ${code}.`,
    );
  }
  const { args = [], path, mend, effect = spec.effect } = details;
  const { reference } = resource;
  const { source, line } = locate(resource, details);
  const documentation = documentationOf(code);
  return {
    key: JSON.stringify([code, reference, args, line]),
    finding: {
      code,
      name: spec.name,
      severity: spec.severity,
      analyzer,
      resource: reference,
      ...(path ? { path } : {}),
      ...(source ? { source } : {}),
      args,
      message: spec.text(...args.map(argumentText)),
      effect,
      ...(mend ? { mend } : {}),
      ...(spec.alsoKnownAs ? { alsoKnownAs: spec.alsoKnownAs } : {}),
      ...(documentation ? { documentation } : {}),
    },
  };
}

/** Collects findings, the same one once. */
export class FindingCollector {
  readonly #found = new Map<string, Finding>();
  readonly #hidden = new Set<Finding>();

  add(analyzer: string, code: string, at: Resource, details: ReportDetails) {
    const { key, finding } = findingOf(analyzer, code, at, details);
    const known = this.#found.get(key);
    if (!known) {
      this.#found.set(key, finding);
      if (isSuppressedByAnnotation(code, at.annotations)) {
        this.#hidden.add(finding);
      }
    } else if (finding.path && !known.path) {
      known.path = finding.path;
    } else if (finding.path && !isAmong(finding.path, known)) {
      known.otherPaths = [...(known.otherPaths ?? []), finding.path];
      known.mend = mendOfBoth(known.mend, finding.mend);
    }
  }

  get result(): {
    findings: Map<string, Finding>;
    hidden: SuppressedFinding[];
  } {
    return {
      findings: new Map(
        [...this.#found].filter(([, one]) => !this.#hidden.has(one)),
      ),
      hidden: [...this.#hidden].map(finding => ({ finding, by: 'annotation' })),
    };
  }
}

/**
 * One mend for two places; none where one of them has none. The later place is
 * changed first, so that positions in lists still hold.
 */
function mendOfBoth(
  known: FindingMend | undefined,
  more: FindingMend | undefined,
): FindingMend | undefined {
  if (!known || !more) {
    return undefined;
  }
  const texts = new Set(more.patch.map(one => JSON.stringify(one)));
  const rest = known.patch.filter(one => !texts.has(JSON.stringify(one)));
  return { ...known, patch: [...more.patch, ...rest] };
}

function isAmong(path: YamlPath, { path: first, otherPaths = [] }: Finding) {
  const text = JSON.stringify(path);
  return [first, ...otherPaths].some(one => JSON.stringify(one) === text);
}
