import { EntityProvider } from '@backstage/plugin-catalog-react';
import { EntityEgress } from '@meshport/backstage-plugin-mesh-common';
import { screen } from '@testing-library/react';
import {
  answer,
  fresh,
  ratings,
  unreachable,
} from '../../__testUtils__/answers';
import { renderWithEgress } from '../../__testUtils__/renderEgress';
import { EntityEgressCard } from './EntityEgressCard';

const egress: EntityEgress = {
  cluster: 'east',
  namespace: 'bookinfo',
  undeclared: 'refused',
  ways: [
    {
      host: 'api.example.org',
      ports: [80],
      protocol: 'TLS-ORIGINATION',
      tls: 'simple',
      gateway: { name: 'payments-out', namespace: 'bookinfo' },
      admitted: 'yes',
      why: 'Its service account is named.',
      decidedBy: [],
    },
    {
      host: 'db.example.net',
      ports: [5432],
      protocol: 'TCP',
      tls: 'none',
      gateway: { hidden: true },
      admitted: 'no',
      why: 'Only other callers are named.',
      decidedBy: [],
    },
    {
      host: 'www.example.com',
      ports: [443],
      protocol: 'unknown',
      tls: 'passthrough',
      admitted: 'yes',
      why: 'A ServiceEntry declares it, and no gateway is on the way.',
      decidedBy: [],
    },
  ],
};

function show(reply: () => Promise<ReturnType<typeof answer<EntityEgress>>>) {
  const getEntityEgress = jest.fn(reply);
  renderWithEgress(
    <EntityProvider entity={ratings}>
      <EntityEgressCard />
    </EntityProvider>,
    { egress: { getEntityEgress } },
  );
  return getEntityEgress;
}

describe('the card “What it may call outside”', () => {
  it('asks for its component', async () => {
    const read = show(async () => answer([egress], [fresh('east')]));
    await screen.findByText('It may call 3 hosts outside the mesh.');
    expect(read).toHaveBeenCalledWith(
      'component:default/ratings',
      expect.anything(),
    );
  });

  it('names each host, the gateway on the way, and whether the component gets in', async () => {
    show(async () => answer([egress], [fresh('east')]));
    const items = (await screen.findAllByRole('listitem')).map(
      item => item.textContent,
    );
    expect(items[0]).toContain('api.example.org by gateway payments-out');
    expect(items[0]).toContain('port 80 · the gateway adds TLS');
    expect(items[0]).toContain('Its service account is named.');
    expect(items[1]).toContain(
      'by a gateway in a namespace that you may not read',
    );
    expect(items[1]).toContain('Only other callers are named.');
    expect(items[2]).toContain('www.example.com directly, by no gateway');
    expect(screen.getByRole('link', { name: 'payments-out' })).toHaveAttribute(
      'href',
      '/mesh/egress-gateways/east/bookinfo/payments-out',
    );
  });

  it('leads to the gateway of the primary whose rules decide', async () => {
    const [way] = egress.ways;
    const decidedBy = [{ kind: 'ServiceEntry', cluster: 'east' }];
    show(async () =>
      answer(
        [{ ...egress, cluster: 'west', ways: [{ ...way, decidedBy }] }],
        [fresh('west')],
      ),
    );
    expect(
      await screen.findByRole('link', { name: 'payments-out' }),
    ).toHaveAttribute(
      'href',
      '/mesh/egress-gateways/east/bookinfo/payments-out',
    );
  });

  it('tells what is the same in two clusters once', async () => {
    show(async () =>
      answer(
        [egress, { ...egress, cluster: 'west' }],
        [fresh('east'), fresh('west')],
      ),
    );
    expect(
      await screen.findByText('bookinfo in east, west'),
    ).toBeInTheDocument();
    expect(screen.getAllByRole('listitem')).toHaveLength(3);
  });

  it('keeps apart what differs', async () => {
    show(async () =>
      answer(
        [egress, { ...egress, cluster: 'west', ways: [] }],
        [fresh('east'), fresh('west')],
      ),
    );
    expect(await screen.findByText('bookinfo in east')).toBeInTheDocument();
    expect(screen.getByText('bookinfo in west')).toBeInTheDocument();
  });

  it.each([
    ['allowed', /can be called too/],
    ['refused', /Any other host is refused/],
    ['unknown', /is not known/],
  ] as const)(
    'says of other hosts that they are %s',
    async (undeclared, words) => {
      show(async () => answer([{ ...egress, undeclared }], [fresh('east')]));
      expect(await screen.findByText(words)).toBeInTheDocument();
    },
  );

  it('no host: says so', async () => {
    show(async () => answer([{ ...egress, ways: [] }], [fresh('east')]));
    expect(
      await screen.findByText('No host outside the mesh is declared for it.'),
    ).toBeInTheDocument();
  });

  it('nothing runs: says so only of clusters that were read', async () => {
    show(async () => answer([], [fresh('east'), unreachable('west')]));
    expect(
      await screen.findByText(/Nothing of this component runs in east/),
    ).toBeInTheDocument();
  });

  it('offers to open a way out', async () => {
    show(async () => answer([egress], [fresh('east')]));
    expect(
      await screen.findByRole('link', { name: /Open a way out/ }),
    ).toHaveAttribute(
      'href',
      expect.stringContaining('/create/templates/default/egress-gateway?'),
    );
  });
});
