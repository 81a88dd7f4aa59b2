import { DevClusters, startDevClusters } from '../src';
import { checkTopic } from './cases';
import { Connection } from './connection';
import { runSuite } from './suite';

/** The suite must fail where a cluster answers otherwise. */
describe('runSuite', () => {
  let running: DevClusters;
  let connection: Connection;

  beforeAll(async () => {
    running = await startDevClusters({ clusters: [{ name: 'suite' }] });
    const { url, caPem, adminToken } = running.clusters.suite;
    connection = new Connection({
      name: 'suite',
      server: new URL(url),
      ca: caPem,
      skipTlsVerify: false,
      token: adminToken,
    });
  });

  afterAll(async () => {
    connection?.close();
    await running?.stop();
  });

  const cms = '/api/v1/namespaces/${ns}/configmaps';
  const create = {
    request: {
      method: 'POST',
      path: cms,
      body: { metadata: { name: '${name}', labels: { case: '${name}' } } },
    },
    expect: { status: 201 },
  };
  const run = async (steps: unknown[], more: object = {}) => {
    const { cases } = await runSuite({
      connection,
      topics: [
        checkTopic(
          { topic: 'T', cases: [{ name: 'one', steps }], ...more },
          'test.yaml',
        ),
      ],
    });
    return cases;
  };

  it('fails a case whose status differs and says what the server said', async () => {
    const [result] = await run([
      {
        request: { method: 'GET', path: `${cms}/missing` },
        expect: { status: 200 },
      },
    ]);
    expect(result.outcome).toBe('failed');
    expect(result.details.join()).toContain('status: expected 200, got 404');
    expect(result.details.join()).toContain(
      'configmaps \\"missing\\" not found',
    );
  });

  it('fails a case whose body or header differs', async () => {
    const [result] = await run([
      {
        ...create,
        expect: {
          status: 201,
          body: { kind: 'Secret' },
          headers: { 'content-type': 'text/plain' },
        },
      },
    ]);
    expect(result.details).toEqual([
      expect.stringContaining('headers.content-type: expected "text/plain"'),
      expect.stringContaining('body.kind: expected "Secret", got "ConfigMap"'),
    ]);
  });

  it.each<[string, unknown[]]>([
    ['another event', [{ type: 'DELETED' }]],
    ['an event of another object', [{ object: { metadata: { name: 'x' } } }]],
  ])('fails a watch that expects %s', async (_, events) => {
    const query = { labelSelector: 'case=${name}' };
    const [result] = await run([
      create,
      { watch: { path: cms, query }, expect: { status: 200, events } },
    ]);
    expect(result.outcome).toBe('failed');
  });

  it('fails a watch that ends before its events came', async () => {
    const query = { labelSelector: 'case=${name}', timeoutSeconds: 1 };
    const [result] = await run([
      {
        watch: { path: cms, query },
        expect: { status: 200, events: [{ type: 'ADDED' }] },
      },
    ]);
    expect(result.details.join()).toContain('the server ended it');
  });

  it('fails a watch in which a step fails', async () => {
    const [result] = await run([
      {
        watch: { path: cms },
        during: [{ ...create, expect: { status: 418 } }],
        expect: { status: 200, events: [] },
      },
    ]);
    expect(result.details.join()).toContain('expected 418, got 201');
  });

  it('fails a case that uses a variable nobody set', async () => {
    const [result] = await run([
      {
        request: { method: 'GET', path: `${cms}/\${nothing}` },
        expect: { status: 404 },
      },
    ]);
    expect(result.details.join()).toContain('${nothing} is not set');
  });

  it('fails all cases of a topic whose setup fails', async () => {
    const [result] = await run([create], {
      setup: [{ ...create, expect: { status: 418 } }],
    });
    expect(result.outcome).toBe('failed');
  });

  it('repeats a step until its answer comes, and no longer', async () => {
    const [result] = await run([
      {
        request: { method: 'GET', path: `${cms}/missing` },
        expect: { status: 200 },
        within: 0.3,
      },
    ]);
    expect(result.outcome).toBe('failed');
    expect(result.milliseconds).toBeGreaterThanOrEqual(300);
    expect(result.milliseconds).toBeLessThan(5000);
  });

  it('says which server gives no answer', async () => {
    const nowhere = new Connection({
      name: 'nowhere',
      server: new URL('https://127.0.0.1:1'),
      skipTlsVerify: true,
    });
    const topic = { topic: 'T', cases: [{ name: 'one', steps: [create] }] };
    await expect(
      runSuite({ connection: nowhere, topics: [checkTopic(topic, 'a.yaml')] }),
    ).rejects.toThrow('no answer from https://127.0.0.1:1');
    nowhere.close();
  });

  it('skips a topic whose group is not served, with the reason', async () => {
    const [result] = await run([create], { serves: ['example.com/v1'] });
    expect(result).toMatchObject({
      outcome: 'skipped',
      details: ['the cluster does not serve example.com/v1'],
    });
  });
});
