/**
 * How the pods of a namespace are to get proxies: `enabled` follows the default
 * revision, `revision` the one that is named, `disabled` opts out, `unset` takes
 * every such label away.
 *
 * @public
 */
export type NamespaceInjection =
  | { injection: 'enabled' | 'disabled' | 'unset' }
  | { injection: 'revision'; revision: string };

const INJECTION = 'istio-injection';
const REVISION = 'istio.io/rev';

/**
 * The labels of a namespace after a change of its injection. `istio-injection`
 * goes before `istio.io/rev` where a namespace has both, so the other is always
 * taken away (pkg/kube/inject, the webhooks' selectors).
 *
 * @public
 */
export function injectionLabels(
  change: NamespaceInjection,
): Record<typeof INJECTION | typeof REVISION, string | null> {
  switch (change.injection) {
    case 'enabled':
      return { [INJECTION]: 'enabled', [REVISION]: null };
    case 'disabled':
      return { [INJECTION]: 'disabled', [REVISION]: null };
    case 'revision':
      return { [INJECTION]: null, [REVISION]: change.revision };
    default:
      return { [INJECTION]: null, [REVISION]: null };
  }
}

/** The labels as they are after it; `null` takes one away. */
export function withLabels(
  labels: Readonly<Record<string, string>>,
  change: Readonly<Record<string, string | null>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ ...labels, ...change }).filter(
      (entry): entry is [string, string] => entry[1] !== null,
    ),
  );
}
