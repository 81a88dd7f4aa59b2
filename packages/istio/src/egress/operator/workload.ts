import type { EgressGatewayInput } from '../EgressGatewayInput';
import type {
  EgressAutoscaling,
  EgressDisruptionBudget,
  EgressReadiness,
  EgressResources,
} from '../EgressWorkload';
import { InputReader, withoutUndefined } from '../../input/InputReader';
import { problemWithCommand } from '../../input/problemWithCommand';
import type { OperatorGateway } from '../readIstioOperator';

const KNOWN = [
  'replicaCount',
  'resources',
  'hpaSpec',
  'podDisruptionBudget',
  'readinessProbe',
  'overlays',
  // Of the Service: ports and type are the pattern's.
  'service',
];

function quantitiesOf(value: unknown) {
  if (!InputReader.isObject(value)) {
    return undefined;
  }
  const text = (one: unknown) =>
    one === undefined || one === null ? undefined : String(one);
  return withoutUndefined({ cpu: text(value.cpu), memory: text(value.memory) });
}

function resourcesOf(value: any): EgressResources | undefined {
  return InputReader.isObject(value)
    ? withoutUndefined({
        requests: quantitiesOf(value.requests),
        limits: quantitiesOf(value.limits),
      })
    : undefined;
}

function autoscalingOf(spec: any): EgressAutoscaling | undefined {
  if (!InputReader.isObject(spec) || typeof spec.maxReplicas !== 'number') {
    return undefined;
  }
  const metrics: any[] = Array.isArray(spec.metrics) ? spec.metrics : [];
  const cpu = metrics.find(one => one?.resource?.name === 'cpu')?.resource;
  return withoutUndefined({
    minReplicas: spec.minReplicas as number | undefined,
    maxReplicas: spec.maxReplicas,
    cpuPercent:
      // autoscaling/v2, and v2beta1 as older files have it.
      cpu?.target?.averageUtilization ?? cpu?.targetAverageUtilization,
  });
}

function budgetOf(spec: any): EgressDisruptionBudget | undefined {
  return InputReader.isObject(spec)
    ? withoutUndefined({
        minAvailable: spec.minAvailable as number | undefined,
        maxUnavailable: spec.maxUnavailable as number | undefined,
      })
    : undefined;
}

/**
 * The words of a simple command in a shell: without quotes, variables, pipes or
 * anything else that only a shell understands.
 */
function wordsOf(script: string): string[] | undefined {
  const trimmed = script.trim();
  return /^[\w\s./:=@%+,?&-]+$/.test(trimmed) && !/[\n&]/.test(trimmed)
    ? trimmed.split(/\s+/)
    : undefined;
}

function commandOf(command: string[], leftOut: string[]): string[] | undefined {
  const [, option, script, ...more] = command;
  if (problemWithCommand(command) === undefined) {
    return command;
  }
  const words =
    /^-[a-z]*c$/.test(option ?? '') && more.length === 0
      ? wordsOf(script ?? '')
      : undefined;
  if (words && problemWithCommand(words) === undefined) {
    leftOut.push(
      `readinessProbe: ${command[0]} is a shell; the command in it is taken without.`,
    );
    return words;
  }
  leftOut.push(
    `readinessProbe: ${command[0]} is a shell or starts another program, and what it runs cannot be said without. Say the check again.`,
  );
  return undefined;
}

function readinessOf(
  probe: any,
  leftOut: string[],
): EgressReadiness | undefined {
  if (!InputReader.isObject(probe)) {
    return undefined;
  }
  const { exec, httpGet, tcpSocket, ...times } = probe as Record<string, any>;
  if (!Array.isArray(exec?.command)) {
    if (httpGet || tcpSocket) {
      leftOut.push(
        'readinessProbe: it looks at the proxy and not at an upstream; the proxy is looked at anyway.',
      );
    }
    return undefined;
  }
  const command = commandOf(exec.command.map(String), leftOut);
  return command
    ? withoutUndefined({
        command,
        timeoutSeconds: times.timeoutSeconds,
        periodSeconds: times.periodSeconds,
        failureThreshold: times.failureThreshold,
        successThreshold: times.successThreshold,
        initialDelaySeconds: times.initialDelaySeconds,
      })
    : undefined;
}

/** The probe that a patch of the Deployment sets, as files of the operator do. */
function patchedProbe(
  name: string,
  overlays: unknown,
  leftOut: string[],
): unknown {
  let probe: unknown;
  for (const overlay of Array.isArray(overlays) ? overlays : []) {
    for (const patch of overlay?.patches ?? []) {
      const path = String(patch?.path ?? '');
      if (overlay.kind === 'Deployment' && /readinessProbe$/.test(path)) {
        probe = patch.value;
      } else {
        leftOut.push(
          `overlays: the patch of ${overlay?.kind ?? 'an object'} ${
            overlay?.name ?? name
          } at ${path} is not taken over.`,
        );
      }
    }
  }
  return probe;
}

/** How a gateway of the operator runs. */
export function operatorWorkload(
  name: string,
  { k8s = {} }: OperatorGateway,
  leftOut: string[],
): Partial<EgressGatewayInput> {
  for (const key of Object.keys(k8s)) {
    if (!KNOWN.includes(key)) {
      leftOut.push(`k8s.${key}: no field says this.`);
    }
  }
  const autoscaling = autoscalingOf(k8s.hpaSpec);
  const probe = patchedProbe(name, k8s.overlays, leftOut) ?? k8s.readinessProbe;
  return {
    replicas:
      autoscaling || typeof k8s.replicaCount !== 'number'
        ? undefined
        : k8s.replicaCount,
    resources: resourcesOf(k8s.resources),
    autoscaling,
    disruptionBudget: budgetOf(k8s.podDisruptionBudget),
    readiness: readinessOf(probe, leftOut),
  };
}
