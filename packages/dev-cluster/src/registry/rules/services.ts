import type { KubeObject } from '../../objects';
import type { Violation } from '../../schema/validate';
import { duplicate, invalidValue, required } from './violations';

const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];

function ports(all: any[]): Violation[] {
  return all.flatMap((each, index) => {
    const path = `spec.ports[${index}]`;
    const found: Violation[] = [];
    if (all.length > 1 && !each.name) found.push(required(`${path}.name`));
    if (!(each.port >= 1 && each.port <= 65535)) {
      found.push(
        invalidValue(
          `${path}.port`,
          each.port,
          'must be between 1 and 65535, inclusive',
        ),
      );
    }
    const earlier = all.slice(0, index);
    const isTwice = earlier.some(
      other => other.port === each.port && other.protocol === each.protocol,
    );
    if (isTwice) found.push(duplicate(path, each));
    if (each.name && earlier.some(other => other.name === each.name)) {
      found.push(duplicate(`${path}.name`, each.name));
    }
    return found;
  });
}

/** The rules of Services. */
export function service({ spec }: KubeObject): Violation[] {
  const found: Violation[] = [];
  if (!types.includes(spec.type)) {
    found.push({
      field: 'spec.type',
      reason: 'FieldValueNotSupported',
      message: `Unsupported value: ${JSON.stringify(
        spec.type,
      )}: supported values: ${types.map(type => `"${type}"`).join(', ')}`,
    });
  }
  const isFree = spec.clusterIP === 'None' || spec.type === 'ExternalName';
  if (!spec.ports?.length && !isFree) found.push(required('spec.ports'));
  return [...found, ...ports(spec.ports ?? [])];
}
