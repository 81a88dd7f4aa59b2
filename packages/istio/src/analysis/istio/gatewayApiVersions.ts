import { Analyzer } from '../engine/Analyzer';
import { Resource } from '../snapshot/Resource';

const BUNDLE_VERSION = 'gateway.networking.k8s.io/bundle-version';

/**
 * The oldest bundle of the Gateway API of which Istio reads a kind, by the name
 * of its CRD (Istio, pkg/config/schema/gatewayapi).
 */
const MINIMUM: ReadonlyMap<string, string> = new Map(
  Object.entries({
    grpcroutes: '1.1.0',
    backendtlspolicies: '1.4.0',
    tlsroutes: '1.5.0',
    tcproutes: '1.6.0',
  }).map(([plural, version]) => [
    `${plural}.gateway.networking.k8s.io`,
    version,
  ]),
);

const VERSION =
  /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

interface Version {
  numbers: number[];
  text: string;
}

function parse(text: string): Version | undefined {
  const match = VERSION.exec(text);
  if (!match) {
    return undefined;
  }
  const numbers = match.slice(1, 4).map(part => Number(part ?? 0));
  return {
    numbers,
    text: `${numbers.join('.')}${match[4] ?? ''}${match[5] ?? ''}`,
  };
}

function isOlder(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((number, i) => number !== other[i]);
  return at >= 0 && one[at] < other[at];
}

/** The version of a CRD and the one that Istio needs, if it is too old. */
export function belowMinimum(
  crd: Resource,
): { installed: string; minimum: string } | undefined {
  const minimum = MINIMUM.get(crd.name);
  const installed = parse(crd.annotations[BUNDLE_VERSION] ?? '');
  return minimum !== undefined &&
    installed &&
    isOlder(installed.numbers, parse(minimum)!.numbers)
    ? { installed: installed.text, minimum }
    : undefined;
}

/** CRDs of the Gateway API that are too old for Istio. */
export const gatewayApiVersionsAnalyzer: Analyzer = {
  name: 'k8sgateway.CRDVersionAnalyzer',
  description: 'Looks for CRDs of the Gateway API that are too old for Istio.',
  codes: ['IST0176'],
  reads: ['CustomResourceDefinition'],
  analyze(view, report) {
    for (const crd of view.all('CustomResourceDefinition')) {
      const older = belowMinimum(crd);
      if (older) {
        report('IST0176', crd, {
          args: [crd.name, older.installed, older.minimum],
          path: ['metadata', 'annotations', BUNDLE_VERSION],
          oncePerObject: true,
        });
      }
    }
  },
};
