// Writes what the analysis knows of the fields of Istio's kinds, from the CRDs
// of an Istio release (manifests/charts/base/files/crd-all.gen.yaml):
//
//   node --require @backstage/cli/config/nodeTransform.cjs \
//     scripts/conformance/istio-shapes.ts CRDS > packages/istio/src/analysis/decode/istioShapes.json
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

interface Schema {
  type?: string;
  enum?: string[];
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  format?: string;
  minimum?: number;
  'x-kubernetes-validations'?: { rule: string }[];
}

// Durations that the CRDs leave without a rule.
const DURATIONS = new Set(['idleTimeout', 'ttl']);
const PREFERRED = ['v1', 'v1beta1', 'v1alpha3', 'v1alpha1'];

function textShape(name: string, schema: Schema): string {
  if (schema.enum) {
    return `e:${schema.enum.join('|')}`;
  }
  const rules = schema['x-kubernetes-validations'] ?? [];
  return DURATIONS.has(name) || rules.some(r => r.rule.includes('duration('))
    ? 'd'
    : 's';
}

function shapeOf(name: string, schema: Schema): unknown {
  switch (schema.type) {
    case 'object': {
      if (schema.properties) {
        return Object.fromEntries(
          Object.entries(schema.properties).map(([key, value]) => [
            key,
            shapeOf(key, value),
          ]),
        );
      }
      const values = schema.additionalProperties;
      return typeof values === 'object' ? { '*': shapeOf('*', values) } : 'any';
    }
    case 'array':
      return [shapeOf(name, schema.items ?? {})];
    case 'string':
      return textShape(name, schema);
    case 'integer':
      // Istio reads a signed number as such, whatever the CRD wants of it.
      return schema.minimum === 0 && schema.format !== 'int32' ? 'u' : 'i';
    case 'number':
      return 'n';
    case 'boolean':
      return 'b';
    default:
      return 'any';
  }
}

const shapes: Record<string, unknown> = {};
for (const document of parseAllDocuments(
  readFileSync(process.argv[2], 'utf8'),
)) {
  const crd = document.toJS({ maxAliasCount: -1 });
  const versions = crd?.spec?.versions ?? [];
  const version = PREFERRED.flatMap(name =>
    versions.filter((one: { name: string }) => one.name === name),
  )[0];
  const spec = version?.schema.openAPIV3Schema.properties.spec;
  if (spec) {
    shapes[crd.spec.names.kind] = shapeOf('spec', spec);
  }
}
process.stdout.write(`${JSON.stringify(shapes)}\n`);
