import { ResponseError } from '@backstage/errors';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { CaImport } from '@meshport/backstage-plugin-mesh-common';
import { renderCertificates } from '../../../__testUtils__/renderCertificates';
import { ImportDialog } from './ImportDialog';

const FILE = 'providerName: aws';

async function open(send: (request: unknown) => Promise<CaImport>) {
  const onValues = jest.fn();
  await renderCertificates(
    <ImportDialog cluster="east" onValues={onValues} />,
    { import: send } as any,
  );
  await userEvent.click(
    screen.getByRole('button', { name: 'Take over a getmesh file' }),
  );
  const dialog = within(await screen.findByRole('dialog'));
  const action = dialog.getByRole('button', { name: 'Take over' });
  const paste = () => userEvent.type(dialog.getByRole('textbox'), FILE);
  return { onValues, dialog, action, paste };
}

describe('taking over a file of getmesh', () => {
  it('sends nothing while nothing was pasted', async () => {
    const { action } = await open(jest.fn());
    expect(action).toBeDisabled();
  });

  it('fills the form, closes, and says what of the file does not hold', async () => {
    const send = jest.fn(
      async (): Promise<CaImport> => ({
        provider: 'aws-pca',
        values: {
          cluster: 'east',
          authority: 'corp',
          validityDays: 90,
          renewals: 'ask',
        } as CaImport['values'],
        notes: [
          {
            code: 'validity-too-long',
            field: 'validityDays',
            severity: 'warning',
            text: 'The file asks for 3650 days, which corp does not give.',
            mend: 'The usual 90 days are taken.',
          },
        ],
      }),
    );
    const { onValues, action, paste } = await open(send);
    await paste();
    await userEvent.click(action);
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    expect(send).toHaveBeenCalledWith({ cluster: 'east', file: FILE });
    // Who approves renewals is asked elsewhere in the form.
    expect(onValues).toHaveBeenCalledWith({
      cluster: 'east',
      authority: 'corp',
      validityDays: 90,
    });
    expect(screen.getByText('What the file says otherwise')).toBeVisible();
    expect(
      screen.getByText(/^validityDays: The file asks for 3650 days/),
    ).toBeVisible();
    expect(screen.getByText('The usual 90 days are taken.')).toBeVisible();
  });

  it('stays open with the file, and changes nothing, when it is refused', async () => {
    const { onValues, dialog, action, paste } = await open(async () => {
      throw await ResponseError.fromResponse(
        Response.json(
          {
            error: {
              name: 'InputError',
              message: 'file: it holds a private key; take that out first',
            },
            response: { statusCode: 400 },
          },
          { status: 400 },
        ) as any,
      );
    });
    await paste();
    await userEvent.click(action);
    expect(
      await dialog.findByText(/was not taken over: file: it holds a private/),
    ).toBeVisible();
    expect(dialog.getByRole('textbox')).toHaveValue(FILE);
    expect(onValues).not.toHaveBeenCalled();
  });

  it('says when the portal does not answer, and can be tried again', async () => {
    const send = jest.fn(async (): Promise<CaImport> => {
      throw new Error('Failed to fetch');
    });
    const { dialog, action, paste } = await open(send);
    await paste();
    await userEvent.click(action);
    expect(await dialog.findByText(/Failed to fetch/)).toBeVisible();
    send.mockResolvedValue({
      provider: 'gcp-cas',
      values: {} as any,
      notes: [],
    });
    await userEvent.click(action);
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    expect(
      screen.queryByText('What the file says otherwise'),
    ).not.toBeInTheDocument();
  });
});
