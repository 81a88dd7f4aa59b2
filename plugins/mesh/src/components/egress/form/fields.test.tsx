import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { answer } from '../../../__testUtils__/answers';
import { egressChoices, egressGateway } from '../../../__testUtils__/egress';
import { renderField } from '../../../__testUtils__/renderField';
import { MeshEgressAccess } from './MeshEgressAccess';
import { MeshEgressGatewayPicker } from './MeshEgressGatewayPicker';
import { MeshEgressOptions } from './MeshEgressOptions';
import { MeshEgressPattern } from './MeshEgressPattern';
import { MeshEgressUpstreams } from './MeshEgressUpstreams';
import { MeshNamespacePicker } from './MeshNamespacePicker';

const getChoices = async () => egressChoices();
const unread = {
  getChoices: async () => {
    throw new Error('Failed to fetch');
  },
};

async function choose(label: RegExp, option: RegExp) {
  await userEvent.click(await screen.findByRole('button', { name: label }));
  await userEvent.click(await screen.findByRole('option', { name: option }));
}

describe('the field for the namespace', () => {
  it('offers the namespaces of the cluster, with owner and right', async () => {
    const value = renderField(MeshNamespacePicker, { getChoices });
    await userEvent.click(
      await screen.findByRole('button', { name: /Choose a namespace/ }),
    );
    expect(
      await screen.findByRole('option', { name: /checkout/ }),
    ).toHaveTextContent('you may not write here · ambient mode');
    await userEvent.click(screen.getByRole('option', { name: /bookinfo/ }));
    expect(value()).toBe('bookinfo');
  });

  it('can still be typed when they cannot be read', async () => {
    const value = renderField(MeshNamespacePicker, unread);
    await userEvent.type(
      await screen.findByRole('textbox', { name: /Namespace/ }),
      'shop',
    );
    expect(value()).toBe('shop');
    expect(screen.getByText(/could not be read/)).toBeInTheDocument();
  });

  it('names one that is not there', async () => {
    renderField(MeshNamespacePicker, { getChoices }, { value: 'moon' });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'There is no namespace moon',
    );
  });

  it('waits for a cluster', async () => {
    renderField(
      MeshNamespacePicker,
      { getChoices },
      { form: { cluster: undefined } },
    );
    expect(
      await screen.findByRole('button', { name: /Choose a cluster first/ }),
    ).toBeDisabled();
  });
});

describe('the field for the pattern', () => {
  it('begins with what the cluster recommends, and says why', async () => {
    const value = renderField(MeshEgressPattern, { getChoices });
    await waitFor(() => expect(value()).toBe('gateway-api'));
    expect(
      screen.getByText('The cluster serves the Gateway API 1.3.'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('radio', {
        name: /A Kubernetes Gateway \(recommended\)/,
      }),
    ).toBeChecked();
  });

  it('keeps what was chosen before', async () => {
    const value = renderField(
      MeshEgressPattern,
      { getChoices },
      { value: 'injected' },
    );
    await screen.findByText(/Recommended here/);
    expect(value()).toBe('injected');
  });

  it('closes what is not possible here, with the reason', async () => {
    renderField(MeshEgressPattern, { getChoices });
    const waypoint = await screen.findByRole('radio', { name: /waypoint/ });
    expect(waypoint).toBeDisabled();
    expect(
      screen.getByText(/Ambient mode is not installed/),
    ).toBeInTheDocument();
  });

  it('says what is not known of the cluster', async () => {
    renderField(MeshEgressPattern, { getChoices });
    await userEvent.click(await screen.findByText('What east runs'));
    expect(screen.getByText('not known')).toBeInTheDocument();
  });

  it('says that it could not be read', async () => {
    renderField(MeshEgressPattern, unread);
    expect(await screen.findByText(/could not be read/)).toBeInTheDocument();
  });
});

describe('the field for the hosts', () => {
  const host = (index = 0) =>
    screen.getAllByRole('textbox', { name: /^Host/ })[index];

  it('takes one host with the recommended way', async () => {
    const value = renderField(MeshEgressUpstreams, { getChoices });
    await userEvent.type(
      await screen.findByRole('textbox', { name: /^Host/ }),
      'a.example',
    );
    expect(value()).toEqual([{ host: 'a.example' }]);
    expect(
      screen.getByRole('radio', { name: /the gateway adds encryption/ }),
    ).toBeChecked();
  });

  it('takes several, and one away again', async () => {
    const value = renderField(
      MeshEgressUpstreams,
      { getChoices },
      { value: [{ host: 'a.example' }] },
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Add another host' }),
    );
    await userEvent.type(host(1), 'b.example');
    expect(value()).toEqual([{ host: 'a.example' }, { host: 'b.example' }]);
    await userEvent.click(
      screen.getByRole('button', { name: 'Remove a.example' }),
    );
    expect(value()).toEqual([{ host: 'b.example' }]);
  });

  it('drops what the other ways refuse', async () => {
    const value = renderField(
      MeshEgressUpstreams,
      { getChoices },
      {
        value: [
          {
            host: 'a.example',
            tls: { credentialName: 'ca' },
            exposure: { host: 'a.our.example' },
          },
        ],
      },
    );
    await userEvent.click(
      await screen.findByRole('radio', { name: /call https/ }),
    );
    expect(value()).toEqual([
      { host: 'a.example', protocol: 'TLS-PASSTHROUGH' },
    ]);
  });

  it('asks for a client certificate by the name of its Secret', async () => {
    const value = renderField(MeshEgressUpstreams, { getChoices });
    await userEvent.click(await screen.findByText('More about this host'));
    await userEvent.click(
      screen.getByRole('checkbox', { name: /client certificate/ }),
    );
    await userEvent.type(
      screen.getByRole('textbox', { name: /^Secret/ }),
      'partner-cert',
    );
    expect(value()[0].tls).toEqual({
      mode: 'MUTUAL',
      credentialName: 'partner-cert',
    });
    expect(
      screen.getByText(/Never paste a certificate or a key/),
    ).toBeInTheDocument();
  });

  it('exposes a host by an ingress gateway of the inventory', async () => {
    const value = renderField(MeshEgressUpstreams, { getChoices });
    await userEvent.click(await screen.findByText('More about this host'));
    await userEvent.click(
      screen.getByRole('checkbox', { name: /callers outside the mesh/ }),
    );
    await choose(/Ingress gateway/, /istio-ingressgateway/);
    expect(value()[0].exposure).toEqual({
      ingress: {
        namespace: 'istio-system',
        selector: { istio: 'ingressgateway' },
      },
    });
  });

  it('shows what the form’s schema finds wrong beside the host', async () => {
    renderField(
      MeshEgressUpstreams,
      { getChoices },
      {
        value: [{ host: 'https://a' }],
        errorSchema: { 0: { host: { __errors: ['is no host name'] } } },
      },
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'is no host name',
    );
  });
});

describe('the field for who may use it', () => {
  const form = { namespace: 'bookinfo' };

  it('begins with the gateway’s own namespace by name', async () => {
    const value = renderField(MeshEgressAccess, { getChoices }, { form });
    await waitFor(() =>
      expect(value()).toEqual({ callers: [{ namespace: 'bookinfo' }] }),
    );
  });

  it('takes empty lists, which a form may have put there, for no choice', async () => {
    const value = renderField(
      MeshEgressAccess,
      { getChoices },
      { form, value: { callers: [], clientNamespaces: [] } },
    );
    await waitFor(() =>
      expect(value()).toEqual({ callers: [{ namespace: 'bookinfo' }] }),
    );
  });

  it('says that a PeerAuthentication does not protect the gateway', async () => {
    renderField(MeshEgressAccess, { getChoices }, { form });
    expect(
      await screen.findByText(
        'A PeerAuthentication does not protect a gateway’s own listeners.',
      ),
    ).toBeInTheDocument();
  });

  it('names service accounts of the inventory', async () => {
    const value = renderField(MeshEgressAccess, { getChoices }, { form });
    await choose(/Service accounts/, /ratings/);
    expect(value()).toEqual({
      callers: [{ namespace: 'bookinfo', serviceAccounts: ['ratings'] }],
    });
  });

  it('opens it for whole namespaces instead', async () => {
    const value = renderField(MeshEgressAccess, { getChoices }, { form });
    await userEvent.click(
      await screen.findByRole('radio', { name: /whole namespaces/ }),
    );
    expect(value()).toEqual({ clientNamespaces: [] });
    await choose(/Further namespaces/, /checkout/);
    expect(value()).toEqual({ clientNamespaces: ['checkout'] });
  });

  it('can be typed when nothing can be read', async () => {
    const value = renderField(MeshEgressAccess, unread, { form });
    await userEvent.type(
      await screen.findByRole('textbox', { name: /Service accounts/ }),
      'ratings, reviews',
    );
    expect(value()).toEqual({
      callers: [
        { namespace: 'bookinfo', serviceAccounts: ['ratings', 'reviews'] },
      ],
    });
  });
});

describe('the field for how it runs', () => {
  const open = async (title: string) =>
    userEvent.click(await screen.findByText(title));

  it('offers only providers that authorize', async () => {
    const value = renderField(MeshEgressOptions, { getChoices });
    await open('An authorizer for every call');
    await userEvent.click(
      await screen.findByRole('button', { name: /Ask this authorizer/ }),
    );
    expect(
      screen.queryByRole('option', { name: /otel/ }),
    ).not.toBeInTheDocument();
    await userEvent.click(await screen.findByRole('option', { name: /opa/ }));
    expect(value()).toEqual({ authorization: { provider: 'opa' } });
  });

  it('warns of readiness tied to a host before it is chosen', async () => {
    const value = renderField(MeshEgressOptions, { getChoices });
    await open('Readiness');
    expect(
      screen.getByText(/calls to every host of this gateway fail/),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('checkbox', { name: /while a host answers/ }),
    );
    expect(value()).toEqual({ readiness: {} });
  });

  it('scales in place of a fixed number', async () => {
    const value = renderField(
      MeshEgressOptions,
      { getChoices },
      { value: { replicas: 3 } },
    );
    await open('Pods and resources');
    await userEvent.click(
      screen.getByRole('radio', { name: /As many as the load needs/ }),
    );
    expect(value()).toEqual({
      autoscaling: { minReplicas: 2, maxReplicas: 5 },
    });
  });

  it('closes other ways only when that is wanted', async () => {
    const value = renderField(MeshEgressOptions, { getChoices });
    await open('Closing other ways');
    const fence = screen.getByRole('checkbox', {
      name: /by this gateway only/,
    });
    expect(fence).not.toBeChecked();
    await userEvent.click(fence);
    expect(value()).toEqual({ networkPolicy: true });
    await userEvent.click(fence);
    expect(value()).toEqual({});
  });
});

describe('the field for a gateway', () => {
  const listGateways = async () =>
    answer([egressGateway(), egressGateway({ name: 'theirs', ours: false })]);

  it('offers those made with Meshport', async () => {
    const value = renderField(MeshEgressGatewayPicker, { listGateways });
    await userEvent.click(
      await screen.findByRole('button', { name: /Choose an egress gateway/ }),
    );
    expect(
      screen.queryByRole('option', { name: /theirs/ }),
    ).not.toBeInTheDocument();
    await userEvent.click(
      await screen.findByRole('option', { name: /payments-out/ }),
    );
    expect(value()).toEqual({
      cluster: 'east',
      namespace: 'bookinfo',
      name: 'payments-out',
    });
  });

  it('says what to do when there is none', async () => {
    renderField(MeshEgressGatewayPicker, {
      listGateways: async () => answer([]),
    });
    expect(
      await screen.findByText(/Make one with the template/),
    ).toBeInTheDocument();
  });

  it('says that they could not be read', async () => {
    renderField(MeshEgressGatewayPicker, {
      listGateways: async () => {
        throw new Error('Failed to fetch');
      },
    });
    const alert = await screen.findByText(
      'The egress gateways could not be read: Failed to fetch',
    );
    expect(alert).toBeInTheDocument();
    expect(
      within(document.body).getByRole('button', { name: 'Try again' }),
    ).toBeInTheDocument();
  });
});
