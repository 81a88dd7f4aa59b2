import { RequestFinding } from '@meshport/backstage-plugin-mesh-common';
import { ScopeVerdict } from './DiscoveryScopes';

/**
 * What a change of labels does to discovery, for whoever may see the request:
 * only the namespaces that it touches are named.
 */
export function discoveryFindings(
  scope: { notJudged: string } | ScopeVerdict,
  touched: readonly string[],
): RequestFinding[] {
  if ('notJudged' in scope) {
    return [
      {
        code: 'DISCOVERY_NOT_JUDGED',
        severity: 'warning',
        message: `What falls in and out of discovery is not known. ${scope.notJudged}`,
      },
    ];
  }
  const { joins, leaves, missing, warnings } = scope.change;
  const named = (names: readonly string[]) =>
    names.filter(name => touched.includes(name)).join(', ');
  const found: RequestFinding[] = warnings.map(({ text }) => ({
    code: 'DISCOVERY_BREAKS',
    severity: 'error',
    message: text,
  }));
  if (leaves.length > 0) {
    found.push({
      code: 'DISCOVERY_LEAVES',
      severity: 'warning',
      message: `istiod does not watch ${named(
        leaves,
      )} any more: what is in there is as if it were not.${
        missing.length > 0
          ? ` ${missing.length} objects elsewhere name Services of it; the page of discovery says which.`
          : ''
      }`,
    });
  }
  if (joins.length > 0) {
    found.push({
      code: 'DISCOVERY_JOINS',
      severity: 'info',
      message: `istiod begins to watch ${named(joins)}.`,
    });
  }
  if (found.length === 0) {
    found.push({
      code: 'DISCOVERY_SAME',
      severity: 'info',
      message:
        'Under the selectors of now nothing falls in or out of discovery.',
    });
  }
  return found;
}
