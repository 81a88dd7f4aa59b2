import { readClusterz } from './clusterz';

describe('readClusterz', () => {
  it('reads what istiod answers', () => {
    expect(
      readClusterz(
        '[{"id":"east","secretName":"","syncStatus":"synced"},{"id":"west","secretName":"istio-system/w","syncStatus":"timeout"}]',
      ),
    ).toEqual([
      { id: 'east', secretName: '', syncStatus: 'synced' },
      { id: 'west', secretName: 'istio-system/w', syncStatus: 'timeout' },
    ]);
    expect(readClusterz('null')).toEqual([]);
  });

  it.each(['<html>', '{}', '"x"', '[1]', '[{"id":"east"}]', '[null]'])(
    'does not take %s for an answer',
    text => {
      expect(() => readClusterz(text)).toThrow(SyntaxError);
    },
  );
});
