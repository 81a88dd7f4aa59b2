import { mkdir, mkdtemp, rm, writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { clustersOf, run } from './commandLine';
import { readSeeds } from './seed';

describe('command line', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dev-cluster-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('makes one cluster of each folder', async () => {
    await mkdir(join(folder, 'west'));
    await mkdir(join(folder, 'east'));
    expect(clustersOf(folder)).toEqual([
      { name: 'east', seedDir: join(folder, 'east') },
      { name: 'west', seedDir: join(folder, 'west') },
    ]);
  });

  it('makes one cluster of a folder of YAML', async () => {
    await mkdir(join(folder, 'shop'));
    await writeFile(join(folder, 'shop', 'a.yaml'), '');
    expect(clustersOf(join(folder, 'shop'))).toEqual([
      { name: 'shop', seedDir: join(folder, 'shop') },
    ]);
  });

  it.each([
    [[], '--kubeconfig-out is missing'],
    [['--kubeconfig-out', 'x', '--port', '70000'], '--port "70000" is no port'],
    [['--kubeconfig-out', 'x', '--control', ''], '--control "" is no port'],
    [
      ['--kubeconfig-out', 'x', '--seed', '/no/such'],
      '--seed /no/such is no folder',
    ],
    [['--frobnicate'], "Unknown option '--frobnicate'"],
  ])('refuses %j', async (args, message) => {
    await expect(run(args)).rejects.toThrow(message);
  });

  it('says that a folder holds nothing', () => {
    expect(() => clustersOf(folder)).toThrow('neither YAML files nor folders');
  });
});

describe('readSeeds', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dev-cluster-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('reads documents and lists of all files, deep ones too', async () => {
    await mkdir(join(folder, 'deep'));
    const item = (name: string) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name },
    });
    await writeFile(
      join(folder, 'a.yaml'),
      `${JSON.stringify(item('a'))}\n---\n---\n${JSON.stringify(item('b'))}`,
    );
    await writeFile(
      join(folder, 'deep', 'c.yml'),
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [item('c')] }),
    );
    await writeFile(join(folder, 'notes.txt'), 'no YAML');
    expect(readSeeds(folder)).toEqual([item('a'), item('b'), item('c')]);
  });

  it.each([
    ['a: b\n c: d', 'broken.yaml:1: Nested mappings are not allowed'],
    ['---\n---\na: b', 'broken.yaml:3: a document has no kind or apiVersion'],
  ])('names file and line of %j', async (text, message) => {
    await writeFile(join(folder, 'broken.yaml'), text);
    expect(() => readSeeds(folder)).toThrow(message);
    // One line, without the piece of the file that the parser shows.
    expect(() => readSeeds(folder)).not.toThrow(/\n/);
  });
});
