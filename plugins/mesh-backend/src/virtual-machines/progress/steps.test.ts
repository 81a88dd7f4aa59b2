import {
  EnrolmentCode,
  JoiningMachine,
  RequestEventType,
} from '@meshport/backstage-plugin-mesh-common';
import { Handout } from './Handout';
import { StepFacts, stepsOf } from './steps';

const history = (...types: RequestEventType[]) =>
  types.map((type, index) => ({
    type,
    at: `2026-11-22T12:00:0${index}.000Z`,
  })) as StepFacts['request']['history'];

const FACTS: StepFacts = {
  request: {
    status: 'provisioning',
    history: history('requested', 'approved', 'started', 'applied'),
  },
  codes: [],
  handouts: [],
  machines: [],
  isProbed: true,
};

const CODE = {
  state: 'open',
  madeAt: '2026-11-22T12:01:00.000Z',
  expiresAt: '2026-11-22T12:16:00.000Z',
} as EnrolmentCode;

const HANDOUT = { at: 0, via: 'code', hostname: 'vm-1' } as Handout;

const machine = (state: JoiningMachine['state']): JoiningMachine => ({
  name: 'ratings-vm-1',
  title: 'vm-1',
  state,
  text: 'How it is.',
});

/** E.g. `done done now waiting …`, shortened to the first letters. */
const states = (facts: Partial<StepFacts>) =>
  stepsOf({ ...FACTS, ...facts })
    .map(({ state }) => state[0])
    .join('');

describe('steps of machines that join', () => {
  it.each([
    [
      'it waits for approval',
      { request: { status: 'requested', history: history('requested') } },
      'nwwwwww',
    ],
    [
      'it was rejected',
      { request: { status: 'rejected', history: history('rejected') } },
      'fwwwwww',
    ],
    [
      'it is being written',
      { request: { status: 'approved', history: history('approved') } },
      'dnwwwww',
    ],
    [
      'it could not be written',
      { request: { status: 'failed', history: history('approved', 'failed') } },
      'dfwwwww',
    ],
    [
      'it went back to its approvers',
      {
        request: {
          status: 'requested',
          history: history('approved', 'applied', 'sentBack'),
        },
      },
      'nwwwwww',
    ],
    ['it is prepared', {}, 'ddnwwww'],
    ['a code is open', { codes: [CODE] }, 'dddnwww'],
    [
      'every code has ended',
      { codes: [{ ...CODE, state: 'expired' }] },
      'ddfwwww',
    ],
    [
      'a new code is open beside one that has ended',
      { codes: [CODE, { ...CODE, state: 'expired' }] },
      'dddnwww',
    ],
    ['a code was redeemed', { codes: [CODE], handouts: [HANDOUT] }, 'ddddnww'],
    ['a machine has an entry', { machines: [machine('waiting')] }, 'dddddnw'],
    ['a machine is connected', { machines: [machine('joined')] }, 'ddddddn'],
    ['it is unhealthy', { machines: [machine('unhealthy')] }, 'ddddddn'],
    ['it has left', { machines: [machine('disconnected')] }, 'dddddnw'],
    [
      'it is connected and nobody probes it',
      { machines: [machine('joined')], isProbed: false },
      'ddddddd',
    ],
    [
      'one of two is healthy',
      { machines: [machine('unhealthy'), machine('healthy')] },
      'ddddddd',
    ],
  ] as [string, Partial<StepFacts>, string][])('%s', (_, facts, expected) => {
    expect(states(facts)).toBe(expected);
  });

  it('say what was not needed, and when what was came true', () => {
    const steps = stepsOf({ ...FACTS, machines: [machine('healthy')] });
    expect(steps[0].at).toBe('2026-11-22T12:00:01.000Z');
    expect(steps[2].text).toBe('Was not needed.');
    expect(steps.every(({ text }) => /\.$/.test(text))).toBe(true);
  });
});
