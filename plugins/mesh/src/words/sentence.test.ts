import { asSentence } from './sentence';

describe('asSentence', () => {
  it.each([
    ['no answer in time', 'No answer in time.'],
    ['It stopped. Start it.', 'It stopped. Start it.'],
    [' who? ', 'Who?'],
  ])('makes %j into %j', (words, sentence) => {
    expect(asSentence(words)).toBe(sentence);
  });
});
