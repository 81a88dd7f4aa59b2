import { queryOf, readFilter, writeFilter } from './findingsFilter';

describe('the address of the findings page', () => {
  it('survives reading and writing', () => {
    const address =
      'state=resolved&severity=error&severity=info&code=IST0101&cluster=east&namespace=shop&text=a+b&shown=100&finding=f1';
    const filter = readFilter(new URLSearchParams(address));
    expect(writeFilter(filter).toString()).toBe(address);
    expect(queryOf(filter)).toEqual({
      state: 'resolved',
      severity: ['error', 'info'],
      code: ['IST0101'],
      cluster: 'east',
      namespace: 'shop',
      search: 'a b',
      limit: 100,
    });
  });

  it('leaves out what it does not know, and what goes without saying', () => {
    const address =
      'state=x&severity=bad&code=%3Cscript%3E&cluster=&shown=9999&colour=red';
    const filter = readFilter(new URLSearchParams(address));
    expect(writeFilter(filter).toString()).toBe('');
    expect(queryOf(filter)).toMatchObject({ state: 'open', limit: 50 });
  });
});
