// Collects the served kinds and their schemas from a real Kubernetes API server
// that has the CRDs of Istio and of the Gateway API:
//
//   KUBECONFIG=FILE node schemas/collect.mjs
//
// Descriptions and CEL rules are left out: the dev cluster needs neither. One
// JSON document a line, so that a new version shows as a readable difference.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const served = {
  'api/v1': [
    'namespaces',
    'pods',
    'services',
    'endpoints',
    'configmaps',
    'secrets',
    'serviceaccounts',
    'nodes',
    'events',
  ],
  'apis/apps/v1': ['deployments', 'replicasets', 'statefulsets', 'daemonsets'],
  'apis/discovery.k8s.io/v1': ['endpointslices'],
  'apis/rbac.authorization.k8s.io/v1': [
    'roles',
    'rolebindings',
    'clusterroles',
    'clusterrolebindings',
  ],
  'apis/admissionregistration.k8s.io/v1': [
    'mutatingwebhookconfigurations',
    'validatingwebhookconfigurations',
  ],
  'apis/apiextensions.k8s.io/v1': ['customresourcedefinitions'],
  'apis/autoscaling/v2': ['horizontalpodautoscalers'],
  'apis/policy/v1': ['poddisruptionbudgets'],
  'apis/batch/v1': ['jobs'],
  'apis/authorization.k8s.io/v1': [
    'selfsubjectaccessreviews',
    'subjectaccessreviews',
    'selfsubjectrulesreviews',
    'localsubjectaccessreviews',
  ],
  'apis/authentication.k8s.io/v1': ['tokenreviews', 'selfsubjectreviews'],
  'apis/coordination.k8s.io/v1': ['leases'],
};
const subresources = ['status', 'scale', 'token', 'proxy'];

const raw = path =>
  JSON.parse(
    execFileSync('kubectl', ['get', '--raw', path], { maxBuffer: 1 << 28 }),
  );

function strip(node) {
  if (Array.isArray(node)) return node.map(strip);
  if (!node || typeof node !== 'object') return node;
  const out = {};
  for (const [key, value] of Object.entries(node)) {
    if (key === 'description' && typeof value === 'string') continue;
    if (key === 'x-kubernetes-validations' || key === 'example') continue;
    out[key] = strip(value);
  }
  return out;
}

// The built-in kinds' schemas name Go's zero values as defaults; only the others
// are filled in by the server. An empty struct as default says that the field is
// always there, which decides who owns it.
function dropZeroDefaults(node) {
  if (Array.isArray(node)) node.forEach(dropZeroDefaults);
  if (!node || typeof node !== 'object') return node;
  if (['""', '0', 'false', '{}'].includes(JSON.stringify(node.default))) {
    if (JSON.stringify(node.default) === '{}') node['x-always-present'] = true;
    delete node.default;
  }
  Object.values(node).forEach(dropZeroDefaults);
  return node;
}

const resources = {};
const definitions = {};
const roots = {};
for (const [path, names] of Object.entries(served)) {
  const groupVersion = path.replace(/^apis?\//, '');
  resources[groupVersion] = raw(`/${path}`).resources.filter(resource => {
    const [name, sub] = resource.name.split('/');
    return names.includes(name) && (!sub || subresources.includes(sub));
  });
  const schemas = raw(`/openapi/v3/${path}`).components.schemas;
  const visit = name => {
    if (definitions[name]) return;
    definitions[name] = dropZeroDefaults(strip(schemas[name]));
    for (const [, reference] of JSON.stringify(definitions[name]).matchAll(
      /#\/components\/schemas\/([^"]+)"/g,
    )) {
      visit(reference);
    }
  };
  const [group, version] = groupVersion.includes('/')
    ? groupVersion.split('/')
    : ['', groupVersion];
  for (const [name, schema] of Object.entries(schemas)) {
    const kinds = schema['x-kubernetes-group-version-kind'] ?? [];
    const match = kinds.find(
      gvk => gvk.group === group && gvk.version === version,
    );
    if (!match || !schema.properties?.metadata) continue;
    const kindServed = resources[groupVersion].some(
      resource => resource.kind === match.kind && !resource.group,
    );
    if (!kindServed) continue;
    visit(name);
    roots[`${groupVersion}/${match.kind}`] = name;
  }
}
// A CRD's own schema type is recursive and only read here: any object will do.
const schemaProps =
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps';
definitions[schemaProps] = {
  type: 'object',
  'x-kubernetes-preserve-unknown-fields': true,
};

const crds = raw(
  '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
).items.map(crd => {
  const { name, annotations, labels } = crd.metadata;
  return strip({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name, annotations, labels },
    spec: crd.spec,
  });
});

const folder = dirname(fileURLToPath(import.meta.url));
const write = (file, lines) =>
  writeFileSync(
    join(folder, file),
    lines.map(line => `${JSON.stringify(line)}\n`).join(''),
  );
write('kubernetes.ndjson', [
  { gitVersion: raw('/version').gitVersion },
  ...Object.entries(resources).map(([groupVersion, list]) => ({
    groupVersion,
    resources: list.map(({ storageVersionHash, ...resource }) => resource),
  })),
  ...Object.entries(roots).map(([root, definition]) => ({ root, definition })),
  ...Object.entries(definitions)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([definition, schema]) => ({ definition, schema })),
]);
write('crds.ndjson', crds);
