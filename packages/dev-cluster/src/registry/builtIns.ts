import type { KubeObject } from '../objects';
import { matchesLabelSelector } from '../api/selectors';
import type { Violation } from '../schema/validate';

const required = (field: string): Violation => ({
  field,
  reason: 'FieldValueRequired',
  message: 'Required value',
});

function containers(spec: any, path: string): Violation[] {
  if (!spec?.containers?.length) return [required(`${path}.containers`)];
  return spec.containers.flatMap((container: any, index: number) =>
    container.image ? [] : [required(`${path}.containers[${index}].image`)],
  );
}

function workload({ spec }: KubeObject): Violation[] {
  const found = containers(spec.template?.spec, 'spec.template.spec');
  const labels = spec.template?.metadata?.labels ?? {};
  if (!matchesLabelSelector(spec.selector, labels)) {
    found.unshift({
      field: 'spec.template.metadata.labels',
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${JSON.stringify(
        labels,
      )}: \`selector\` does not match template \`labels\``,
    });
  }
  return found;
}

function service({ spec }: KubeObject): Violation[] {
  const ports: any[] = spec.ports ?? [];
  const isHeadless = spec.clusterIP === 'None';
  if (!ports.length && !isHeadless && spec.type !== 'ExternalName') {
    return [required('spec.ports')];
  }
  return ports.flatMap((port, index) => {
    const found: Violation[] = [];
    if (ports.length > 1 && !port.name) {
      found.push(required(`spec.ports[${index}].name`));
    }
    if (!(port.port >= 1 && port.port <= 65535)) {
      found.push({
        field: `spec.ports[${index}].port`,
        reason: 'FieldValueInvalid',
        message: `Invalid value: ${port.port}: must be between 1 and 65535, inclusive`,
      });
    }
    return found;
  });
}

function configKeys(object: KubeObject): Violation[] {
  return ['data', 'binaryData'].flatMap(field =>
    Object.keys(object[field] ?? {})
      .filter(key => !/^[-._a-zA-Z0-9]+$/.test(key) || key.length > 253)
      .map(key => ({
        field: `${field}[${key}]`,
        reason: 'FieldValueInvalid',
        message: `Invalid value: ${JSON.stringify(
          key,
        )}: a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
      })),
  );
}

const checks: Record<string, (object: KubeObject) => Violation[]> = {
  Deployment: workload,
  ReplicaSet: workload,
  StatefulSet: workload,
  DaemonSet: workload,
  Pod: ({ spec }) => containers(spec, 'spec'),
  Service: service,
  ConfigMap: configKeys,
  Secret: configKeys,
};

/** The checks of built-in kinds that a schema cannot say. */
export function builtInViolations(object: KubeObject): Violation[] {
  return checks[object.kind]?.(object) ?? [];
}
