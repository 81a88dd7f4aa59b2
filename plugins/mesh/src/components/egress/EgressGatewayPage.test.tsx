import { ResponseError } from '@backstage/errors';
import {
  EgressGatewayDetail,
  EgressTest,
  MeshEgressApi,
} from '@meshport/backstage-plugin-mesh-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { answer, fresh, stale } from '../../__testUtils__/answers';
import { egressDetail, inDays } from '../../__testUtils__/egress';
import { EgressBackend, renderEgress } from '../../__testUtils__/renderEgress';
import { requestDetail } from '../../__testUtils__/requests';

const PATH = '/mesh/egress-gateways/east/bookinfo/payments-out';

function show(
  detail: Partial<EgressGatewayDetail> = {},
  backend: Omit<EgressBackend, 'egress'> & {
    egress?: Partial<MeshEgressApi>;
  } = {},
) {
  const getGateway = jest.fn(async () =>
    answer([egressDetail(detail)], [fresh('east')]),
  );
  renderEgress(PATH, {
    ...backend,
    egress: { getGateway, ...backend.egress },
  });
  return getGateway;
}

const section = (name: string) => screen.findByRole('region', { name });

async function formDataOf(name: string) {
  const link = await screen.findByRole('link', { name: new RegExp(name) });
  const url = new URL(link.getAttribute('href')!, 'http://localhost');
  return {
    path: url.pathname,
    data: JSON.parse(url.searchParams.get('formData')!),
  };
}

const result: EgressTest = {
  id: 'payments-out-test-1',
  kind: 'inside',
  cluster: 'east',
  namespace: 'bookinfo',
  serviceAccount: 'ratings',
  host: 'api.example.org',
  url: 'http://api.example.org/',
  state: 'passed',
  message: 'An answer 200 came through the gateway.',
  status: 200,
  startedAt: inDays(0),
  finishedAt: inDays(0),
  cleanedUp: true,
};

describe('the page of one egress gateway', () => {
  it('asks for the one that its address names', async () => {
    const getGateway = show();
    await screen.findByRole('heading', { name: 'payments-out' });
    expect(getGateway).toHaveBeenCalledWith(
      { cluster: 'east', namespace: 'bookinfo', name: 'payments-out' },
      expect.anything(),
    );
  });

  it('says where it leads, how it is called, who gets in and who uses it', async () => {
    show();
    const leads = await section('Leads to');
    expect(leads).toHaveTextContent('api.example.org:443');
    expect(leads).toHaveTextContent('Services call http://api.example.org');
    const callers = await section('Who may use it');
    expect(callers).toHaveTextContent('Only bookinfo/ratings');
    expect(callers).toHaveTextContent('an answer 403 for HTTP');
    expect(callers).toHaveTextContent('encrypted by the mesh');
    expect(await section('Who uses it')).toHaveTextContent(
      'bookinfo/ratings-v1',
    );
  });

  it('says what needs attention, and when certificates end', async () => {
    show({
      problems: [
        {
          severity: 'error',
          message: 'Two gateways claim api.example.org.',
          mend: 'Take the host out of one.',
        },
      ],
      credentials: [
        {
          name: 'partner-cert',
          namespace: 'bookinfo',
          use: 'upstream',
          state: 'notReadable',
          why: 'The portal may not read Secrets here.',
        },
      ],
    });
    const attention = await section('What needs attention');
    expect(attention).toHaveTextContent('Two gateways claim api.example.org.');
    expect(attention).toHaveTextContent('Take the host out of one.');
    const certificates = await section('Certificates');
    expect(certificates).toHaveTextContent('cannot be read by the portal');
    expect(certificates).toHaveTextContent(
      'The portal may not read Secrets here.',
    );
  });

  it('shows the manifests', async () => {
    show();
    await userEvent.click(
      await screen.findByRole('button', { name: /Show the manifest/ }),
    );
    expect(
      screen.getByRole('region', { name: 'Deployment payments-out' }),
    ).toHaveTextContent('kind: Deployment');
  });

  it('opens the form prefilled: to change it, and to make another', async () => {
    show();
    const change = await formDataOf('Change it');
    expect(change.path).toBe('/create/templates/default/egress-gateway');
    expect(change.data).toMatchObject({
      cluster: 'east',
      namespace: 'bookinfo',
      name: 'payments-out',
      component: 'component:default/ratings',
      owner: 'group:default/team-ratings',
      pattern: 'injected',
      upstreams: [{ host: 'api.example.org', protocol: 'TLS-ORIGINATION' }],
      access: {
        callers: [{ namespace: 'bookinfo', serviceAccounts: ['ratings'] }],
      },
      options: { replicas: 2 },
    });
    const { name, ...rest } = change.data;
    expect((await formDataOf('Make another')).data).toEqual(rest);
    expect(await formDataOf('Add a host')).toEqual({
      path: '/create/templates/default/egress-upstream',
      data: {
        gateway: {
          cluster: 'east',
          namespace: 'bookinfo',
          name: 'payments-out',
        },
      },
    });
  });

  it('neither changes nor removes what others made', async () => {
    show({ ours: false, input: undefined, inputWhy: 'It has two subsets.' });
    expect(
      await screen.findByText(/changed and removed where it was made/),
    ).toBeInTheDocument();
    expect(screen.getByText(/It has two subsets./)).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Remove it…' }),
    ).not.toBeInTheDocument();
    expect(
      screen.queryByRole('link', { name: /Change it/ }),
    ).not.toBeInTheDocument();
  });

  it('says why it may not be removed', async () => {
    show({
      removal: {
        ...egressDetail().removal,
        allowed: false,
        why: 'you may not write to bookinfo in east.',
      },
    });
    expect(
      await screen.findByText(/may not write to bookinfo in east/),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Remove it…' }),
    ).not.toBeInTheDocument();
  });

  it('is gone: says so', async () => {
    renderEgress(PATH, {
      egress: { getGateway: async () => answer([], [fresh('east')]) },
    });
    expect(
      await screen.findByText('There is no egress gateway payments-out here.'),
    ).toBeInTheDocument();
  });

  it('cannot be read: says so, and not that it is gone', async () => {
    renderEgress(PATH, {
      egress: {
        getGateway: async () => ({
          ...answer<EgressGatewayDetail>([], [fresh('east')]),
          withheld: [{ cluster: 'east', namespace: 'bookinfo' }],
        }),
      },
    });
    expect(
      await screen.findByText(/You may not read namespace bookinfo in east/),
    ).toBeInTheDocument();
    expect(screen.queryByText(/There is no/)).not.toBeInTheDocument();
  });

  it('stays while its cluster does not answer', async () => {
    renderEgress(PATH, {
      egress: {
        getGateway: async () => answer([egressDetail()], [stale('east', 6)]),
      },
    });
    await screen.findByRole('heading', { name: 'payments-out' });
    expect(screen.getByText(/east does not answer since/)).toBeInTheDocument();
  });
});

describe('its removal', () => {
  async function open(create: jest.Mock, detail = {}) {
    show(detail, { requests: { create } });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Remove it…' }),
    );
    return screen.findByRole('dialog');
  }

  it('shows what is deleted and who loses what, and then asks', async () => {
    const create = jest.fn(async () => requestDetail({ id: 'r7' }));
    const dialog = await open(create);
    expect(dialog).toHaveTextContent(
      'ratings-v1 in bookinfo cannot call api.example.org.',
    );
    expect(dialog).toHaveTextContent('Deployment bookinfo/payments-out');
    expect(create).not.toHaveBeenCalled();
    await userEvent.type(
      within(dialog).getByRole('textbox'),
      'The partner is gone.',
    );
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Ask for its removal' }),
    );
    expect(create).toHaveBeenCalledWith({
      kind: 'egress-gateway-removal',
      parameters: {
        cluster: 'east',
        namespace: 'bookinfo',
        name: 'payments-out',
      },
      beneficiary: 'component:default/ratings',
      reason: 'The partner is gone.',
    });
    await waitFor(() =>
      expect(screen.getByTestId('address')).toHaveTextContent(
        '/mesh/requests/r7',
      ),
    );
  });

  it('says what stays', async () => {
    const dialog = await open(jest.fn(), {
      removal: {
        ...egressDetail().removal,
        keeps: [
          {
            object: {
              kind: 'Secret',
              cluster: 'east',
              namespace: 'bookinfo',
              name: 'partner-cert',
            },
            why: 'it was not made with the gateway',
          },
        ],
      },
    });
    expect(dialog).toHaveTextContent(
      'Secret bookinfo/partner-cert: it was not made with the gateway',
    );
  });

  it('says why it was refused, and stays open', async () => {
    const create = jest.fn(async () => {
      throw new Error('You may not ask for this.');
    });
    const dialog = await open(create);
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Ask for its removal' }),
    );
    expect(await within(dialog).findByRole('alert')).toHaveTextContent(
      'You may not ask for this.',
    );
    expect(screen.getByTestId('address')).toHaveTextContent(PATH);
  });
});

describe('a test call', () => {
  const start = async () =>
    userEvent.click(
      await screen.findByRole('button', { name: 'Make one call' }),
    );

  it('is made as the named caller, and says what came back', async () => {
    const test = jest.fn(async () => result);
    show({}, { egress: { test } });
    await start();
    expect(test).toHaveBeenCalledWith(
      { cluster: 'east', namespace: 'bookinfo', name: 'payments-out' },
      {
        kind: 'inside',
        host: 'api.example.org',
        port: 443,
        path: '/',
        namespace: 'bookinfo',
        serviceAccount: 'ratings',
      },
    );
    const tests = await section('Try it with traffic');
    await within(tests).findByText('The call went through');
    expect(tests).toHaveTextContent('An answer 200 came through the gateway.');
    expect(tests).toHaveTextContent('as bookinfo/ratings');
  });

  it.each([
    ['refused', 'The call was refused'],
    ['failed', 'The call failed'],
    ['notRun', 'The call was not made'],
  ] as const)('that is %s says so', async (state, words) => {
    show({}, { egress: { test: async () => ({ ...result, state }) } });
    await start();
    expect(await screen.findByText(words)).toBeInTheDocument();
    expect(screen.queryByText('The call went through')).not.toBeInTheDocument();
  });

  it('goes from outside too, where the host is exposed', async () => {
    const test = jest.fn(async () => ({ ...result, kind: 'outside' as const }));
    show(
      {
        upstreams: [
          {
            ...egressDetail().upstreams[0],
            exposure: { host: 'partner.example.com' },
          },
        ],
      },
      { egress: { test } },
    );
    await userEvent.click(
      await screen.findByRole('button', { name: /What to call/ }),
    );
    await userEvent.click(
      (
        await screen.findAllByRole('option')
      ).find(option => /from outside/.test(option.textContent ?? ''))!,
    );
    await start();
    expect(test).toHaveBeenCalledWith(expect.anything(), {
      kind: 'outside',
      host: 'api.example.org',
      port: 443,
      path: '/',
    });
  });

  it('says the backend’s words when it is refused', async () => {
    show(
      {},
      {
        egress: {
          test: async () => {
            throw await ResponseError.fromResponse(
              Response.json(
                {
                  error: {
                    name: 'NotAllowedError',
                    message: 'you may not run a test as bookinfo/ratings.',
                  },
                  response: { statusCode: 403 },
                },
                { status: 403 },
              ),
            );
          },
        },
      },
    );
    await start();
    expect(
      await screen.findByText('you may not run a test as bookinfo/ratings.'),
    ).toBeInTheDocument();
  });

  it('is not offered to who may not make it', async () => {
    show({ mayTest: false, mayTestWhy: 'Ask team-ratings.' });
    expect(
      await screen.findByText('You may not make a test call.'),
    ).toBeInTheDocument();
    expect(screen.getByText('Ask team-ratings.')).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Make one call' }),
    ).not.toBeInTheDocument();
  });
});
