import { ResponseError } from '@backstage/errors';
import { machineChoices } from '../../../__testUtils__/machines';
import { workloadFor } from './chosenService';
import { parametersOf, VM_ONBOARDING } from './parametersOf';
import { planProblemText, problemsOf } from './planProblems';
import { portsOf } from './portLists';

describe('what the form asks for', () => {
  it('is the group of machines, with names for references and nothing empty', () => {
    expect(
      parametersOf(VM_ONBOARDING, {
        cluster: 'east',
        namespace: 'bookinfo',
        name: 'ratings-vm',
        component: 'component:default/ratings',
        owner: 'group:default/team-ratings',
        workload: {
          service: { kind: 'existing', name: 'ratings' },
          app: 'ratings',
          version: '',
          ports: [{ name: 'http', number: 9080 }],
        },
        joining: { network: 'vm-net', istiodAddress: '192.0.2.10' },
        delivery: 'request',
        reason: 'For the sale.',
      }),
    ).toEqual({
      cluster: 'east',
      istiodAddress: '192.0.2.10',
      machines: {
        name: 'ratings-vm',
        namespace: 'bookinfo',
        service: { kind: 'existing', name: 'ratings' },
        app: 'ratings',
        ports: [{ name: 'http', number: 9080 }],
        network: 'vm-net',
        component: 'ratings',
        owner: 'team-ratings',
      },
    });
  });

  it('can be asked before anything is filled in', () => {
    expect(parametersOf(VM_ONBOARDING, {})).toEqual({
      machines: { ports: [] },
    });
  });
});

describe('a service that is chosen', () => {
  const [ratings] = machineChoices().services;

  it('brings its labels and ports along, and leaves the health check', () => {
    expect(
      workloadFor(ratings, {
        ports: [{ number: 1 }],
        probe: { tcpSocket: { port: 9080 } },
      }),
    ).toEqual({
      service: { kind: 'existing', name: 'ratings' },
      app: 'ratings',
      labels: { tier: 'back' },
      ports: [
        { name: 'http', number: 9080, protocol: 'HTTP' },
        { name: 'cache', number: 6379, targetPort: 6380, protocol: 'TCP' },
      ],
      probe: { tcpSocket: { port: 9080 } },
    });
  });

  it('takes TCP for what Istio would guess, and names what has no name', () => {
    const { ports } = workloadFor(
      { ...ratings, ports: [{ number: 80, targetPort: 80 }] },
      {},
    );
    expect(ports).toEqual([{ name: 'port-80', number: 80, protocol: 'TCP' }]);
  });
});

describe('what the backend refuses', () => {
  const refusal = async (status: number, message: string) =>
    ResponseError.fromResponse(
      Response.json(
        {
          error: { name: 'InputError', message },
          response: { statusCode: status },
        },
        { status },
      ) as any,
    );

  it('is named by field, one a line', async () => {
    const problems = problemsOf(
      await refusal(
        400,
        'cluster: name a cluster\nmachines.ports[1].name: Give a name.\nNothing in particular',
      ),
    );
    expect(problems).toEqual([
      { field: 'cluster', message: 'name a cluster' },
      { field: 'ports[1].name', message: 'Give a name.' },
      { field: '', message: 'Nothing in particular' },
    ]);
    expect(problems!.map(planProblemText)).toEqual([
      'Cluster: name a cluster',
      'Port 2, Name: Give a name.',
      'Nothing in particular',
    ]);
  });

  it('is no problem of a field when it is another error', async () => {
    expect(problemsOf(await refusal(503, 'east does not answer'))).toBe(
      undefined,
    );
    expect(problemsOf(new Error('Failed to fetch'))).toBe(undefined);
  });
});

it('reads ports as somebody types them', () => {
  expect(portsOf(['5432', 'x', '0', '70000', '443'])).toEqual([5432, 443]);
  expect(portsOf(['x'])).toBe(undefined);
  expect(portsOf(undefined)).toBe(undefined);
});
