import { EgressPreview } from '@meshport/backstage-plugin-mesh-common';
import { screen } from '@testing-library/react';
import { egressPreview } from '../../../__testUtils__/egress';
import { renderField } from '../../../__testUtils__/renderField';
import { MeshEgressReview } from './MeshEgressReview';
import { EgressFormData } from './types';

function show(
  preview: Partial<EgressPreview>,
  form: EgressFormData = { delivery: 'apply' },
) {
  const ask = jest.fn(async () => egressPreview(preview));
  renderField(
    MeshEgressReview,
    { preview: ask },
    { form: { namespace: 'bookinfo', name: 'out', ...form } },
  );
  return ask;
}

const REFUSED = {
  permissions: [
    {
      namespace: 'checkout',
      kinds: [],
      allowed: false,
      message: 'You may not write to checkout. Ask team-checkout.',
    },
  ],
};

describe('the review', () => {
  it('says what would be made, object by object', async () => {
    show({});
    expect(await screen.findByText('2 objects are new.')).toBeInTheDocument();
    expect(screen.getByText('Deployment')).toBeInTheDocument();
    expect(
      screen.getAllByRole('button', { name: /Show the manifest/ }),
    ).toHaveLength(2);
    expect(
      screen.getByText('Nobody else would notice it.'),
    ).toBeInTheDocument();
    expect(screen.getByText(/causes no finding/)).toBeInTheDocument();
  });

  it('names the field of every problem, and shows nothing else', async () => {
    show({
      problems: [{ field: 'upstreams[0].host', message: 'It is loopback.' }],
      objects: [],
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Host 1, its name: It is loopback.',
    );
    expect(screen.queryByText(/causes no finding/)).not.toBeInTheDocument();
  });

  it.each([
    ['apply', /Ask for it instead/],
    ['request', /a request says who may/],
    ['files', /to the cluster yourself/],
  ] as const)(
    'says of a missing right when delivered by %s',
    async (delivery, words) => {
      show(REFUSED, { delivery });
      expect(await screen.findByText(words)).toBeInTheDocument();
      expect(
        screen.getByText('You may not write to checkout. Ask team-checkout.'),
      ).toBeInTheDocument();
    },
  );

  it('says who would be cut off, and what could not be looked at', async () => {
    show({
      impacts: [
        {
          check: 'STRICT',
          severity: 'warning',
          message: '2 workloads call without encryption.',
          affected: ['legacy/batch'],
          unknown: 'Namespace payments may not be read.',
        },
      ],
    });
    expect(
      await screen.findByText(/2 workloads call without encryption/),
    ).toBeInTheDocument();
    expect(screen.getByText('legacy/batch')).toBeInTheDocument();
    expect(
      screen.getByText('Namespace payments may not be read.'),
    ).toBeInTheDocument();
  });

  it('says what findings it would cause, and why none were judged', async () => {
    show({
      caused: [
        {
          id: '1',
          cluster: 'east',
          code: 'IST0109',
          name: 'ConflictingHosts',
          severity: 'error',
          object: { kind: 'VirtualService', name: 'out' },
          message: 'Two routes claim the host.',
          effect: 'One of them is ignored.',
        },
      ],
    });
    expect(
      await screen.findByText('Error IST0109: Two routes claim the host.'),
    ).toBeInTheDocument();
    expect(screen.queryByText(/causes no finding/)).not.toBeInTheDocument();
  });

  it('does not claim that nothing is found when nothing was judged', async () => {
    show({ findingsWhy: 'east could not be read.' });
    expect(
      await screen.findByText('east could not be read.'),
    ).toBeInTheDocument();
    expect(screen.queryByText(/causes no finding/)).not.toBeInTheDocument();
  });

  it('says that an approval is needed, and how to ask', async () => {
    show({
      approval: { needed: true, explanation: 'team-platform approves it.' },
    });
    expect(
      await screen.findByText('A policy wants somebody to approve it first.'),
    ).toBeInTheDocument();
    expect(screen.getByText(/choose “Ask for it”/)).toBeInTheDocument();
  });

  it('says when nothing would change', async () => {
    const [first] = egressPreview().objects;
    show({
      objects: [
        { ...first, change: { ...first.change!, outcome: 'unchanged' } },
      ],
    });
    expect(await screen.findByText(/nothing would change/)).toBeInTheDocument();
  });

  it('shows what is deleted, and the values of the chart', async () => {
    show({
      deletes: [
        {
          apiVersion: 'networking.istio.io/v1',
          kind: 'ServiceEntry',
          cluster: 'east',
          namespace: 'bookinfo',
          name: 'old-host',
        },
      ],
      helmValues: 'service:\n  type: ClusterIP\n',
    });
    expect(await screen.findByText('bookinfo/old-host')).toBeInTheDocument();
    expect(screen.getByText(/type: ClusterIP/)).toBeInTheDocument();
  });

  it('loading: claims nothing', async () => {
    renderField(MeshEgressReview, { preview: () => new Promise(() => {}) });
    expect(
      await screen.findByText('What will happen: being read.'),
    ).toBeInTheDocument();
  });

  it('error: says why, and checks again on demand', async () => {
    renderField(MeshEgressReview, {
      preview: async () => {
        throw new Error('Failed to fetch');
      },
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'It could not be checked: Failed to fetch',
    );
    expect(
      screen.getByRole('button', { name: 'Try again' }),
    ).toBeInTheDocument();
  });
});
