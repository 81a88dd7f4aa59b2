import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readArguments } from './analysisArguments';
import { analyzeFiles } from './analysisFiles';

const read = (...args: string[]) => readArguments(args, '/files');

const folder = mkdtempSync(join(tmpdir(), 'meshport-arguments-'));
after(() => rmSync(folder, { recursive: true }));

test('one folder is that of Istio’s own cases', () => {
  assert.equal(read('cases').cases, '/files/cases');
  assert.throws(() => read(), /one folder of cases/);
  assert.throws(() => read('a', 'b'), /one folder of cases/);
});

test('istioctl’s flags mean what they mean there', () => {
  const given = read(
    '--use-kube=false',
    '-A',
    '--recursive',
    '--color=false',
    '-o',
    'log',
    '--output-threshold',
    'Warning',
    '--failure-threshold',
    'Info',
    'a.yaml',
    '--meshConfigFile',
    'mesh.yaml',
  );
  assert.deepEqual(given.files, ['/files/a.yaml']);
  assert.equal(given.output, 'text');
  assert.equal(given.threshold, 'warning');
  assert.equal(given.failureThreshold, 'info');
  assert.equal(given.meshConfig, '/files/mesh.yaml');
  assert.equal(given.cases, undefined);
  assert.equal(read('-c', 'kube', '-n', 'shop').kubeconfig, '/files/kube');
  assert.equal(read('-c', 'kube', '-n', 'shop').namespace, 'shop');
  assert.equal(read('-L').listAnalyzers, true);
});

test('a suppression is written as istioctl writes it, or as findings do', () => {
  const { suppressions } = read(
    '--files',
    'a',
    '-S',
    'IST0102=Namespace shop',
    '--suppress',
    'IST0101=VirtualService *.shop',
  );
  assert.deepEqual(
    suppressions.map(one => [one.code, one.resource]),
    [
      ['IST0102', 'Namespace shop'],
      ['IST0101', 'VirtualService *.shop'],
      ['IST0101', 'VirtualService shop/*'],
    ],
  );
  assert.throws(() => read('--files', 'a', '-S', 'IST0102'), /write it as/);
});

test('what runs on request is asked for by code or name', () => {
  assert.deepEqual(read('--files', 'a', '--include', 'KIA1301').include, [
    'kiali.UncoveredWorkloads',
  ]);
  assert.deepEqual(
    read('--files', 'a', '--include', 'KIA1301,IST0136').include.length,
    2,
  );
  assert.throws(
    () => read('--files', 'a', '--include', 'IST0101'),
    /what runs on request is IST0136/,
  );
});

test('wrong words are named', () => {
  assert.throws(() => read('--files'), /files after --files/);
  assert.throws(() => read('--files', 'a', '-o', 'xml'), /--output is/);
  assert.throws(() => read('--files', 'a', '--threshold', 'x'), /--threshold/);
  assert.throws(() => read('--nothing'), /--nothing/);
});

test('folders are read with all that is in them', () => {
  mkdirSync(join(folder, 'deep'));
  writeFileSync(
    join(folder, 'deep', 'a.yaml'),
    'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n',
  );
  writeFileSync(
    join(folder, 'deep', 'pods.json'),
    '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"shop"}}',
  );
  writeFileSync(
    join(folder, 'b.yml'),
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n',
  );
  writeFileSync(join(folder, 'notes.txt'), 'no: manifest');
  const { findings } = analyzeFiles([folder], {});
  assert.deepEqual(
    findings.map(one => [one.code, one.source?.file]),
    [['IST0102', join(folder, 'deep', 'a.yaml')]],
  );
  assert.throws(() => analyzeFiles([join(folder, 'gone')], {}), /gone/);
});
