import { UnreadableManifest } from '../manifests/readManifests';
import { MESSAGES } from '../messages';
import { Finding } from '../types';

/** Findings about documents that could not be read. */
export function findingsOfUnreadable(
  unreadable: readonly UnreadableManifest[],
): Finding[] {
  const spec = MESSAGES.MSP0001;
  return unreadable.map(({ file, line, problem }) => ({
    code: 'MSP0001',
    name: spec.name,
    severity: spec.severity,
    analyzer: 'meshport.Manifests',
    resource: { kind: 'Document', name: `${file}:${line}` },
    source: { file, line },
    args: [problem],
    message: spec.text(problem),
    effect: spec.effect,
  }));
}
