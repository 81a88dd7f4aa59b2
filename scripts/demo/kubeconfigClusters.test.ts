import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, TestContext } from 'node:test';
import { clustersOfKubeconfig } from './kubeconfigClusters';
import { UsageError } from './options';

function kubeconfig(t: TestContext, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'meshport-kubeconfig-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'config');
  writeFileSync(file, text);
  return file;
}

const contexts = (...names: string[]) =>
  JSON.stringify({ contexts: names.map(name => ({ name })) });

test('every context is a cluster, read-only unless writes are allowed', t => {
  const file = kubeconfig(t, contexts('east', 'west'));
  const read = (allowWrites: boolean) =>
    clustersOfKubeconfig({ file, contexts: [], allowWrites });
  assert.deepEqual(read(false), [
    {
      name: 'east',
      kubeconfig: { file, context: 'east' },
      readOnly: true,
    },
    {
      name: 'west',
      kubeconfig: { file, context: 'west' },
      readOnly: true,
    },
  ]);
  assert.deepEqual(
    read(true).map(({ readOnly }) => readOnly),
    [false, false],
  );
});

test('names that are no DNS labels become some, and stay as titles', t => {
  const long = `arn:aws:eks:eu-1:123456789012:cluster/${'x'.repeat(60)}`;
  const file = kubeconfig(t, contexts('admin@Kind', 'admin_kind', long, '@'));
  const clusters = clustersOfKubeconfig({
    file,
    contexts: [],
    allowWrites: false,
  });
  assert.deepEqual(
    clusters.map(({ name, title }) => ({ name, title })).slice(0, 2),
    [
      { name: 'admin-kind', title: 'admin@Kind' },
      { name: 'admin-kind-2', title: 'admin_kind' },
    ],
  );
  assert.equal(clusters[3].name, 'cluster');
  for (const { name } of clusters) {
    assert.match(name, /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
  }
});

test('only the named contexts are taken, each once', t => {
  const file = kubeconfig(t, contexts('a', 'b', 'c'));
  assert.deepEqual(
    clustersOfKubeconfig({
      file,
      contexts: ['c', 'a', 'c'],
      allowWrites: false,
    }).map(({ name }) => name),
    ['c', 'a'],
  );
});

test('a context that is not there is named beside those that are', t => {
  const file = kubeconfig(t, contexts('a', 'b'));
  assert.throws(
    () => clustersOfKubeconfig({ file, contexts: ['x'], allowWrites: false }),
    (error: Error) =>
      error instanceof UsageError &&
      /--context x is not in .*, which has: a, b\./.test(error.message),
  );
});

test('a file that is no kubeconfig is refused without repeating it', t => {
  for (const text of ['token: [hunter2', 'contexts: hunter2', '[]', '']) {
    assert.throws(
      () =>
        clustersOfKubeconfig({
          file: kubeconfig(t, text),
          contexts: [],
          allowWrites: false,
        }),
      (error: Error) =>
        error instanceof UsageError && !error.message.includes('hunter2'),
      text,
    );
  }
});
