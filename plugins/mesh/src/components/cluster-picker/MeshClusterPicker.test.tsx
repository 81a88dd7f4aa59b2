import { ComponentProps } from 'react';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MeshApi } from '@meshport/backstage-plugin-mesh-common';
import { answer, fresh, unreachable } from '../../__testUtils__/answers';
import { renderCard } from '../../__testUtils__/renderCard';
import { MeshClusterPicker } from './MeshClusterPicker';

const summaries = answer(
  [
    { name: 'east', writable: true },
    { name: 'west', writable: false },
    { name: 'lab', writable: true },
  ],
  [fresh('east'), fresh('west'), unreachable('lab')],
);

function show(
  getClusters: MeshApi['getClusters'],
  props: { formData?: string } = {},
) {
  const onChange = jest.fn();
  const fieldProps = {
    schema: {},
    uiSchema: {},
    onChange,
    ...props,
  } as unknown as ComponentProps<typeof MeshClusterPicker>;
  renderCard(<MeshClusterPicker {...fieldProps} />, { getClusters });
  return onChange;
}

describe('MeshClusterPicker', () => {
  it('gives the name of the cluster that was chosen', async () => {
    const onChange = show(async () => summaries);
    await userEvent.click(
      await screen.findByRole('button', { name: /Choose a cluster/ }),
    );
    await userEvent.click(await screen.findByRole('option', { name: 'east' }));
    expect(onChange).toHaveBeenCalledWith('east');
  });

  it('shows closed clusters with the reason', async () => {
    show(async () => summaries);
    await userEvent.click(
      await screen.findByRole('button', { name: /Choose a cluster/ }),
    );
    const west = await screen.findByRole('option', { name: 'west' });
    expect(west).toHaveAttribute('aria-disabled', 'true');
    expect(west).toHaveTextContent(/read-only/);
    const lab = screen.getByRole('option', { name: 'lab' });
    expect(lab).toHaveAttribute('aria-disabled', 'true');
    expect(lab).toHaveTextContent(/could not be reached/);
  });

  it('says that it is reading', async () => {
    show(() => new Promise(() => {}));
    expect(
      await screen.findByRole('button', { name: /Reading the clusters/ }),
    ).toBeDisabled();
  });

  it('says that it could not read, and reads again on demand', async () => {
    const read = jest
      .fn<ReturnType<MeshApi['getClusters']>, []>()
      .mockRejectedValueOnce(new Error('Failed to fetch'))
      .mockResolvedValue(summaries);
    show(read);
    expect(
      await screen.findByText(
        'The clusters could not be read: Failed to fetch',
      ),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByRole('button', { name: /Choose a cluster/ }),
    ).toBeInTheDocument();
  });

  it('names a cluster that does not exist', async () => {
    show(async () => summaries, { formData: 'moon' });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'There is no cluster moon. Choose one of the list.',
    );
  });

  it('says whom to ask when no cluster is shown', async () => {
    show(async () => answer([]));
    expect(
      await screen.findByText(/No cluster is shown to you/),
    ).toBeInTheDocument();
  });
});
