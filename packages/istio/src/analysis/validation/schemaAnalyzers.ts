import { Analyzer, Report } from '../engine/Analyzer';
import { mendOf } from '../istio/mends';
import { AnalysisKind } from '../snapshot/kinds';
import { Resource } from '../snapshot/Resource';
import { checkAuthorizationPolicy } from './authorizationPolicy';
import {
  checkPeerAuthentication,
  checkRequestAuthentication,
} from './authentication';
import { checkDestinationRule } from './destinationRule';
import { checkEnvoyFilter } from './envoyFilter';
import {
  checkProxyConfig,
  checkTrafficExtension,
  checkWasmPlugin,
} from './extensions';
import { checkGateway } from './gateway';
import { checkMeshConfig, checkMeshNetworks } from './mesh';
import { Problem, Problems } from './Problems';
import { checkServiceEntry } from './serviceEntry';
import { checkSidecar } from './sidecar';
import { checkTelemetry } from './telemetry';
import { checkVirtualService } from './virtualService';
import { checkWorkloadEntry, checkWorkloadGroup } from './workload';

type Check = (resource: Resource, problems: Problems) => void;

const CHECKS: [AnalysisKind, Check][] = [
  ['AuthorizationPolicy', checkAuthorizationPolicy],
  ['DestinationRule', checkDestinationRule],
  ['EnvoyFilter', checkEnvoyFilter],
  ['Gateway', checkGateway],
  ['PeerAuthentication', checkPeerAuthentication],
  ['ProxyConfig', checkProxyConfig],
  ['RequestAuthentication', checkRequestAuthentication],
  ['ServiceEntry', checkServiceEntry],
  ['Sidecar', checkSidecar],
  ['Telemetry', checkTelemetry],
  ['TrafficExtension', checkTrafficExtension],
  ['VirtualService', checkVirtualService],
  ['WasmPlugin', checkWasmPlugin],
  ['WorkloadEntry', checkWorkloadEntry],
  ['WorkloadGroup', checkWorkloadGroup],
];

const CODES = ['IST0106', 'IST0130', 'IST0131', 'IST0133'];

/** An object does not change, so that it is checked once. */
const CHECKED = new WeakMap<object, Problems>();

function problemsOf(resource: Resource, check: Check): Problems {
  const known = CHECKED.get(resource.object);
  if (known) {
    return known;
  }
  const problems = new Problems();
  check(resource, problems);
  CHECKED.set(resource.object, problems);
  return problems;
}

function tell(
  { errors, warnings }: Problems,
  resource: Resource,
  report: Report,
): void {
  const each = (all: Problem[], usual: string) =>
    all.forEach(({ code = usual, args, path, useless }) =>
      report(code, resource, {
        args,
        path,
        oncePerObject: true,
        mend:
          useless &&
          mendOf(resource, `Remove the ${useless.what}`, {
            remove: useless.path,
          }),
      }),
    );
  each(errors, 'IST0106');
  each(warnings, 'IST0133');
}

function analyzerOf([kind, check]: [AnalysisKind, Check]): Analyzer {
  return {
    name: `schema.ValidationAnalyzer.${kind}`,
    description: `Checks each ${kind} as Istio's webhook does.`,
    codes: CODES,
    reads: [kind],
    analyze(view, report) {
      for (const resource of view.all(kind)) {
        tell(problemsOf(resource, check), resource, report);
      }
    },
  };
}

function pseudoObject(
  kind: 'MeshConfig' | 'MeshNetworks',
  cluster: string | undefined,
  namespace: string,
): Resource {
  const metadata = { name: kind.toLowerCase(), namespace };
  return new Resource(
    kind,
    { apiVersion: 'v1alpha1', kind, metadata },
    cluster,
    undefined,
  );
}

const meshConfigAnalyzer: Analyzer = {
  name: 'schema.ValidationAnalyzer.MeshConfig',
  description: "Checks the mesh's configuration.",
  codes: CODES,
  reads: ['MeshConfig'],
  analyze({ mesh, cluster, istioNamespace }, report) {
    const problems = new Problems([], [], []);
    checkMeshConfig(mesh, problems);
    tell(problems, pseudoObject('MeshConfig', cluster, istioNamespace), report);
  },
};

const meshNetworksAnalyzer: Analyzer = {
  name: 'schema.ValidationAnalyzer.MeshNetworks',
  description: 'Checks the networks of the mesh.',
  codes: CODES,
  reads: ['MeshNetworks'],
  analyze({ mesh, cluster, istioNamespace }, report) {
    const problems = new Problems([], [], []);
    checkMeshNetworks(mesh.networks, problems);
    tell(
      problems,
      pseudoObject('MeshNetworks', cluster, istioNamespace),
      report,
    );
  },
};

/** The checks of Istio's webhook, one analyzer a kind. */
export const SCHEMA_ANALYZERS: readonly Analyzer[] = [
  ...CHECKS.map(analyzerOf),
  meshNetworksAnalyzer,
  meshConfigAnalyzer,
];
