import { parse } from 'yaml';
import type {
  EgressGatewayInput,
  EgressUpstreamModel,
} from '../EgressGatewayInput';
import type {
  EgressAutoscaling,
  EgressDisruptionBudget,
  EgressReadiness,
  EgressResources,
} from '../EgressWorkload';
import { parametersNameOf } from '../gatewayApi';
import { DEFAULT_RESOURCES } from '../gatewayWorkload';
import { withoutUndefined } from '../../input/InputReader';
import {
  CHECK_CONTAINER,
  defaultCommandOf,
  PROBE_DEFAULTS,
} from '../upstreamCheck';
import type { GatewayParts } from './GatewayParts';

/** Specs of what runs the gateway, as far as they are said. */
interface Specs {
  deployment?: Record<string, any>;
  autoscaler?: Record<string, any>;
  budget?: Record<string, any>;
}

function specsOf(parts: GatewayParts): Specs {
  const { name, pattern } = parts;
  if (pattern === 'injected' || pattern === 'helm') {
    return {
      deployment: parts.find('Deployment', 'apps', name)?.spec,
      autoscaler: parts.find('HorizontalPodAutoscaler', 'autoscaling', name)
        ?.spec,
      budget: parts.find('PodDisruptionBudget', 'policy', name)?.spec,
    };
  }
  const parameters = parts.find('ConfigMap', '', parametersNameOf(parts)) as
    | { data?: Record<string, string> }
    | undefined;
  const read = (key: string) => {
    const text = parameters?.data?.[key];
    return text === undefined ? undefined : parse(text)?.spec;
  };
  return {
    deployment: read('deployment'),
    autoscaler: read('horizontalPodAutoscaler'),
    budget: read('podDisruptionBudget'),
  };
}

function autoscalingOf(
  spec: Record<string, any> | undefined,
): EgressAutoscaling | undefined {
  return spec
    ? withoutUndefined({
        minReplicas: spec.minReplicas,
        maxReplicas: spec.maxReplicas,
        cpuPercent:
          spec.metrics?.[0]?.resource?.target?.averageUtilization ?? undefined,
      })
    : undefined;
}

function readinessOf(
  container: Record<string, any> | undefined,
  upstreams: readonly EgressUpstreamModel[],
): EgressReadiness | undefined {
  const probe = container?.readinessProbe;
  if (!container || !probe) {
    return undefined;
  }
  const command: string[] = probe.exec?.command ?? [];
  const bound = Math.max(1, (probe.timeoutSeconds ?? 1) - 1);
  const same = upstreams.find(
    one => defaultCommandOf(one, bound).join('\n') === command.join('\n'),
  );
  const times = Object.fromEntries(
    Object.entries(PROBE_DEFAULTS)
      .filter(([key, value]) => (probe[key] ?? value) !== value)
      .map(([key]) => [key, probe[key]]),
  );
  return {
    ...(same ? { host: same.host } : { command }),
    image: container.image,
    ...times,
  };
}

/** The same for the same resources, in whatever order they are written. */
function textOf({ requests = {}, limits = {} }: EgressResources = {}): string {
  return JSON.stringify(
    [requests, limits].map(({ cpu, memory }) => [cpu, memory]),
  );
}

/** How the gateway runs. */
export function readWorkloadBack(
  parts: GatewayParts,
  upstreams: readonly EgressUpstreamModel[],
): Pick<
  EgressGatewayInput,
  | 'replicas'
  | 'resources'
  | 'autoscaling'
  | 'disruptionBudget'
  | 'readiness'
  | 'revision'
> {
  const { deployment, autoscaler, budget } = specsOf(parts);
  const containers: any[] = deployment?.template?.spec?.containers ?? [];
  const named = (name: string) => containers.find(one => one.name === name);
  const resources = named('istio-proxy')?.resources;
  const ours = parts.pattern === 'injected' || parts.pattern === 'helm';
  const isDefault = ours && textOf(resources) === textOf(DEFAULT_RESOURCES);
  const replicas: number | undefined = deployment?.replicas;
  const ofGatewayApi = parts.find(
    'Gateway',
    'gateway.networking.k8s.io',
    parts.name,
  );
  return {
    replicas: autoscaler || (ours && replicas === 1) ? undefined : replicas,
    resources: isDefault ? undefined : resources,
    autoscaling: autoscalingOf(autoscaler),
    disruptionBudget: budget
      ? withoutUndefined<EgressDisruptionBudget>({
          minAvailable: budget.minAvailable,
          maxUnavailable: budget.maxUnavailable,
        })
      : undefined,
    readiness: readinessOf(named(CHECK_CONTAINER), upstreams),
    revision:
      ofGatewayApi?.metadata.labels?.['istio.io/rev'] ??
      deployment?.template?.metadata?.labels?.['istio.io/rev'],
  };
}
