import { ResponseError } from '@backstage/errors';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MeshRequestsApi } from '@meshport/backstage-plugin-mesh-common';
import { machineChoices } from '../../../__testUtils__/machines';
import { renderField } from '../../../__testUtils__/renderField';
import { requestDetail } from '../../../__testUtils__/requests';
import { MeshVmJoining } from './MeshVmJoining';
import { MeshVmReview } from './MeshVmReview';
import { MeshVmWorkload } from './MeshVmWorkload';

const machines = { getChoices: async () => machineChoices() };
const backend = { machines };
const form = { namespace: 'bookinfo', name: 'ratings-vm' };

async function choose(label: RegExp, option: RegExp) {
  await userEvent.click(await screen.findByRole('button', { name: label }));
  await userEvent.click(await screen.findByRole('option', { name: option }));
}

describe('the field for what runs on the machines', () => {
  it('begins with a service that is there, and takes its ports over', async () => {
    const value = renderField(MeshVmWorkload, {}, { form, backend });
    await choose(/Choose a service/, /ratings/);
    await waitFor(() =>
      expect(value()).toMatchObject({
        service: { kind: 'existing', name: 'ratings' },
        app: 'ratings',
        ports: [
          { name: 'http', number: 9080 },
          { name: 'cache', number: 6379 },
        ],
      }),
    );
  });

  it('asks the port that the service names for the health check', async () => {
    const value = renderField(
      MeshVmWorkload,
      {},
      { form, backend, value: { ports: [{ name: 'http', number: 9080 }] } },
    );
    await userEvent.click(
      await screen.findByRole('radio', { name: 'By an HTTP request' }),
    );
    expect(value().probe).toEqual({ httpGet: { path: '/', port: 9080 } });
    await userEvent.click(screen.getByRole('radio', { name: /By a program/ }));
    await userEvent.type(
      screen.getByRole('textbox', { name: /Program and its arguments/ }),
      '/bin/ok{enter}-v',
    );
    expect(value().probe).toEqual({ exec: { command: ['/bin/ok', '-v'] } });
  });

  it('lets a service be typed when services cannot be read', async () => {
    const value = renderField(
      MeshVmWorkload,
      {},
      {
        form,
        backend: {
          machines: {
            getChoices: async () => {
              throw new Error('Failed to fetch');
            },
          },
        },
      },
    );
    expect(await screen.findByText(/could not be read/)).toBeInTheDocument();
    await userEvent.type(
      screen.getByRole('textbox', { name: /^Service/ }),
      'ratings',
    );
    expect(value().service).toEqual({ kind: 'existing', name: 'ratings' });
  });
});

describe('the field for how machines join', () => {
  it('offers the networks of the mesh, and one that is new', async () => {
    const value = renderField(MeshVmJoining, {}, { form, backend, value: {} });
    await screen.findByText(/Known: 192.0.2.10/);
    await userEvent.click(screen.getByRole('radio', { name: /Another one/ }));
    expect(value().network).toBe('vm-net');
    await choose(/vm-net/, /not in the list/);
    await userEvent.type(
      screen.getByRole('textbox', { name: /Name of the network/ }),
      'dc-2',
    );
    expect(value().network).toBe('dc-2');
    await userEvent.click(screen.getByRole('radio', { name: /of the pods/ }));
    expect(value()).toEqual({});
  });

  it('warns of an identity that pods have too', async () => {
    renderField(
      MeshVmJoining,
      {},
      { form, backend, value: { serviceAccount: 'bookinfo-ratings' } },
    );
    expect(
      await screen.findByText(/Pods use bookinfo-ratings already/),
    ).toBeInTheDocument();
  });

  it('takes an identity for each machine back with its registration', async () => {
    const value = renderField(
      MeshVmJoining,
      {},
      { form, backend, value: { autoRegister: false, identity: 'machine' } },
    );
    await userEvent.click(
      await screen.findByRole('radio', { name: /They register themselves/ }),
    );
    expect(value()).toEqual({});
  });

  it('parts iptables from what replaces it', async () => {
    const value = renderField(
      MeshVmJoining,
      {},
      { form, backend, value: { excludedPorts: { outbound: [5432] } } },
    );
    await userEvent.click(
      await screen.findByRole('radio', { name: /iptables may not be used/ }),
    );
    expect(value()).toEqual({ withoutCapture: { dependencies: [{}] } });
    await userEvent.click(
      screen.getByRole('checkbox', { name: /can use an HTTP proxy/ }),
    );
    expect(value().withoutCapture.httpProxy).toEqual({});
  });

  it('leaves out what the template does not ask for', async () => {
    renderField(
      MeshVmJoining,
      {},
      {
        form,
        backend,
        value: {},
        options: { without: ['autoRegister', 'istiodAddress'] },
      },
    );
    await screen.findByRole('radio', { name: /of the pods/ });
    expect(screen.queryByText(/How machines come onto/)).toBeNull();
    expect(screen.queryByRole('textbox', { name: /reach the control/ })).toBe(
      null,
    );
  });
});

describe('the review', () => {
  const asked = {
    ...form,
    component: 'component:default/ratings',
    workload: { ports: [{ name: 'http', number: 9080 }] },
    joining: {},
    delivery: 'request',
  };
  const review = (plan: MeshRequestsApi['plan'], options?: object) =>
    renderField(
      MeshVmReview,
      {},
      { form: asked, options, backend: { requests: { plan } } },
    );

  it('says what is new, what stands in the way, and who has to approve', async () => {
    const { plan, diff, contentHash, approval } = requestDetail();
    const ask = jest.fn<Promise<any>, any[]>(async () => ({
      plan: { ...plan, statements: ['Who is given a bundle can act as it.'] },
      diff,
      contentHash,
      approval,
      findings: [
        {
          code: 'VM_NO_ISTIOD_ADDRESS',
          severity: 'error',
          message: 'No address is known.',
          mend: 'Name one.',
        },
      ],
    }));
    review(ask);
    expect(
      await screen.findByText(/1 object is new, 1 object changes/),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/One thing would keep machines from joining/),
    ).toBeInTheDocument();
    expect(screen.getByText(/No address is known/)).toBeInTheDocument();
    expect(screen.getByText('Name one.')).toBeInTheDocument();
    expect(
      screen.getByText('A policy wants somebody to approve it first.'),
    ).toBeInTheDocument();
    expect(ask.mock.calls[0][0]).toMatchObject({
      kind: 'vm-onboarding',
      beneficiary: 'component:default/ratings',
      parameters: { cluster: 'east', machines: { name: 'ratings-vm' } },
    });
  });

  it('names every field that is refused', async () => {
    review(async () => {
      throw await ResponseError.fromResponse(
        Response.json(
          {
            error: {
              name: 'InputError',
              message: 'machines.ports[0].name: Give a name.',
            },
            response: { statusCode: 400 },
          },
          { status: 400 },
        ) as any,
      );
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Port 1, Name: Give a name.',
    );
  });
});
