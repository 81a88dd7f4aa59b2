import { AnswerCache } from './AnswerCache';
import { ReadRecord } from './ReadRecord';

function record(holds: () => boolean = () => true): ReadRecord {
  return { holds } as ReadRecord;
}

describe('AnswerCache', () => {
  it('keeps an answer until what it was made from changes', () => {
    let same = true;
    const cache = new AnswerCache<string>();
    cache.put(
      'a',
      'answer',
      record(() => same),
      10,
    );
    expect(cache.get('a')).toBe('answer');
    expect(cache.get('b')).toBeUndefined();
    same = false;
    expect(cache.get('a')).toBeUndefined();
    same = true;
    expect(cache.get('a')).toBeUndefined();
  });

  it('drops what was not used for longest', () => {
    const cache = new AnswerCache<number>({ answers: 2, weight: 1000 });
    cache.put('a', 1, record(), 1);
    cache.put('b', 2, record(), 1);
    cache.get('a');
    cache.put('c', 3, record(), 1);
    expect(['a', 'b', 'c'].map(key => cache.get(key))).toEqual([
      1,
      undefined,
      3,
    ]);
  });

  it('stays below its weight, and lets no single answer drive out the rest', () => {
    const cache = new AnswerCache<number>({ answers: 100, weight: 100 });
    for (let i = 0; i < 10; i++) {
      cache.put(`a-${i}`, i, record(), 20);
    }
    expect(cache.size).toBe(5);
    cache.put('huge', 0, record(), 26);
    expect(cache.get('huge')).toBeUndefined();
    expect(cache.size).toBe(5);
  });

  it('counts the weight of what is replaced or no longer holds', () => {
    let same = true;
    const passing = record(() => same);
    const cache = new AnswerCache<number>({ answers: 100, weight: 100 });
    for (let i = 0; i < 50; i++) {
      cache.put('a', i, passing, 20);
    }
    same = false;
    cache.get('a');
    for (let i = 0; i < 5; i++) {
      cache.put(`b-${i}`, i, record(), 20);
    }
    expect(cache.size).toBe(5);
  });
});
