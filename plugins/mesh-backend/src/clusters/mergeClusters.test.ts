import { AuthStrategies } from './AuthStrategies';
import { mergeClusters } from './mergeClusters';

const kubeconfig = { file: 'kubeconfig' };

function merge(...groups: any[][]) {
  const { clusters, problems } = mergeClusters(
    groups.map((names, index) => ({
      source: `source ${index}`,
      clusters: names.map(name =>
        typeof name === 'string' ? { name, kubeconfig } : name,
      ),
    })),
    new AuthStrategies(),
  );
  return { names: clusters.map(({ name }) => name), problems };
}

describe('mergeClusters', () => {
  it('keeps the order of the sources', () => {
    expect(merge(['b', 'a'], ['c'])).toEqual({
      names: ['b', 'a', 'c'],
      problems: [],
    });
  });

  it('lets the earlier source win, and says so', () => {
    expect(merge(['a'], ['a', 'b'], ['b'])).toEqual({
      names: ['a', 'b'],
      problems: [
        "cluster 'a' of source 1 is left out, because source 0 names one of that name",
        "cluster 'b' of source 2 is left out, because source 1 names one of that name",
      ],
    });
  });

  it.each([
    [{ name: 'A', kubeconfig }, "cluster 0 of source 1.name: 'A'"],
    [{ kubeconfig }, "cluster 0 of source 1.name: 'undefined'"],
    [null, "cluster 0 of source 1.name: 'undefined'"],
    [{ name: 'x' }, 'cluster 0 of source 1.kubeconfig.file'],
    [
      { name: 'x', endpoint: { server: 'https://x' } },
      'cluster 0 of source 1.endpoint.token is missing',
    ],
    [{ name: 'x', kubeconfig, primary: 'x' }, 'remote of itself'],
    [{ name: 'x', kubeconfig, primary: 'gone' }, "no cluster 'gone'"],
    [
      { name: 'x', kubeconfig, primary: 'remote' },
      "'remote' is itself a remote of 'a'",
    ],
  ])('leaves out %p alone', (wrong, words) => {
    const remote = { name: 'remote', kubeconfig, primary: 'a' };
    const { names, problems } = merge(['a', remote], [wrong, 'b']);
    expect(names).toEqual(['a', 'remote', 'b']);
    expect(problems).toEqual([expect.stringContaining(words)]);
  });

  it('finds a primary whatever source names it', () => {
    const west = { name: 'west', kubeconfig, primary: 'east' };
    expect(merge([west], ['east']).names).toEqual(['west', 'east']);
  });
});
