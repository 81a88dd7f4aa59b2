import { egressGateway } from '../../__testUtils__/egress';
import {
  PAGE_SIZE,
  readFilter,
  selectGateways,
  writeFilter,
} from './egressFilter';

const of = (address: string) => readFilter(new URLSearchParams(address));

const all = [
  egressGateway({ name: 'payments-out' }),
  egressGateway({
    name: 'legacy-out',
    cluster: 'west',
    ours: false,
    owner: undefined,
    upstreams: [
      { host: 'db.example.net', port: 5432, protocol: 'TCP', tls: 'none' },
    ],
    problems: [{ severity: 'error', message: 'A route leads nowhere.' }],
  }),
];
const names = (address: string) =>
  selectGateways(all, of(address)).map(({ name }) => name);

describe('the filter of egress gateways', () => {
  it('is the page’s address, and back', () => {
    const address =
      'text=pay&cluster=east&origin=ours&tls=simple&tls=mutual&attention=yes&shown=100';
    expect(writeFilter(of(address)).toString()).toBe(address);
  });

  it('leaves out what goes without saying', () => {
    expect(writeFilter(of('')).toString()).toBe('');
  });

  it.each([
    ['origin=theirs', 'origin', undefined],
    ['tls=rot13', 'tls', []],
    ['attention=maybe', 'attention', false],
    ['shown=-1', 'shown', PAGE_SIZE],
    ['shown=many', 'shown', PAGE_SIZE],
  ] as const)('ignores %s', (address, field, value) => {
    expect(of(address)[field]).toEqual(value);
  });

  it.each([
    ['', ['legacy-out', 'payments-out']],
    ['text=PAYMENTS', ['payments-out']],
    ['text=example.net', ['legacy-out']],
    ['text=team-ratings+api', ['payments-out']],
    ['text=team-ratings+db', []],
    ['cluster=west', ['legacy-out']],
    ['origin=ours', ['payments-out']],
    ['origin=others', ['legacy-out']],
    ['tls=simple', ['payments-out']],
    ['tls=none&tls=mutual', ['legacy-out']],
    ['attention=yes', ['legacy-out']],
  ])('%s lets through %j', (address, expected) => {
    expect(names(address)).toEqual(expected);
  });
});
