import { stringify } from 'yaml';
import { DevMesh, eventually } from '../__testUtils__/devMesh';
import { mismatches } from '../__testUtils__/openApiChecks';
import {
  NEWCOMER,
  PLATFORM,
  ReadBackend,
  SHOPKEEPER,
  WESTERNER,
} from '../__testUtils__/ReadBackend';
import { EAST, ENTITIES, WEST } from '../__testUtils__/shopMesh';
import { ref } from '../openapi/shapes';

jest.setTimeout(60_000);

function virtualService(name: string, namespace: string, host: string) {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name, namespace },
    spec: {
      hosts: ['shop'],
      http: [{ route: [{ destination: { host } }] }],
    },
  };
}

describe('POST /findings/check', () => {
  let mesh: DevMesh;
  let backend: ReadBackend;

  beforeAll(async () => {
    mesh = await DevMesh.start({ east: EAST, west: WEST });
    mesh.cluster('east').apply(virtualService('broken', 'shop', 'nowhere'));
    backend = await ReadBackend.start({
      mesh,
      entities: ENTITIES,
      clusters: ['east', 'west'].map(name => mesh.details(name)),
    });
    await eventually(async () => {
      const { body } = await backend.get('/findings?code=IST0101', PLATFORM);
      if (body.items?.length !== 1) {
        throw new Error(JSON.stringify(body));
      }
    }, 45_000);
  });

  afterAll(async () => {
    await backend.stop();
    await mesh.close();
  });

  const check = (body: object, user = SHOPKEEPER) =>
    backend.post('/findings/check', user, { cluster: 'east', ...body });
  const codes = (findings: any[]) =>
    findings.map(({ code, object }) => `${code} ${object.name}`);

  it('tells only what the manifests cause and cure', async () => {
    const { status, body } = await check({
      files: [
        {
          name: 'a.yaml',
          text: stringify(virtualService('a', 'shop', 'lost')),
        },
        {
          name: 'b.yaml',
          text: `# mended\n---\n${stringify(
            virtualService('broken', 'shop', 'shop'),
          )}`,
        },
      ],
    });
    expect(status).toBe(200);
    expect(mismatches(body, ref('CheckFindingsReport'))).toEqual([]);
    expect(codes(body.caused)).toContain('IST0101 a');
    expect(codes(body.caused)).not.toContain('IST0101 broken');
    expect(codes(body.cured)).toEqual(['IST0101 broken']);
    const { source } = body.caused.find((one: any) => one.code === 'IST0101');
    expect(source).toEqual({ file: 'a.yaml', line: 12 });
    // Nothing was changed.
    const { body: live } = await backend.get(
      '/findings?code=IST0101',
      PLATFORM,
    );
    expect(live.items.map((one: any) => one.object.name)).toEqual(['broken']);
  });

  it('takes objects and text, and says what nobody judges', async () => {
    const object = virtualService('a', 'shop', 'lost');
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'import', namespace: 'shop' },
    };
    const { body } = await check({ objects: [object, job] });
    expect(codes(body.caused)).toContain('IST0101 a');
    expect(body.notAnalysed).toEqual(['Job shop/import']);
    const { metadata, ...rest } = object;
    const text = stringify({ ...rest, metadata: { name: metadata.name } });
    const given = await check({ manifests: text, namespace: 'shop' });
    expect(codes(given.body.caused)).toContain('IST0101 a');
    const lacks = await check({ manifests: text });
    expect(lacks.status).toBe(400);
    expect(lacks.body.error.message).toMatch(/metadata\.namespace/);
  });

  it('asks for permission to read every namespace that is named', async () => {
    const both = {
      objects: [
        virtualService('a', 'shop', 'lost'),
        virtualService('b', 'vault', 'lost'),
      ],
    };
    const refused = await check(both);
    expect(refused.status).toBe(403);
    expect(refused.body.error.message).toMatch(/namespace vault/);
    expect((await check(both, PLATFORM)).status).toBe(200);
    expect((await check(both, NEWCOMER)).status).toBe(403);
    expect((await check(both, WESTERNER)).status).toBe(403);
    const itself = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'vault' },
    };
    expect((await check({ objects: [itself] })).status).toBe(403);
    const unknown = await check({ ...both, cluster: 'lost' });
    expect(unknown.status).toBe(403);
  });

  it('refuses what cannot be read, in bounded time', async () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'
        .split('')
        .map(
          (one, i) =>
            `${one}: &${one} [${new Array(10)
              .fill(`*${'abcdefghi'[i]}`)
              .join()}]`,
        ),
    ].join('\n');
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    for (const manifests of [
      'a: [',
      'kind: X',
      '- 1',
      '',
      '# nothing',
      '&a [*a]',
      'a: &a {b: *a}',
      bomb,
      deep,
      'x'.repeat(300_000),
      `a: ${'x'.repeat(70_000)}`,
      '{a: '.repeat(20_000),
    ]) {
      const began = Date.now();
      const { status, body } = await check({ manifests });
      const told = manifests.slice(0, 20);
      expect([told, status]).toEqual([told, 400]);
      expect(body.error.message).not.toMatch(/at \w+.*\.ts/);
      expect(Date.now() - began).toBeLessThan(20_000);
    }
    const many = Array.from({ length: 201 }, (_, i) =>
      virtualService(`a${i}`, 'shop', 'shop'),
    );
    expect((await check({ objects: many })).status).toBe(400);
    for (const body of [
      {},
      { manifests: 'a', objects: [] },
      { objects: [{}] },
      { objects: [{ apiVersion: 'v1', kind: 'Pod', metadata: {} }] },
      { objects: 'x' },
      { manifests: 5 },
      { manifests: 'a', other: 1 },
      { manifests: 'a', namespace: '../x' },
    ]) {
      expect([body, (await check(body)).status]).toEqual([body, 400]);
    }
    let nested: any = 1;
    for (let i = 0; i < 3000; i += 1) {
      nested = [nested];
    }
    const object = { ...virtualService('a', 'shop', 'shop'), spec: { nested } };
    expect((await check({ objects: [object] })).status).toBe(400);
  });

  it('refuses 50 MB at once', async () => {
    const began = Date.now();
    const { status } = await backend.post(
      '/findings/check',
      SHOPKEEPER,
      JSON.stringify({ cluster: 'east', manifests: 'x'.repeat(50_000_000) }),
    );
    expect([400, 413]).toContain(status);
    expect(Date.now() - began).toBeLessThan(20_000);
  });

  it.each<[string, object, RegExp]>([
    ['no cluster', { cluster: undefined, manifests: 'a: 1' }, /^cluster:/],
    ['a cluster that is a list', { cluster: ['east'] }, /^cluster:/],
    ['text that is a number', { manifests: 5 }, /^manifests:/],
    ['files that are an object', { files: {} }, /^files:/],
    ['a file without text', { files: [{ name: 'a' }] }, /^files\.0\.text:/],
    ['too many files', { files: new Array(201).fill({}) }, /files/],
    ['objects that are text', { objects: 'x' }, /^objects:/],
    ['an object that is none', { objects: [5] }, /^objects\.0:/],
    ['an unknown field', { manifests: 'a: 1', colour: 'red' }, /colour/],
    ['two of three', { manifests: 'a: 1', objects: [] }, /give one of/],
    [
      'a namespace with dots',
      { manifests: 'a: 1', namespace: '../x' },
      /^namespace:/,
    ],
    [
      'a name that is a number',
      {
        objects: [
          { ...virtualService('a', 'shop', 'b'), metadata: { name: 5 } },
        ],
      },
      /metadata\.name/,
    ],
    [
      'a namespace that is a number',
      {
        objects: [
          {
            ...virtualService('a', 'shop', 'b'),
            metadata: { name: 'a', namespace: 5 },
          },
        ],
      },
      /metadata\.namespace/,
    ],
  ])('names the field of %s', async (_, body, words) => {
    const { status, body: answer } = await check(body);
    expect([status, answer.error.message]).toEqual([
      400,
      expect.stringMatching(words),
    ]);
  });

  it('answers whatever is in an object', async () => {
    const strange = [5, null, 'x', [], [null], {}, { a: null }, true];
    const objects = strange.flatMap((value, i) => [
      { ...virtualService(`s${i}`, 'shop', 'b'), spec: value },
      {
        ...virtualService(`l${i}`, 'shop', 'b'),
        metadata: {
          name: `l${i}`,
          namespace: 'shop',
          labels: value,
          annotations: value,
        },
      },
      {
        ...virtualService(`a${i}`, 'shop', 'b'),
        metadata: {
          name: `a${i}`,
          namespace: 'shop',
          annotations: { 'galley.istio.io/analyze-suppress': value },
        },
      },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: `d${i}`, namespace: 'shop' },
        spec: { template: value, selector: value },
      },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: `p${i}`, namespace: 'shop' },
        spec: { containers: [value] },
        status: value,
      },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: `c${i}`, namespace: 'shop' },
        data: value,
      },
    ]);
    const { status, body } = await check({ objects });
    expect([status, body.error]).toEqual([200, undefined]);
    expect(mismatches(body, ref('CheckFindingsReport'))).toEqual([]);
    expect(JSON.stringify(body)).not.toMatch(/It failed on what it read/);
    // And the cluster is judged as before.
    const live = await backend.get('/findings?code=IST0101', PLATFORM);
    expect(live.body.items.map((one: any) => one.object.name)).toEqual([
      'broken',
    ]);
  });

  it('bears strange fields of known kinds', async () => {
    const spec = { hosts: 5, http: 'x', gateways: { a: 1 } };
    const strange = { ...virtualService('a', 'shop', 'shop'), spec };
    const { status, body } = await check({ objects: [strange] });
    expect(status).toBe(200);
    expect(body.caused.length).toBeGreaterThan(0);
  });
});
