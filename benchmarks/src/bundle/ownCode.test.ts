import { chunksOf, loadedWith } from './ownCode';

const output = (over: object) =>
  ({ bytes: 1, inputs: {}, exports: [], imports: [], ...over } as any);

const chunks = chunksOf(
  {
    outputs: {
      'bundle/index.js': output({
        entryPoint: 'plugins/mesh/src/index.ts',
        imports: [
          { path: 'bundle/shared.js', kind: 'import-statement' },
          { path: 'bundle/page.js', kind: 'dynamic-import' },
          { path: 'react', kind: 'import-statement', external: true },
        ],
      }),
      'bundle/page.js': output({
        entryPoint: 'plugins/mesh/src/components/Page.tsx',
        cssBundle: 'bundle/page.css',
        imports: [{ path: 'bundle/shared.js', kind: 'import-statement' }],
      }),
      'bundle/page.css': output({}),
      'bundle/shared.js': output({}),
    },
  },
  new Map([
    ['bundle/index.js', 100],
    ['bundle/page.js', 10],
    ['bundle/page.css', 5],
    ['bundle/shared.js', 1],
  ]),
);

it('counts what is loaded at once, and once', () => {
  expect(loadedWith(chunks, ['bundle/index.js']).bytes).toBe(101);
  expect(loadedWith(chunks, ['bundle/index.js', 'bundle/page.js']).bytes).toBe(
    116,
  );
});

it('tells what is loaded when it is wanted', () => {
  expect(chunks.get('bundle/index.js')).toMatchObject({
    imports: ['bundle/shared.js'],
    loadsLater: ['bundle/page.js'],
  });
});
