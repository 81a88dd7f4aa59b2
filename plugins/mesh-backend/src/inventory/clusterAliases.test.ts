import { aliasArguments, clusterAliasesOf } from './clusterAliases';
import { slim } from './slim';
import { StoredObject } from './ObjectStore';

describe('the other names that istiod has for clusters', () => {
  it.each([
    ['none', { args: ['discovery', '--domain', 'cluster.local'] }, []],
    ['in one word', { args: ['--clusterAliases=a=b,c=d'] }, ['a=b,c=d']],
    ['in two words', { args: ['--clusterAliases', 'a=b'] }, ['a=b']],
    ['in the command', { command: ['pilot', '--clusterAliases=a=b'] }, ['a=b']],
    [
      'twice',
      { args: ['--clusterAliases=a=b', '--clusterAliases', 'c=d'] },
      ['a=b', 'c=d'],
    ],
    ['without a value', { args: ['--clusterAliases'] }, []],
    ['no arguments', {}, []],
  ])('%s', (_, container, expected) => {
    expect(aliasArguments(container)).toEqual(expected);
  });

  it('are kept of istiod, and nothing else of its arguments', () => {
    const pod = (app: string) =>
      slim('Pod', {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'it', labels: { app } },
        spec: {
          containers: [
            {
              name: 'discovery',
              args: ['discovery', '--clusterAliases=a=b', '--other=secret'],
            },
          ],
        },
      });
    expect(pod('istiod')?.spec.containers[0].clusterAliases).toEqual(['a=b']);
    expect(JSON.stringify(pod('istiod'))).not.toContain('secret');
    expect(JSON.stringify(pod('ratings'))).not.toContain('a=b');
  });

  it('are read pair by pair', () => {
    const istiod = {
      spec: { containers: [{ clusterAliases: ['a=b, c = d,,=x'] }] },
    };
    expect(clusterAliasesOf([istiod as unknown as StoredObject])).toEqual(
      new Map([
        ['a', 'b'],
        ['c', 'd'],
      ]),
    );
    expect(clusterAliasesOf([])).toEqual(new Map());
  });
});
