import { VirtualMachine } from '@meshport/istio';
import { Handout } from '../progress/Handout';
import { reRegistrations, RetiredGroup } from './reRegistrations';

const RETIRED_AT = Date.parse('2026-11-22T12:00:00Z');

const RETIRED: RetiredGroup = {
  requestId: 'old',
  cluster: 'east',
  namespace: 'bookinfo',
  group: 'ratings-vm',
  serviceAccount: 'ratings-vm',
  retiredAt: RETIRED_AT,
  machines: [
    {
      name: 'ratings-vm-10.0.0.7',
      address: '10.0.0.7',
      connectedAt: '2026-11-22T11:00:00Z',
    },
  ],
};

const BACK: VirtualMachine = {
  namespace: 'bookinfo',
  name: 'ratings-vm-10.0.0.7',
  title: 'vm-1',
  address: '10.0.0.7',
  group: 'ratings-vm',
  serviceAccount: 'ratings-vm',
  health: 'healthy',
  connectedSince: '2026-11-22T12:30:00Z',
};

const handout = (more: Partial<Handout>) => [{ ...more } as Handout];

describe('machines of a retired request that registered again', () => {
  it.each([
    ['through the group that somebody made again', BACK, undefined, true],
    [
      'one that was never seen before, through that group',
      { ...BACK, name: 'ratings-vm-10.0.0.9', address: '10.0.0.9' },
      undefined,
      true,
    ],
    [
      'connected since before it was retired',
      { ...BACK, connectedSince: '2026-11-22T11:59:59Z' },
      undefined,
      false,
    ],
    ['not connected', { ...BACK, connectedSince: undefined }, undefined, false],
    [
      'with its identity through another group',
      { ...BACK, group: 'other', name: 'other-10.0.0.7' },
      undefined,
      true,
    ],
    [
      'under its address, with another identity',
      { ...BACK, group: 'other', serviceAccount: 'other' },
      undefined,
      false,
    ],
    [
      'another machine of another group with the same identity',
      { ...BACK, group: 'other', name: 'other-1', address: '10.0.0.9' },
      undefined,
      false,
    ],
    ['where a later request gave it nothing', BACK, [], true],
    [
      'where a later request gave it a code',
      BACK,
      handout({ address: '10.0.0.7' }),
      false,
    ],
    [
      'where a later request gave another machine a code',
      BACK,
      handout({ address: '10.0.0.9' }),
      true,
    ],
    [
      'where a later request gave a bundle to somebody',
      BACK,
      handout({}),
      false,
    ],
    [
      'one that was never seen, at home in a later request',
      { ...BACK, name: 'ratings-vm-10.0.0.9', address: '10.0.0.9' },
      [],
      false,
    ],
  ])('%s', (_, machine, given, expected) => {
    const found = reRegistrations(
      RETIRED,
      [machine],
      given && { requestId: 'new', handouts: given },
    );
    expect(found).toEqual(expected ? [machine] : []);
  });
});
