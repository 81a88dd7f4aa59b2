import { answer, fresh, stale, syncing } from '../../__testUtils__/answers';
import { listChoices } from './clusterChoices';

const clusters = [
  fresh('east'),
  fresh('west'),
  stale('lab', 6),
  syncing('new'),
];
const summaries = answer(
  [
    { name: 'east', title: 'East coast', writable: true },
    { name: 'west', writable: false },
    { name: 'lab', writable: true },
    { name: 'new', writable: true },
    { name: 'lost', writable: true },
  ],
  clusters,
);

describe('listChoices', () => {
  it('offers what answers and may be written to', () => {
    const open = listChoices(summaries, false)
      .filter(choice => choice.open)
      .map(({ name }) => name);
    expect(open).toEqual(['east', 'new']);
  });

  it('keeps the others with their reason', () => {
    const choices = listChoices(summaries, false);
    expect(choices[1]).toMatchObject({ name: 'west', readOnly: true });
    expect(choices[2]).toMatchObject({ name: 'lab', state: 'stale' });
    expect(choices[4]).toMatchObject({ name: 'lost', state: 'unreachable' });
  });

  it('offers read-only clusters to templates that only generate', () => {
    expect(listChoices(summaries, true)[1]).toMatchObject({
      readOnly: false,
      open: true,
    });
  });

  it('shows a title together with the name', () => {
    expect(listChoices(summaries, false)[0].title).toBe('East coast (east)');
  });
});
