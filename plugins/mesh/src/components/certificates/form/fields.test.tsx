import { ComponentType, useState } from 'react';
import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  CertificateAuthorityChoices,
  MeshCertificatesApi,
  MeshRequestsApi,
} from '@meshport/backstage-plugin-mesh-common';
import { renderCertificates } from '../../../__testUtils__/renderCertificates';
import { requestDetail } from '../../../__testUtils__/requests';
import { MeshCaIssuance } from './MeshCaIssuance';
import { MeshCaReview } from './MeshCaReview';
import { validateIssuance, validateReview } from './validate';

const CHOICES: CertificateAuthorityChoices = {
  authorities: [
    {
      name: 'shop',
      title: 'Shop CA',
      provider: 'aws-pca',
      keys: ['P-256', 'RSA-2048'],
      defaultKey: 'P-256',
      validity: { default: 90, min: 30, max: 365 },
    },
    {
      name: 'lab',
      provider: 'local',
      keys: ['P-256'],
      defaultKey: 'P-256',
      validity: { default: 30, min: 1, max: 30 },
      unfit: 'Its root is made for development.',
    },
    {
      name: 'off',
      provider: 'gcp-cas',
      keys: ['P-256'],
      defaultKey: 'P-256',
      validity: { default: 90, min: 1, max: 365 },
      why: 'It is disabled. Enable it.',
    },
  ],
  clusters: [
    {
      name: 'east',
      clusterId: 'east',
      namespace: 'istio-system',
      source: 'selfSigned',
      machines: 2,
      ways: {
        shop: [
          {
            kind: 'certificate-authority-issue',
            offered: true,
            text: 'Its root is trusted already, so that no call fails.',
          },
        ],
        lab: [
          {
            kind: 'certificate-authority-issue',
            offered: true,
            outage: true,
            text: 'Calls fail. 2 virtual machines are cut off until each has enrolled anew.',
          },
          {
            kind: 'certificate-authority-root-change',
            offered: true,
            text: 'In three steps. No call fails.',
          },
        ],
      },
    },
    {
      name: 'west',
      clusterId: 'west',
      namespace: 'istio-system',
      source: 'primary',
      why: 'It is a remote: the authority of its primary east signs.',
      ways: {},
    },
  ],
  unknown: [
    { cluster: 'east', what: 'connected proxies', why: 'A right is missing.' },
  ],
};

/** Shows a field as the scaffolder does; gives its value as it is now. */
function show(
  Field: ComponentType<any>,
  options: {
    certificates?: Partial<MeshCertificatesApi>;
    requests?: Partial<MeshRequestsApi>;
    value?: object;
    form?: object;
    rawErrors?: string[];
  },
): () => any {
  let current: any = options.value;
  function Holder() {
    const [value, setValue] = useState(options.value);
    current = value;
    return (
      <Field
        schema={{}}
        uiSchema={{}}
        rawErrors={options.rawErrors ?? []}
        formData={value}
        onChange={setValue}
        formContext={{ formData: options.form ?? {} }}
      />
    );
  }
  renderCertificates(<Holder />, options.certificates ?? {}, {
    requests: options.requests,
  });
  return () => current;
}

async function choose(label: RegExp, option: RegExp) {
  await userEvent.click(await screen.findByRole('button', { name: label }));
  await userEvent.click(await screen.findByRole('option', { name: option }));
}

const answered = (choices: Partial<CertificateAuthorityChoices> = {}) => ({
  certificates: { getChoices: async () => ({ ...CHOICES, ...choices }) },
});

describe('the field of an authority', () => {
  it('picks what follows from cluster and authority, and nothing is typed', async () => {
    const value = show(MeshCaIssuance, answered());
    await choose(/Cluster/, /east/);
    expect(screen.getByText(/^Now: Signed by a root that/)).toBeInTheDocument();
    await choose(/Authority/, /Shop CA/);
    expect(value()).toEqual({
      cluster: 'east',
      namespace: 'istio-system',
      authority: 'shop',
      kind: 'certificate-authority-issue',
      keyType: 'P-256',
      validityDays: 90,
    });
    expect(screen.getByText(/so that no call fails/)).toBeInTheDocument();
    await choose(/Key/, /RSA-2048/);
    await choose(/Lives/, /^30 days/);
    expect(value()).toMatchObject({ keyType: 'RSA-2048', validityDays: 30 });
    expect(screen.queryByRole('textbox')).not.toBeInTheDocument();
    expect(screen.queryByRole('checkbox')).not.toBeInTheDocument();
  });

  it('chooses the way without an outage, and has the other accepted by name', async () => {
    const value = show(MeshCaIssuance, answered());
    await choose(/Cluster/, /east/);
    await choose(/Authority/, /lab/);
    expect(
      screen.getByText(/^Unfit for production: Its root is made for dev/),
    ).toBeInTheDocument();
    expect(value().kind).toBe('certificate-authority-root-change');
    expect(screen.queryByRole('checkbox')).not.toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('radio', { name: 'Write it at once' }),
    );
    expect(
      screen.getByText(/2 virtual machines are cut off until each/),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('checkbox', {
        name: /calls fail .* virtual machines are cut off until each has enr/,
      }),
    );
    expect(value()).toMatchObject({
      kind: 'certificate-authority-issue',
      acceptOutage: true,
    });
    // Another way accepts nothing.
    await userEvent.click(screen.getByRole('radio', { name: /step by step/ }));
    expect(value().acceptOutage).toBeUndefined();
  });

  it('names no machines where there are none', async () => {
    const [east] = CHOICES.clusters;
    show(MeshCaIssuance, answered({ clusters: [{ ...east, machines: 0 }] }));
    await choose(/Cluster/, /east/);
    await choose(/Authority/, /lab/);
    await userEvent.click(
      screen.getByRole('radio', { name: 'Write it at once' }),
    );
    expect(
      screen.getByRole('checkbox', {
        name: 'I accept that calls fail until every proxy has a new certificate',
      }),
    ).toBeInTheDocument();
  });

  it('shows what cannot be chosen with why', async () => {
    show(MeshCaIssuance, answered());
    await userEvent.click(
      await screen.findByRole('button', { name: /Cluster/ }),
    );
    const west = await screen.findByRole('option', { name: /west/ });
    expect(west).toHaveAttribute('aria-disabled', 'true');
    expect(west).toHaveTextContent(/It is a remote: the authority of its prim/);
    await userEvent.click(screen.getByRole('option', { name: /east/ }));
    await userEvent.click(screen.getByRole('button', { name: /Authority/ }));
    expect(
      await screen.findByRole('option', { name: /off/ }),
    ).toHaveTextContent('It is disabled. Enable it.');
  });

  it('says what could not be read', async () => {
    show(MeshCaIssuance, answered());
    expect(
      await screen.findByText(
        'east: the connected proxies are not known. A right is missing.',
      ),
    ).toBeInTheDocument();
  });
});

describe('the states of the field of an authority', () => {
  it('loading: offers nothing, and claims nothing', async () => {
    show(MeshCaIssuance, {
      certificates: { getChoices: () => new Promise(() => {}) },
    });
    expect(
      await screen.findByRole('button', { name: /Cluster/ }),
    ).toBeDisabled();
    expect(screen.getByRole('button', { name: /Authority/ })).toBeDisabled();
    expect(screen.queryByText(/There is no authority/)).not.toBeInTheDocument();
  });

  it('error: says so, and reads again on demand', async () => {
    const getChoices = jest.fn(
      async (): Promise<CertificateAuthorityChoices> => {
        throw new Error('Failed to fetch');
      },
    );
    show(MeshCaIssuance, { certificates: { getChoices } });
    expect(
      await screen.findByText(/could not be read: Failed to fetch/),
    ).toBeInTheDocument();
    getChoices.mockResolvedValue(CHOICES);
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByRole('button', { name: /Cluster/ }),
    ).toBeEnabled();
  });

  it('forbidden: says what may not be done, and is not the same as none', async () => {
    show(MeshCaIssuance, {
      certificates: {
        getChoices: async () => {
          throw Object.assign(new Error('Ask an administrator.'), {
            name: 'NotAllowedError',
          });
        },
      },
    });
    expect(
      await screen.findByText(
        'You may not ask for authorities: Ask an administrator.',
      ),
    ).toBeInTheDocument();
    expect(screen.queryByText(/There is no authority/)).not.toBeInTheDocument();
  });

  it('stale: keeps what was chosen and offered, and says that it may be old', async () => {
    const getChoices = jest.fn(async () => CHOICES);
    const value = show(MeshCaIssuance, { certificates: { getChoices } });
    await choose(/Cluster/, /east/);
    getChoices.mockRejectedValue(new Error('Failed to fetch'));
    act(() => {
      window.dispatchEvent(new Event('focus'));
    });
    expect(
      await screen.findByText(/could not be refreshed \(Failed to fetch\)/),
    ).toBeInTheDocument();
    await choose(/Authority/, /Shop CA/);
    expect(value()).toMatchObject({ cluster: 'east', authority: 'shop' });
  });

  it('empty: says who can change that', async () => {
    show(MeshCaIssuance, answered({ authorities: [] }));
    expect(
      await screen.findByText(/An administrator names them in mesh\.cert/),
    ).toBeInTheDocument();
  });
});

describe('the review of an authority', () => {
  const form = {
    issuance: {
      kind: 'certificate-authority-root-change' as const,
      cluster: 'east',
      authority: 'lab',
    },
    renewals: 'ask' as const,
  };

  it('asks for the kind that was chosen, and says what is accepted and who approves', async () => {
    const { plan, contentHash, approval } = requestDetail();
    const ask = jest.fn<Promise<any>, any[]>(async () => ({
      plan: { ...plan, objects: [], statements: ['It goes in three steps.'] },
      diff: [],
      contentHash,
      approval,
      findings: [
        {
          code: 'ROOT_CHANGE_MACHINES',
          severity: 'warning',
          message: 'Machines cannot be asked.',
          mend: 'Have them on.',
        },
      ],
    }));
    show(MeshCaReview, { requests: { plan: ask }, form });
    expect(
      await screen.findByText('It goes in three steps.'),
    ).toBeInTheDocument();
    expect(screen.getByText(/Machines cannot be asked/)).toBeInTheDocument();
    expect(ask.mock.calls[0][0]).toEqual({
      kind: 'certificate-authority-root-change',
      parameters: { cluster: 'east', authority: 'lab', renewals: 'ask' },
    });
  });

  it('says what the backend refuses', async () => {
    show(MeshCaReview, {
      requests: {
        plan: async () => {
          throw Object.assign(new Error('You may not use lab for east.'), {
            name: 'NotAllowedError',
          });
        },
      },
      form,
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'You may not use lab for east.',
    );
  });

  it('lets nobody go on without a choice, or with what would be refused', async () => {
    const addError = jest.fn();
    validateIssuance({ cluster: 'east' }, { addError } as any, {} as any);
    expect(addError).toHaveBeenCalledWith('Choose a cluster and an authority');
    validateIssuance(form.issuance, { addError } as any, {} as any);
    expect(addError).toHaveBeenCalledTimes(1);
    const context = {
      formData: form,
      apiHolder: {
        get: () => ({
          plan: async () => {
            throw new Error('keyType: lab takes P-256\nvalidityDays: too long');
          },
        }),
      },
    };
    addError.mockClear();
    await validateReview('', { addError } as any, context as any);
    expect(addError.mock.calls).toEqual([
      ['keyType: lab takes P-256'],
      ['validityDays: too long'],
    ]);
  });
});
