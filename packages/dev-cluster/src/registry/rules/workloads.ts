import { matchesLabelSelector } from '../../api/selectors';
import type { KubeObject } from '../../objects';
import type { Violation } from '../../schema/validate';
import { labelMessage } from '../names';
import { duplicate, invalidValue, required } from './violations';

function container(each: any, path: string, earlier: any[]): Violation[] {
  const found: Violation[] = [];
  const { name, image } = each;
  if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name ?? '')) {
    found.push(
      name
        ? invalidValue(`${path}.name`, name, labelMessage)
        : required(`${path}.name`),
    );
  }
  if (earlier.some(other => other.name === name)) {
    found.push(duplicate(`${path}.name`, name));
  }
  const ports: any[] = each.ports ?? [];
  ports.forEach((port, index) => {
    const earlierPorts = ports.slice(0, index);
    if (port.name && earlierPorts.some(other => other.name === port.name)) {
      found.push(duplicate(`${path}.ports[${index}].name`, port.name));
    }
  });
  if (!image) found.push(required(`${path}.image`));
  return found;
}

function containers(spec: any, path: string): Violation[] {
  if (!spec?.containers?.length) return [required(`${path}.containers`)];
  const all: any[] = spec.containers;
  return all.flatMap((each, index) =>
    container(each, `${path}.containers[${index}]`, all.slice(0, index)),
  );
}

/** The rules of kinds with a pod template. */
export function workload({ spec }: KubeObject): Violation[] {
  const found: Violation[] = [];
  const labels = spec.template?.metadata?.labels ?? {};
  if (spec.replicas < 0) {
    found.push(
      invalidValue(
        'spec.replicas',
        spec.replicas,
        'must be greater than or equal to 0',
      ),
    );
  }
  if (!matchesLabelSelector(spec.selector, labels)) {
    found.push(
      invalidValue(
        'spec.template.metadata.labels',
        labels,
        '`selector` does not match template `labels`',
      ),
    );
  }
  return [...found, ...containers(spec.template?.spec, 'spec.template.spec')];
}

/** The rules of pods. */
export function pod({ spec }: KubeObject): Violation[] {
  return containers(spec, 'spec');
}
