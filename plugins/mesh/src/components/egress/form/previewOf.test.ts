import { MeshEgressApi } from '@meshport/backstage-plugin-mesh-common';
import { answer } from '../../../__testUtils__/answers';
import { egressDetail, egressPreview } from '../../../__testUtils__/egress';
import { previewOf } from './previewOf';

function backend(detail = egressDetail()) {
  const preview = jest.fn<
    ReturnType<MeshEgressApi['preview']>,
    Parameters<MeshEgressApi['preview']>
  >(async () => egressPreview());
  const getGateway = async () => answer([detail]);
  return { preview, getGateway } as Partial<MeshEgressApi> as MeshEgressApi & {
    preview: typeof preview;
  };
}

describe('what a form would make', () => {
  it('is what its fields say', async () => {
    const api = backend();
    await previewOf(api, {
      cluster: 'east',
      namespace: 'bookinfo',
      name: 'out',
      upstreams: [{ host: 'api.example.org' }],
      access: { callers: [{ namespace: 'bookinfo' }] },
    });
    expect(api.preview).toHaveBeenCalledWith(
      {
        cluster: 'east',
        gateway: {
          namespace: 'bookinfo',
          name: 'out',
          upstreams: [{ host: 'api.example.org' }],
          callers: [{ namespace: 'bookinfo' }],
        },
      },
      undefined,
    );
  });

  it('is not asked before there is a cluster', async () => {
    const api = backend();
    expect(await previewOf(api, {})).toEqual({ missing: 'cluster' });
    expect(api.preview).not.toHaveBeenCalled();
  });

  const place = {
    cluster: 'east',
    namespace: 'bookinfo',
    name: 'payments-out',
  };

  it('is the gateway as it is and one host more', async () => {
    const api = backend();
    await previewOf(api, {
      gateway: place,
      upstream: { host: 'db.example.net' },
    });
    expect(api.preview).toHaveBeenCalledWith(
      {
        cluster: 'east',
        gateway: expect.objectContaining({
          name: 'payments-out',
          callers: [{ namespace: 'bookinfo', serviceAccounts: ['ratings'] }],
          upstreams: [
            { host: 'api.example.org', protocol: 'TLS-ORIGINATION' },
            { host: 'db.example.net' },
          ],
        }),
      },
      undefined,
    );
  });

  it('keeps the one host of an older gateway', async () => {
    const api = backend(
      egressDetail({
        input: {
          name: 'payments-out',
          namespace: 'bookinfo',
          host: 'a.example',
        },
      }),
    );
    await previewOf(api, { gateway: place, upstream: { host: 'b.example' } });
    expect(api.preview.mock.calls[0][0].gateway).toEqual({
      name: 'payments-out',
      namespace: 'bookinfo',
      upstreams: [{ host: 'a.example' }, { host: 'b.example' }],
    });
  });

  it('says why a gateway cannot be changed', async () => {
    const api = backend(
      egressDetail({ input: undefined, inputWhy: 'It was made by hand.' }),
    );
    expect(await previewOf(api, { gateway: place, upstream: {} })).toEqual({
      missing: 'input',
      why: 'It was made by hand.',
    });
    expect(await previewOf(api, { upstream: {} })).toEqual({
      missing: 'gateway',
    });
  });
});
