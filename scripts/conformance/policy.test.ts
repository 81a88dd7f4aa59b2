import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { CallObjects } from '@meshport/istio';
import { answerLine, answerTo, policy } from './policy';
import { QuestionError, readQuestion } from './policyQuestions';

const pod = (name: string, more: object = {}): any => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels: { app: name } },
  spec: { containers: [{ name: 'app', image: 'app' }] },
  status: {
    phase: 'Running',
    podIP: '10.0.0.1',
    conditions: [{ type: 'Ready', status: 'True' }],
  },
  ...more,
});
const service = (ports: object[]): any => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { selector: { app: 'web' }, ports },
});
const objects = (ports: object[] = [{ name: 'http', port: 80 }]) =>
  ({
    pods: [
      pod('web'),
      pod('front'),
      pod('done', { status: { phase: 'Succeeded' } }),
    ],
    services: [service(ports)],
    workloadEntries: [],
    peerAuthentications: [],
    requestAuthentications: [],
    authorizationPolicies: [],
    destinationRules: [],
    virtualServices: [],
    sidecars: [],
  } as CallObjects);
const answer = async (question: object, of = objects()) =>
  JSON.parse(answerLine(await answerTo(of, JSON.stringify(question))));

const TWO_PORTS = [
  { name: 'http', port: 80 },
  { name: 'other', port: 81 },
];
const FRONT = { from: 'shop/front', to: 'shop/web' };

test('a question needs only who calls what', async () => {
  assert.deepEqual(await answer(FRONT), {
    allowed: true,
    decidedBy: 'default',
    mtls: false,
    why: 'No proxy stands before the one called, so no policy is enforced.',
  });
});

test('a port is a number, a text or a name', async () => {
  for (const port of [80, '80', 'http']) {
    const said = await answer({ ...FRONT, port }, objects(TWO_PORTS));
    assert.equal(said.allowed, true, String(port));
  }
});

test('headers are of any plain kind, and paths begin with a slash', () => {
  const line =
    '{"from":{"namespace":"a","name":"b"},"to":"c/d","port":1,"path":"x","method":null,"headers":{"n":1,"many":["a","b"],"none":null}}';
  assert.deepEqual(readQuestion(line), {
    from: { namespace: 'a', name: 'b' },
    to: { namespace: 'c', name: 'd' },
    port: 1,
    method: undefined,
    path: '/x',
    headers: { n: '1', many: 'a,b' },
  });
});

const PROBLEMS: [string, RegExp][] = [
  ['{', /not JSON/],
  ['null', /give an object/],
  ['{"to":"a/b"}', /from: give NAMESPACE\/NAME/],
  ['{"from":"a","to":"a/b"}', /from: give NAMESPACE\/NAME/],
  ['{"from":"a/b/c","to":"a/b"}', /from: give NAMESPACE\/NAME/],
  ['{"from":"a/b","to":7}', /to: give NAMESPACE\/NAME/],
  ['{"from":"a/b","to":"a/b","port":0}', /port: give the number/],
  ['{"from":"a/b","to":"a/b","port":70000}', /port: give the number/],
  ['{"from":"a/b","to":"a/b","path":7}', /path: give a text/],
  ['{"from":"a/b","to":"a/b","headers":["x"]}', /headers: give an object/],
  ['{"from":"a/b","to":"a/b","headers":{"x":{}}}', /headers: give an object/],
];

for (const [line, problem] of PROBLEMS) {
  test(`${line} is no question`, () => {
    assert.throws(() => readQuestion(line), problem);
    assert.throws(() => readQuestion(line), QuestionError);
  });
}

test('a port is left out only where there is one', async () => {
  await assert.rejects(answer(FRONT, objects(TWO_PORTS)), /several/);
  await assert.rejects(answer({ ...FRONT, port: 'x' }), /no port named x/);
});

test('what is not there is not known', async () => {
  for (const question of [
    { ...FRONT, from: 'shop/gone', port: 80 },
    { ...FRONT, to: 'shop/gone' },
  ]) {
    const { why, ...said } = await answer(question);
    assert.deepEqual(said, { allowed: null, decidedBy: null, mtls: null });
    assert.match(why, /shop\/gone/);
  }
});

test('a pod that has ended calls nobody', async () => {
  const said = await answer({ ...FRONT, from: 'shop/done' });
  assert.equal(said.allowed, false);
  assert.equal(said.why, 'The pod has ended.');
});

test('the command says which file it cannot read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'policy-'));
  try {
    writeFileSync(join(folder, 'questions'), '');
    const ask = (...args: string[]) => policy(args, folder);
    await assert.rejects(
      ask('--kubeconfig', 'none', '--questions', 'gone'),
      /--questions gone cannot be read/,
    );
    await assert.rejects(
      ask('--kubeconfig', 'none', '--questions', 'questions'),
      /--kubeconfig/,
    );
    await assert.rejects(ask('--kubeconfig', 'x'), /Give --kubeconfig and/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
