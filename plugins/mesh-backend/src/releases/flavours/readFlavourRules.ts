import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { IstioFlavour } from '@meshport/istio';
import { FlavourRule } from './FlavourRule';

const FIELD = 'mesh.flavours';
const FLAVOURS: readonly IstioFlavour[] = ['istio', 'tetrate', 'tetrate-fips'];
const KNOWN = ['name', 'require', 'clusters', 'namespaceLabels'];

/**
 * Reads `mesh.flavours`.
 *
 * @throws `InputError` that names the field
 */
export function readFlavourRules(config: Config): FlavourRule[] {
  const entries = config.getOptionalConfigArray(FIELD) ?? [];
  const names = new Set<string>();
  return entries.map((entry, index) => {
    const field = `${FIELD}[${index}]`;
    const unknown = entry.keys().find(key => !KNOWN.includes(key));
    if (unknown !== undefined) {
      throw new InputError(
        `${field}.${unknown}: there is no such field; use ${KNOWN.join(', ')}`,
      );
    }
    const name = entry.getString('name');
    if (names.has(name)) {
      throw new InputError(`${field}.name: ${name} is given twice; keep one`);
    }
    names.add(name);
    const clusters = entry.getOptionalStringArray('clusters');
    const labels = entry.getOptionalConfig('namespaceLabels');
    if (!clusters?.length && !labels?.keys().length) {
      throw new InputError(
        `${field}: says nowhere where it is required; give clusters, namespaceLabels or both ('*' stands for all clusters)`,
      );
    }
    const isEverywhere = !clusters?.length || clusters.includes('*');
    return {
      name,
      flavours: readFlavours(entry, field),
      ...(isEverywhere ? {} : { clusters }),
      ...(labels?.keys().length
        ? {
            namespaceLabels: Object.fromEntries(
              // A key may have dots, which a path of configuration cannot name.
              Object.entries(labels.get() as Record<string, unknown>).map(
                ([key, value]) => [
                  key,
                  labelValue(value, `${field}.namespaceLabels.${key}`),
                ],
              ),
            ),
          }
        : {}),
    };
  });
}

function readFlavours(entry: Config, field: string): IstioFlavour[] {
  const given = entry.getOptional('require');
  const list = typeof given === 'string' ? [given] : given;
  if (!Array.isArray(list) || list.length === 0) {
    throw new InputError(
      `${field}.require: give one or more of ${FLAVOURS.join(', ')}`,
    );
  }
  const wrong = list.find(one => !FLAVOURS.includes(one as IstioFlavour));
  if (wrong !== undefined) {
    throw new InputError(
      `${field}.require: ${JSON.stringify(
        wrong,
      )} is no distribution that can be told; use ${FLAVOURS.join(', ')}`,
    );
  }
  return list as IstioFlavour[];
}

function labelValue(value: unknown, field: string): string {
  if (typeof value !== 'string') {
    throw new InputError(
      `${field}: is no text; put the label's value in quotes`,
    );
  }
  return value;
}
