import { Analyzer, Report } from '../engine/Analyzer';
import { Resource } from '../snapshot/Resource';
import { FindingMend } from '../types';
import { mendOf } from './mends';

const ROUTES = ['ROUTE_CONFIGURATION', 'HTTP_ROUTE'];
const REPLACEABLE = ['NETWORK_FILTER', 'HTTP_FILTER', 'VIRTUAL_HOST'];

/** The name of the filter that a patch is about; Istio compares these texts. */
function filterName({ patch, match }: any): string {
  const { value } = patch;
  if (typeof value !== 'object' || value === null) {
    return '';
  }
  return value.name === undefined
    ? match?.listener?.filterChain?.filter?.name ?? ''
    : `value ${JSON.stringify(value.name)}`;
}

function codeOf({ patch, applyTo }: any): string | undefined {
  switch (patch.operation) {
    case 'ADD':
      return ROUTES.includes(applyTo) ? 'IST0153' : undefined;
    case 'REMOVE':
      return ROUTES.includes(applyTo) ? 'IST0154' : 'IST0151';
    case 'REPLACE':
      return REPLACEABLE.includes(applyTo) ? 'IST0151' : 'IST0152';
    case 'INSERT_BEFORE':
    case 'INSERT_AFTER':
      return 'IST0151';
    default:
      return undefined;
  }
}

function mendFor(
  code: string,
  filter: Resource,
  i: number,
): FindingMend | undefined {
  const patch = ['spec', 'configPatches', i];
  switch (code) {
    case 'IST0151':
    case 'IST0155':
      return mendOf(
        filter,
        'Apply it after the EnvoyFilters without a priority',
        { set: ['spec', 'priority'], to: 10 },
      );
    case 'IST0154':
      return mendOf(filter, 'Remove the patch, which is ignored', {
        remove: patch,
      });
    default:
      return mendOf(filter, 'Merge the value', {
        set: [...patch, 'patch', 'operation'],
        to: 'MERGE',
      });
  }
}

function check(filter: Resource, versioned: Set<string>, report: Report): void {
  const patches: any[] = filter.spec.configPatches ?? [];
  for (const [i, one] of patches.entries()) {
    if (!one.patch) {
      return;
    }
    const name = filterName(one);
    const code = codeOf(one);
    const isRelative = code === 'IST0151';
    if (code && !(isRelative && filter.spec.priority)) {
      const told = isRelative && versioned.has(name) ? 'IST0155' : code;
      report(told, filter, {
        path: ['spec', 'configPatches', i, 'patch', 'operation'],
        mend: mendFor(told, filter, i),
        // Istio looks for the line of a value, which is not a single one.
        linePath: ['spec', 'configPatches', i, 'patch', 'value'],
      });
    }
    if (one.match?.proxy?.proxyVersion) {
      versioned.add(name);
    }
  }
}

/** Patches of Envoy's configuration that are lost or may be. */
export const envoyPatchesAnalyzer: Analyzer = {
  name: 'envoyfilter.EnvoyPatchAnalyzer',
  description:
    'Looks for patches of EnvoyFilters that are ignored, or depend on the order in which filters are made.',
  codes: ['IST0151', 'IST0152', 'IST0153', 'IST0154', 'IST0155'],
  reads: ['EnvoyFilter'],
  analyze(view, report) {
    const versioned = new Set<string>();
    for (const filter of view.all('EnvoyFilter')) {
      check(filter, versioned, report);
    }
  },
};
