import type { RevisionTagInput } from './revisionTagTypes';

const OPERATOR = 'operator.istio.io';

/** Labels of a tag's objects; those of the installer would have it take the tag away. */
export function labelsOf(
  { tag, revision, injector: { metadata } }: RevisionTagInput,
  own: Record<string, string>,
): Record<string, string> {
  const kept = Object.entries(metadata.labels ?? {}).filter(
    ([key]) => key !== 'app' && !key.includes(OPERATOR),
  );
  return sorted({
    'app.kubernetes.io/name': 'istiod',
    release: 'istio',
    ...Object.fromEntries(kept),
    ...own,
    'istio.io/rev': revision,
    'istio.io/tag': tag,
  });
}

/** Those of the injector, where it has any. */
export function annotationsOf({ injector: { metadata } }: RevisionTagInput) {
  const { annotations = {} } = metadata;
  return Object.keys(annotations).length > 0 ? { annotations } : {};
}

function sorted(labels: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.keys(labels)
      .sort()
      .map(key => [key, labels[key]]),
  );
}
