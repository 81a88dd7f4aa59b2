import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, TestContext } from 'node:test';
import { caseFolders, differencesOf } from './folderCases';

const GROUP = `metadata: {name: g, namespace: shop}
spec: {template: {serviceAccount: a}}
`;

function folder(t: TestContext, files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'meshport-cases-'));
  t.after(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'one'));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(root, 'one', name), text);
  }
  return root;
}

test('a folder of cases is searched, a case itself is taken', t => {
  const root = folder(t, { 'workloadgroup.yaml': GROUP });
  assert.deepEqual(caseFolders(root), [join(root, 'one')]);
  assert.deepEqual(caseFolders(join(root, 'one')), [join(root, 'one')]);
  assert.throws(() => caseFolders(join(root, 'two')), /There is no folder/);
});

test('only what differs is told, with its line', t => {
  const root = folder(t, {
    'workloadgroup.yaml': GROUP,
    'root-cert.pem.golden': 'fake-CA-cert',
    'istio-token.golden': '',
    'hosts.golden': '10.0.0.1 istiod\n',
    'mesh.yaml.golden': 'defaultConfig:\n',
  });
  const [env, hosts, mesh, ...more] = differencesOf(join(root, 'one')).sort();
  assert.match(env, /^cluster\.env: the case has no cluster\.env\.golden$/);
  assert.match(hosts, /^hosts: line 1\n {2}expected "10\.0\.0\.1 istiod"/);
  assert.match(
    mesh,
    /^mesh\.yaml: line 2\n {2}expected ""\n {2}actual {3}" {2}proxyMeta/,
  );
  assert.deepEqual(more, []);
});

test('a group of which no bundle can be made fails its case', t => {
  const root = folder(t, { 'workloadgroup.yaml': 'metadata: {name: g}' });
  assert.deepEqual(differencesOf(join(root, 'one')), [
    'no bundle: group.metadata.namespace: Give the namespace of the WorkloadGroup.',
  ]);
});
