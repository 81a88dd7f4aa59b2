import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  CallAnswer,
  MeshPoliciesApi,
} from '@meshport/backstage-plugin-mesh-common';
import { fresh, ratingsPolicies } from '../../__testUtils__/answers';
import { renderCard } from '../../__testUtils__/renderCard';
import { ObjectDrawerProvider } from './ObjectDrawer';
import { QuestionBox } from './QuestionBox';
import { readHeaders } from './readHeaders';

const east = [fresh('east')];
const yes: CallAnswer = {
  answer: 'yes',
  why: 'A rule allows it.',
  mtls: true,
  decidedBy: [
    {
      kind: 'AuthorizationPolicy',
      cluster: 'east',
      namespace: 'bookinfo',
      name: 'allow-reviews',
      rule: 0,
      field: '/spec/rules/0',
    },
  ],
  clusters: east,
};

function show(policies: Partial<MeshPoliciesApi>) {
  const getCallers = jest.fn(async () => ({
    items: [
      {
        kind: 'workload' as const,
        namespace: 'bookinfo',
        name: 'reviews',
        pods: 2,
      },
      { kind: 'machine' as const, namespace: 'shop', name: 'vm-1' },
    ],
    total: 70,
    clusters: east,
  }));
  renderCard(
    <ObjectDrawerProvider>
      <QuestionBox report={ratingsPolicies} />
    </ObjectDrawerProvider>,
    {},
    { policies: { getCallers, ...policies } },
  );
  return getCallers;
}

async function choose(name: RegExp) {
  await userEvent.click(
    await screen.findByRole('combobox', { name: /Who calls/ }),
  );
  await userEvent.click(await screen.findByRole('option', { name }));
}

async function press() {
  await userEvent.click(await screen.findByRole('button', { name: 'Ask' }));
}

async function write(field: HTMLElement, text: string) {
  await userEvent.click(field);
  await userEvent.paste(text);
}

describe('QuestionBox', () => {
  it('answers in plain words, then with what decides', async () => {
    const ask = jest.fn(async () => yes);
    show({ ask });
    await choose(/bookinfo\/reviews/);
    const path = screen.getByRole('textbox', { name: 'Path' });
    await userEvent.clear(path);
    await write(path, '/ratings/1');
    await press();
    expect(
      await screen.findByText(
        'Yes, reviews may call GET /ratings/1 of ratings on port 9080.',
      ),
    ).toBeInTheDocument();
    expect(screen.getByText('A rule allows it.')).toBeInTheDocument();
    expect(screen.getByText(/, rule 1/)).toBeInTheDocument();
    expect(
      screen.getByText('The call is encrypted by the mesh.'),
    ).toBeInTheDocument();
    expect(ask).toHaveBeenCalledWith({
      cluster: 'east',
      from: { kind: 'workload', namespace: 'bookinfo', name: 'reviews' },
      to: { namespace: 'bookinfo', name: 'ratings' },
      port: 9080,
      method: 'GET',
      path: '/ratings/1',
    });
    // An answer is to the question as it was.
    await write(path, '2');
    expect(screen.queryByText(/^Yes,/)).not.toBeInTheDocument();
  });

  it.each<[Partial<CallAnswer>, string, string]>([
    [
      { answer: 'no', decidedBy: [], why: 'No.' },
      'No, shop/vm-1 may not call GET / of ratings on port 9080.',
      'No object decides: this is what the mesh does by default.',
    ],
    [
      { answer: 'notKnown', decidedBy: [], why: 'Not known, because of X.' },
      'It is not known whether shop/vm-1 may call GET / of ratings on port 9080.',
      'Not known, because of X.',
    ],
    [
      {
        answer: 'no',
        decidedBy: [
          { kind: 'AuthorizationPolicy', cluster: 'east', hidden: true },
        ],
        why: 'A policy in a namespace you may not read stops it.',
      },
      'No, shop/vm-1 may not call GET / of ratings on port 9080.',
      'A policy in a namespace you may not read stops it.',
    ],
  ])('says %j', async (more, sentence, evidence) => {
    show({ ask: async () => ({ ...yes, mtls: undefined, ...more }) });
    await choose(/shop\/vm-1/);
    await press();
    expect(await screen.findByText(sentence)).toBeInTheDocument();
    expect(screen.getByText(evidence)).toBeInTheDocument();
  });

  it('asks nothing of the path where the port carries no HTTP', async () => {
    const ask = jest.fn(async () => yes);
    show({ ask });
    await choose(/bookinfo\/reviews/);
    await userEvent.click(screen.getByRole('button', { name: /Port/ }));
    await userEvent.click(await screen.findByRole('option', { name: '9090' }));
    expect(screen.queryByRole('textbox', { name: 'Path' })).toBeNull();
    await press();
    expect(
      await screen.findByText('Yes, reviews may call ratings on port 9090.'),
    ).toBeInTheDocument();
    expect(ask).toHaveBeenCalledWith(
      expect.not.objectContaining({ path: expect.anything() }),
    );
  });

  it('names the field of a question that is refused', async () => {
    show({
      ask: async () => {
        throw new Error('path: begin with / and write spaces percent-encoded');
      },
    });
    await press();
    expect(
      await screen.findByText('from: choose who calls'),
    ).toBeInTheDocument();
    await choose(/bookinfo\/reviews/);
    await press();
    expect(await screen.findByText(/^path: begin with/)).toBeInTheDocument();
    expect(screen.getByRole('textbox', { name: 'Path' })).toBeInvalid();
  });

  it('sends headers, and names a line that is none', async () => {
    const ask = jest.fn(async () => yes);
    show({ ask });
    await choose(/bookinfo\/reviews/);
    await userEvent.click(screen.getByRole('button', { name: /With headers/ }));
    const headers = screen.getByRole('textbox', { name: /Headers/ });
    await write(headers, 'end-user: jason\nnonsense');
    await press();
    expect(await screen.findByText(/^headers: line 2/)).toBeInTheDocument();
    expect(ask).not.toHaveBeenCalled();
    await write(headers, ': x');
    await press();
    await screen.findByText(/^Yes, /);
    expect(ask).toHaveBeenCalledWith(
      expect.objectContaining({
        headers: { 'end-user': 'jason', nonsense: 'x' },
      }),
    );
  });

  it('searches for callers where they are, once somebody wants one', async () => {
    const getCallers = show({});
    const field = await screen.findByRole('combobox', { name: /Who calls/ });
    expect(getCallers).not.toHaveBeenCalled();
    await userEvent.click(field);
    expect(
      await screen.findByText(/Of 70 the first 2 are shown/),
    ).toBeInTheDocument();
    await write(field, 'vm');
    await screen.findByRole('option', { name: /vm-1/ });
    await waitFor(() =>
      expect(getCallers).toHaveBeenCalledWith(
        { cluster: 'east', search: 'vm', limit: 50 },
        expect.anything(),
      ),
    );
  });
});

describe('readHeaders', () => {
  it.each([
    ['', {}],
    ['a: b', { headers: { a: 'b' } }],
    ['a:b:c\n\n d : ', { headers: { a: 'b:c', d: '' } }],
    ['a: b\nc', { wrongLine: 2 }],
    ['a b: c', { wrongLine: 1 }],
  ])('reads %j', (text, read) => {
    expect(readHeaders(text)).toEqual(read);
  });
});
